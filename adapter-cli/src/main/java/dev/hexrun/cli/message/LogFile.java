package dev.hexrun.cli.message;

import dev.hexrun.domain.failure.ContainerException;
import dev.hexrun.domain.failure.Errno;
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
 * A log file. Each line is a single {@code write(2)} in append mode, so that several commands can share the file. It is
 * closed when the process exits.
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
     * Opens a file for appending and creates it with mode 0644 if it does not exist; its directory must exist. Character
     * devices such as {@code /dev/null} and descriptors of the caller such as {@code /dev/stderr} are accepted. Symbolic
     * links are rejected, since a user who can write to the directory could direct the log of root to any file. FIFOs are
     * rejected, since opening one blocks until another process reads it.
     *
     * @param path an absolute path
     * @param fallback the destination of lines that cannot be written
     * @return the open file
     * @throws ContainerException if the file is rejected or cannot be opened
     */
    static LogFile open(Path path, LogSink fallback) {
        try {
            return new LogFile(path, channel(path), fallback);
        } catch (IOException e) {
            throw HostOperationException.of("open log " + path, e);
        }
    }

    /** Returns whether a path is {@code /proc/PID/fd/N}, a link that other users cannot create. */
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
            fallback.write("hexrun: write log " + path + ": " + Errno.reason(e) + "\n" + line);
        }
    }
}
