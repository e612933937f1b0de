package dev.hexrun.app;

import dev.hexrun.domain.failure.HostOperationException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** The file that tells a caller the pid of a process: a decimal number and nothing else, whole or not there. */
final class PidFile {

    private PidFile() {}

    static void write(Path file, int pid) {
        Path temporary = file.resolveSibling("." + file.getFileName());
        try {
            Files.write(temporary, Integer.toString(pid).getBytes(StandardCharsets.US_ASCII));
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException failed) {
            throw new HostOperationException("write pid file " + file + ": " + failed.getMessage(), failed);
        }
    }
}
