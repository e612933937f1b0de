package dev.hexrun.adapter.linux.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A test of the native program of this build, with {@link FrontConversation} as its runtime. It checks that both sides
 * agree on every frame, and that pipes that were opened through procfs end at the expected time. Needs no privileges.
 */
class NativeFrontTest {

    private static final Path BUILT = Path.of("target/native/hexrun");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private static Path home;

    private record Result(int status, String output, String error) {}

    @BeforeAll
    static void install() throws IOException {
        assumeTrue(Files.exists(BUILT), "the native program was not built (-DskipNative)");
        Files.createDirectories(home.resolve("bin"));
        Files.createDirectories(home.resolve("lib"));
        Files.copy(BUILT, home.resolve("bin/hexrun"));
        Files.writeString(
                home.resolve("lib/jvm.args"),
                String.join(
                        "\n",
                        Path.of(System.getProperty("java.home", ""), "bin/java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path", ""),
                        FrontConversation.class.getName()));
    }

    private static ProcessBuilder front(String... arguments) {
        List<String> command =
                new ArrayList<>(List.of(home.resolve("bin/hexrun").toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().clear();
        builder.environment().put("GREETING", "grüß dich");
        return builder;
    }

    private Result run(String... arguments) throws IOException, InterruptedException {
        Path error = Files.createTempFile(home, "error", "");
        Process process = front(arguments)
                .redirectError(error.toFile())
                .directory(home.toFile())
                .start();
        try {
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            return new Result(process.exitValue(), output, Files.readString(error));
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void passesTheCommandAndItsExitStatus() throws Exception {
        assertThat(run("echo", "a b", "", "ü"))
                .isEqualTo(new Result(7, "a b\n\nü\nGREETING=grüß dich\n", home.toRealPath() + "\n"));
    }

    @Test
    void readsStandardInputToItsEnd() throws Exception {
        Path file = home.resolve("input");
        Files.writeString(file, "from a file\n");
        assertThat(read(ProcessBuilder.Redirect.from(file.toFile()), "")).isEqualTo("12 from a file");
        assertThat(read(ProcessBuilder.Redirect.PIPE, "x".repeat(100_000))).startsWith("100000 xxx");
        assertThat(read(ProcessBuilder.Redirect.PIPE, "x".repeat(100_001)))
                .isEqualTo("standard input holds more than 100000 bytes");
        assertThat(read(ProcessBuilder.Redirect.PIPE, "")).isEqualTo("0 ");
        assertThat(read(ProcessBuilder.Redirect.from(new java.io.File("/proc/self/mem")), ""))
                .startsWith("read standard input: input/output error");
    }

    private static String read(ProcessBuilder.Redirect from, String input) throws IOException {
        Process process = front("read").redirectInput(from).start();
        try {
            if (from.equals(ProcessBuilder.Redirect.PIPE)) {
                try (Writer writer = process.outputWriter()) {
                    writer.write(input);
                }
            }
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void acceptsMoreOutputThanAPipeHolds() throws Exception {
        assertThat(run("much")).isEqualTo(new Result(0, "0123456789abcde\n".repeat(40_000), ""));
    }

    @Test
    void waitsAtEverySyncPoint() throws Exception {
        assertThat(run("meet")).isEqualTo(new Result(0, "created 0 0\ninit-ready 0 0\ninit 0\n", ""));
    }

    @Test
    void reportsTheFailedStep_andExecutesTheNextPlan() throws Exception {
        Result result = run("fail");
        assertThat(result.status()).isEqualTo(1);
        assertThat(result.error().lines())
                .satisfiesExactly(
                        line -> assertThat(line)
                                .startsWith(
                                        "change the working directory to /there/is/no/such/directory: no such file or directory"),
                        line -> assertThat(line).startsWith("send signal 15 to process 2147483647: no such process"));
    }

    @Test
    void abortsAPlan_andExecutesTheNextOne() throws Exception {
        assertThat(run("refuse")).isEqualTo(new Result(0, "", "refused at created, suppressed 0\n"));
    }

    @Test
    void executesAPlanOfSeveralMegabytes() throws Exception {
        assertThat(run("long")).isEqualTo(new Result(0, "", ""));
    }

    @Test
    void printsTheOutputOfACrashedJvm() throws Exception {
        Result result = run("nothing of the kind");
        assertThat(result.status()).isEqualTo(1);
        assertThat(result.output()).isEmpty();
        assertThat(result.error()).contains("no conversation about nothing of the kind");
    }

    @Test
    void reportsThatTheFrontWasKilled() throws Exception {
        Path file = home.resolve("ended");
        Process process = front("await", Long.toString(ProcessHandle.current().pid()), file.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            awaitText(process, file, "waiting");
        } finally {
            process.destroyForcibly();
        }
        awaitText(process, file, "DISCONNECTED: execute the plan: lost connection to the hexrun front process");
    }

    private static void awaitText(Process process, Path file, String expected) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        String text = "";
        while (!text.equals(expected) && System.nanoTime() < deadline) {
            text = Files.exists(file) ? Files.readString(file) : "";
            TimeUnit.MILLISECONDS.sleep(5);
        }
        assertThat(text).as("of the runtime of front %s", process.pid()).isEqualTo(expected);
    }
}
