package dev.hexrun.cli.message;

/** A destination of log messages. */
interface LogSink {

    /**
     * Writes a line.
     *
     * @param line the line, including its newline
     */
    void write(String line);
}
