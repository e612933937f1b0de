package dev.hexrun.cli.message;

import dev.hexrun.domain.failure.HostOperationException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;

/**
 * A log file. Each line is one {@code write(2)} in append mode, so that several commands may share the file. It is closed
 * by the end of the process.
 */
final class LogFile implements LogSink {

    private final Path path;
    private final FileChannel channel;
    private final LogSink fallback;

    private LogFile(Path path, FileChannel channel, LogSink fallback) {
        this.path = path;
        this.channel = channel;
        this.fallback = fallback;
    }

    /**
     * Opens a file for appending, and creates it (0644) if it is missing; its folder must exist.
     *
     * @param path an absolute path
     * @param fallback takes the lines that cannot be written
     * @return the open file
     * @throws HostOperationException if it cannot be opened
     */
    static LogFile open(Path path, LogSink fallback) {
        try {
            FileChannel channel = FileChannel.open(
                    path,
                    EnumSet.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND),
                    PosixFilePermissions.asFileAttribute(EnumSet.of(
                            PosixFilePermission.OWNER_READ,
                            PosixFilePermission.OWNER_WRITE,
                            PosixFilePermission.GROUP_READ,
                            PosixFilePermission.OTHERS_READ)));
            return new LogFile(path, channel, fallback);
        } catch (IOException e) {
            throw new HostOperationException("open log " + path + ": " + Reason.of(e), e);
        }
    }

    @Override
    public void write(String line) {
        ByteBuffer bytes = ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8));
        try {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        } catch (IOException e) {
            fallback.write("hexrun: write log " + path + ": " + Reason.of(e) + "\n" + line);
        }
    }
}
