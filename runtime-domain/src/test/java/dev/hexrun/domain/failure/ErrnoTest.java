package dev.hexrun.domain.failure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ErrnoTest {

    static List<Arguments> types() {
        return List.of(
                Arguments.of(new NoSuchFileException("/x"), 2),
                Arguments.of(new AccessDeniedException("/x"), 13),
                Arguments.of(new FileAlreadyExistsException("/x"), 17),
                Arguments.of(new NotDirectoryException("/x"), 20),
                Arguments.of(new DirectoryNotEmptyException("/x"), 39),
                Arguments.of(new FileSystemLoopException("/x"), 40));
    }

    @ParameterizedTest
    @MethodSource("types")
    void recognizesTypesOfJava(IOException failure, int number) {
        assertThat(Errno.of(failure)).contains(new Errno(number));
        assertThat(Errno.reason(failure)).isEqualTo(new Errno(number).message());
    }

    @ParameterizedTest
    @CsvSource({
        "Operation not permitted, 1",
        "No such file or directory, 2",
        "No such process, 3",
        "Interrupted system call, 4",
        "Input/output error, 5",
        "No such device or address, 6",
        "Argument list too long, 7",
        "Exec format error, 8",
        "Bad file descriptor, 9",
        "No child processes, 10",
        "Resource temporarily unavailable, 11",
        "Cannot allocate memory, 12",
        "Permission denied, 13",
        "Bad address, 14",
        "Device or resource busy, 16",
        "File exists, 17",
        "Invalid cross-device link, 18",
        "No such device, 19",
        "Not a directory, 20",
        "Is a directory, 21",
        "Invalid argument, 22",
        "Too many open files in system, 23",
        "Too many open files, 24",
        "Inappropriate ioctl for device, 25",
        "Text file busy, 26",
        "File too large, 27",
        "No space left on device, 28",
        "Illegal seek, 29",
        "Read-only file system, 30",
        "Too many links, 31",
        "Broken pipe, 32",
        "Numerical result out of range, 34",
        "File name too long, 36",
        "Function not implemented, 38",
        "Directory not empty, 39",
        "Too many levels of symbolic links, 40",
        "No data available, 61",
        "Value too large for defined data type, 75",
        "Too many users, 87",
        "Operation not supported, 95",
        "Connection timed out, 110",
        "Connection refused, 111",
        "Stale file handle, 116",
        "Disk quota exceeded, 122"
    })
    void recognizesMessagesOfGlibc(String message, int number) {
        assertRecognized(message, number);
        assertThat(new Errno(number).message()).isEqualToIgnoringCase(message);
    }

    @ParameterizedTest
    @CsvSource({
        "I/O error, 5",
        "No child process, 10",
        "Out of memory, 12",
        "Resource busy, 16",
        "Cross-device link, 18",
        "No file descriptors available, 24",
        "Not a tty, 25",
        "Invalid seek, 29",
        "Result not representable, 34",
        "Filename too long, 36",
        "Symbolic link loop, 40",
        "Value too large for data type, 75",
        "Not supported, 95",
        "Operation timed out, 110",
        "Quota exceeded, 122"
    })
    void recognizesMessagesOfMusl(String message, int number) {
        assertRecognized(message, number);
    }

    private static void assertRecognized(String message, int number) {
        for (IOException failure : List.of(
                new IOException(message),
                new FileSystemException("/x", null, message),
                new FileNotFoundException("/x (" + message + ")"))) {
            assertThat(Errno.of(failure)).contains(new Errno(number));
            assertThat(Errno.reason(failure)).isEqualTo(new Errno(number).message());
        }
    }

    @Test
    void keepsTheMessage_ofFailuresWithoutNumber() {
        assertThat(Errno.of(new IOException("Ungültiges Argument"))).isEmpty();
        assertThat(Errno.reason(new IOException("Something else"))).isEqualTo("something else");
        assertThat(Errno.reason(new IOException())).isEqualTo("ioexception");
        assertThat(new Errno(200).message()).isEqualTo("error 200");
    }

    /** The real exceptions of this JDK and C library. */
    @Test
    void recognizesFailuresOfTheHost() {
        assertThat(number(() -> Files.readString(Path.of("/proc/self/no-such-file"))))
                .isEqualTo(2);
        assertThat(number(() -> Files.readString(Path.of("/proc/self")))).isEqualTo(21);
        assertThat(number(() -> Files.readString(Path.of("/proc/self/stat/x")))).isEqualTo(20);
        assertThat(number(() -> Files.createDirectory(Path.of("/proc")))).isEqualTo(17);
        assertThat(number(() -> Files.writeString(Path.of("/proc/self/oom_score_adj"), "x")))
                .isEqualTo(22);
    }

    private static int number(FileOperation operation) {
        try {
            operation.run();
            return 0;
        } catch (IOException failure) {
            return Errno.of(failure).orElseThrow().number();
        }
    }

    private interface FileOperation {
        void run() throws IOException;
    }

    @Test
    void isPartOfTheException() {
        IOException failure = new FileSystemException("/x", null, "Read-only file system");
        HostOperationException exception = HostOperationException.of("write /x", failure);
        assertThat(exception).hasMessage("write /x: read-only file system").hasCause(failure);
        assertThat(exception.errno()).contains(new Errno(Errno.EROFS));
        HostOperationException unknown = HostOperationException.of("write /x", new IOException("Something else"));
        assertThat(unknown).hasMessage("write /x: something else");
        assertThat(unknown.errno()).isEmpty();
    }
}
