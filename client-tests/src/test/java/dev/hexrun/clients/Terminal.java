package dev.hexrun.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The master of a pseudo-terminal, {@code pts(4)}, which represents the user at a terminal. Programs run on the slave,
 * each in its own session with it as controlling terminal.
 */
// Java has no other access to these calls; the build starts the tests with --enable-native-access.
@SuppressWarnings("restricted")
final class Terminal implements AutoCloseable {

    private static final Duration DEADLINE = Await.scaled(Duration.ofSeconds(30));
    private static final int O_RDWR = 2;
    private static final int O_NOCTTY = 0400;
    private static final int O_CLOEXEC = 02000000;
    private static final short POLLIN = 1;
    private static final long TCGETS = 0x5401;
    private static final long TIOCSWINSZ = 0x5414;
    private static final long TIOCGPTN = 0x80045430L;
    private static final long TIOCSPTLCK = 0x40045431;
    private static final int TERMIOS_BYTES = 36;
    private static final int BUFFER_BYTES = 64 * 1024;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final MethodHandle OPEN = call(
            "open",
            FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT),
            Linker.Option.firstVariadicArg(2));
    private static final MethodHandle CLOSE =
            call("close", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
    private static final MethodHandle IOCTL = call(
            "ioctl",
            FunctionDescriptor.of(
                    ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG, ValueLayout.ADDRESS),
            Linker.Option.firstVariadicArg(2));
    private static final MethodHandle POLL = call(
            "poll",
            FunctionDescriptor.of(
                    ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_LONG, ValueLayout.JAVA_INT));
    private static final MethodHandle READ = call(
            "read",
            FunctionDescriptor.of(
                    ValueLayout.JAVA_LONG, ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_LONG));
    private static final MethodHandle WRITE = call(
            "write",
            FunctionDescriptor.of(
                    ValueLayout.JAVA_LONG, ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_LONG));

    private final Arena arena = Arena.ofConfined();
    private final int master;
    private final File slave;
    private final StringBuilder unread = new StringBuilder();
    private final List<Process> programs = new ArrayList<>();

    /** Opens a terminal with 24 lines and 80 columns. */
    Terminal() {
        try {
            master = (int) OPEN.invokeExact(arena.allocateFrom("/dev/ptmx"), O_RDWR | O_NOCTTY | O_CLOEXEC);
        } catch (Throwable failure) {
            throw new IllegalStateException(failure);
        }
        assertThat(master).as("/dev/ptmx").isPositive();
        MemorySegment number = arena.allocate(ValueLayout.JAVA_INT);
        control(TIOCSPTLCK, number);
        control(TIOCGPTN, number);
        slave = new File("/dev/pts/" + number.get(ValueLayout.JAVA_INT, 0));
        resize(24, 80);
    }

    private static MethodHandle call(String name, FunctionDescriptor signature, Linker.Option... options) {
        return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), signature, options);
    }

    private void control(long request, MemorySegment argument) {
        try {
            int result = (int) IOCTL.invokeExact(master, request, argument);
            assertThat(result).as("ioctl " + Long.toHexString(request)).isZero();
        } catch (Throwable failure) {
            throw new IllegalStateException(failure);
        }
    }

    /** Starts a command on the terminal, with its environment. */
    Process start(Command command) {
        List<String> line = new ArrayList<>(List.of("setsid", "--ctty", "--wait"));
        line.addAll(command.arguments());
        ProcessBuilder builder = new ProcessBuilder(line)
                .directory(Path.of("/").toFile())
                .redirectInput(slave)
                .redirectOutput(slave)
                .redirectError(slave);
        builder.environment().clear();
        builder.environment().putAll(command.environment());
        try {
            Process process = builder.start();
            programs.add(process);
            return process;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Changes the size of the terminal, like a user who resizes a window. */
    void resize(int rows, int columns) {
        MemorySegment size = arena.allocate(ValueLayout.JAVA_SHORT, 4);
        size.setAtIndex(ValueLayout.JAVA_SHORT, 0, (short) rows);
        size.setAtIndex(ValueLayout.JAVA_SHORT, 1, (short) columns);
        control(TIOCSWINSZ, size);
    }

    /** Returns the settings that a program can change, {@code termios(3)}. */
    byte[] settings() {
        MemorySegment settings = arena.allocate(TERMIOS_BYTES, 8);
        control(TCGETS, settings);
        return settings.toArray(ValueLayout.JAVA_BYTE);
    }

    /** Sends input to the program. */
    void type(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        MemorySegment buffer = arena.allocateFrom(ValueLayout.JAVA_BYTE, bytes);
        try {
            long written = (long) WRITE.invokeExact(master, buffer, (long) bytes.length);
            assertThat(written).isEqualTo(bytes.length);
        } catch (Throwable failure) {
            throw new IllegalStateException(failure);
        }
    }

    /** Reads output until a text arrives, and returns everything up to the end of that text. */
    String expect(String text) {
        long end = System.nanoTime() + DEADLINE.toNanos();
        while (unread.indexOf(text) < 0) {
            String more = read(end);
            if (more.isEmpty()) {
                throw new AssertionError("\"" + text + "\" expected, received: " + unread);
            }
            unread.append(more);
        }
        int length = unread.indexOf(text) + text.length();
        String received = unread.substring(0, length);
        unread.delete(0, length);
        return received;
    }

    /** Reads output until all programs have closed the terminal. */
    String rest() {
        long end = System.nanoTime() + DEADLINE.toNanos();
        StringBuilder text = new StringBuilder(unread);
        unread.setLength(0);
        for (String more = read(end); !more.isEmpty(); more = read(end)) {
            text.append(more);
        }
        return text.toString();
    }

    /** Waits for the end of a program and returns its exit status. */
    static int status(Process program) {
        try {
            assertThat(program.waitFor(DEADLINE.toMillis(), TimeUnit.MILLISECONDS))
                    .as("the program on the terminal ends")
                    .isTrue();
            return program.exitValue();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError(interrupted);
        }
    }

    /** Returns the available output, or an empty string on timeout or if the slave is closed. */
    private String read(long end) {
        try (Arena own = Arena.ofConfined()) {
            MemorySegment poll = own.allocate(8, 4);
            poll.set(ValueLayout.JAVA_INT, 0, master);
            poll.set(ValueLayout.JAVA_SHORT, 4, POLLIN);
            int wait = (int) Math.max(0, TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime()));
            int ready = (int) POLL.invokeExact(poll, 1L, wait);
            if (ready <= 0) {
                return "";
            }
            MemorySegment buffer = own.allocate(BUFFER_BYTES);
            long count = (long) READ.invokeExact(master, buffer, (long) BUFFER_BYTES);
            return count <= 0
                    ? ""
                    : new String(buffer.asSlice(0, count).toArray(ValueLayout.JAVA_BYTE), StandardCharsets.ISO_8859_1);
        } catch (Throwable failure) {
            throw new IllegalStateException(failure);
        }
    }

    /** Kills the programs that still run on the terminal. */
    @Override
    public void close() {
        for (Process program : programs) {
            program.destroyForcibly();
        }
        try {
            int ignored = (int) CLOSE.invokeExact(master);
        } catch (Throwable failure) {
            throw new IllegalStateException(failure);
        }
        arena.close();
    }
}
