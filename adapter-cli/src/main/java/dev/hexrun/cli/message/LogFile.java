package dev.hexrun.cli.message;

import dev.hexrun.domain.failure.ContainerException;
import dev.hexrun.domain.failure.HostOperationException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;

/**
 * A log file. Each line is one {@code write(2)} in append mode, so that several commands may share the file. It is closed
 * by the end of the process.
 */
final class LogFile implements LogSink {

    private static final int TYPE = 0170000;
    private static final int REGULAR = 0100000;
    private static final int DIRECTORY = 0040000;
    private static final int CHARACTER_DEVICE = 0020000;
    private static final int LINK = 0120000;

    private final Path path;
    private final FileChannel channel;
    private final LogSink fallback;

    private LogFile(Path path, FileChannel channel, LogSink fallback) {
        this.path = path;
        this.channel = channel;
        this.fallback = fallback;
    }

    /**
     * Opens a file for appending, and creates it (0644) if it is missing; its folder must exist. A character device will
     * do, such as {@code /dev/null}, and a descriptor of the caller, such as {@code /dev/stderr}. A symbolic link is refused, since anybody who may write to the directory could lead
     * the log of root to any file by it; and so is a fifo, which would be waited for until somebody reads it.
     *
     * @param path an absolute path
     * @param fallback takes the lines that cannot be written
     * @return the open file
     * @throws ContainerException if it is refused, or cannot be opened
     */
    static LogFile open(Path path, LogSink fallback) {
        try {
            return new LogFile(path, channel(path), fallback);
        } catch (IOException e) {
            throw new HostOperationException("open log " + path + ": " + Reason.of(e), e);
        }
    }

    /** Returns whether a path is {@code /proc/PID/fd/N}: a link that nobody can plant. */
    private static boolean isDescriptor(Path path) {
        Path directory = path.getParent();
        return directory != null && directory.endsWith("fd") && directory.startsWith("/proc");
    }

    private static FileChannel channel(Path path) throws IOException {
        if (isDescriptor(path)) {
            return FileChannel.open(path, Set.of(StandardOpenOption.APPEND));
        }
        try {
            int type = (int) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS) & TYPE;
            if (type == LINK) {
                throw new ContainerException("open log " + path + ": refused: it is a symbolic link");
            }
            if (type != REGULAR && type != CHARACTER_DEVICE && type != DIRECTORY) {
                throw new ContainerException("open log " + path + ": refused: not a regular file");
            }
            return FileChannel.open(path, Set.of(StandardOpenOption.APPEND, LinkOption.NOFOLLOW_LINKS));
        } catch (NoSuchFileException missing) {
            return FileChannel.open(
                    path,
                    Set.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND, LinkOption.NOFOLLOW_LINKS),
                    PosixFilePermissions.asFileAttribute(EnumSet.of(
                            PosixFilePermission.OWNER_READ,
                            PosixFilePermission.OWNER_WRITE,
                            PosixFilePermission.GROUP_READ,
                            PosixFilePermission.OTHERS_READ)));
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
