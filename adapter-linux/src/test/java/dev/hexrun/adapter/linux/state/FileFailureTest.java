package dev.hexrun.adapter.linux.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hexrun.domain.failure.Errno;
import dev.hexrun.domain.failure.HostOperationException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FileFailureTest {

    static List<Arguments> failures() {
        return List.of(
                Arguments.of(new NoSuchFileException("/x"), "no such file or directory", 2),
                Arguments.of(new AccessDeniedException("/x"), "permission denied", 13),
                Arguments.of(new FileSystemException("/x", null, "Read-only file system"), "read-only file system", 30),
                Arguments.of(
                        new FileSystemException("/x", null, "No space left on device"), "no space left on device", 28),
                Arguments.of(new FileNotFoundException("/x (Permission denied)"), "permission denied", 13),
                Arguments.of(new IOException("No space left on device"), "no space left on device", 28),
                Arguments.of(new IOException("Something else"), "something else", 0),
                Arguments.of(new IOException(), "ioexception", 0));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void saysWhatTheKernelSaid(IOException failure, String words, int errno) {
        HostOperationException exception = FileFailure.of("write /x", failure);
        assertThat(exception).hasMessage("write /x: " + words);
        assertThat(exception.errno()).isEqualTo(errno == 0 ? Optional.empty() : Optional.of(new Errno(errno)));
    }
}
