package dev.hexrun.cli.message;

/** Takes whole lines of the log. */
interface LogSink {

    /**
     * Takes a line.
     *
     * @param line the line with its newline
     */
    void write(String line);
}
