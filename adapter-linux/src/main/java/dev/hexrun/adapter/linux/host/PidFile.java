package dev.hexrun.adapter.linux.host;

import dev.hexrun.domain.failure.HostOperationException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Locale;

/**
 * The file that reports the pid of a process to a caller. It contains a decimal number only, and is complete or absent.
 *
 * <p>Other users may be able to write to its directory. Therefore this class writes the number to a new file with an
 * unpredictable name and renames that file to the requested name. As with runc, this replaces a symbolic link without
 * following it, and a fifo without waiting for a reader. A directory at the requested name is an error.
 */
final class PidFile {

    /** The number of names that are tried. If all are taken, another user probably takes them on purpose. */
    private static final int ATTEMPTS = 16;

    private PidFile() {}

    static void write(Path file, int pid) {
        byte[] number = Integer.toString(pid).getBytes(StandardCharsets.US_ASCII);
        try {
            int attempt = 1;
            while (!written(file, number)) {
                if (attempt == ATTEMPTS) {
                    throw new FileAlreadyExistsException(file.toString());
                }
                attempt++;
            }
        } catch (IOException failed) {
            throw new HostOperationException("write pid file " + file + ": " + reason(failed), failed);
        }
    }

    /** Writes the file; returns {@code false} if the name of the draft was taken. */
    private static boolean written(Path file, byte[] number) throws IOException {
        // The draft's name does not contain the name of the file, which may have the maximum length.
        Path temporary = file.resolveSibling(".pid-" + Long.toHexString(System.nanoTime()));
        try {
            // CREATE_NEW is O_EXCL: it follows no link in the last component and opens no existing file.
            Files.write(temporary, number, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            return true;
        } catch (FileAlreadyExistsException exists) {
            return false;
        } catch (IOException failed) {
            discard(temporary, failed);
            throw failed;
        }
    }

    private static void discard(Path temporary, IOException failure) {
        try {
            Files.deleteIfExists(temporary);
        } catch (IOException left) {
            failure.addSuppressed(left);
        }
    }

    private static String reason(IOException failure) {
        if (failure instanceof FileAlreadyExistsException) {
            return "file exists";
        }
        if (failure instanceof NoSuchFileException) {
            return "no such file or directory";
        }
        String reason = failure instanceof FileSystemException named ? named.getReason() : null;
        return reason == null ? String.valueOf(failure.getMessage()) : reason.toLowerCase(Locale.ROOT);
    }
}
