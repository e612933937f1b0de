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
 * The file that tells a caller the pid of a process: a decimal number and nothing else, complete or not there.
 *
 * <p>Its directory may be writable by other users. So the number is written to a new file under a name nobody can know
 * beforehand, which then takes the place of whatever has the name that was asked for: a link is replaced and not
 * followed, a fifo is replaced and not waited for, as with runc. A directory is an error.
 */
final class PidFile {

    /** How many names are tried before somebody who takes them all is believed to do so on purpose. */
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

    /** {@code false} if the name of the draft was taken. */
    private static boolean written(Path file, byte[] number) throws IOException {
        // Not made from the file's own name, which may be as long as a name can be.
        Path draft = file.resolveSibling(".pid-" + Long.toHexString(System.nanoTime()));
        try {
            // CREATE_NEW is O_EXCL: no link in the last component, and nothing that is there already.
            Files.write(draft, number, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            return true;
        } catch (FileAlreadyExistsException taken) {
            return false;
        } catch (IOException failed) {
            discard(draft, failed);
            throw failed;
        }
    }

    private static void discard(Path draft, IOException failure) {
        try {
            Files.deleteIfExists(draft);
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
