package dev.hexrun.cli.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hexrun.domain.failure.ContainerException;
import dev.hexrun.testkit.launch.FakeCommandChannel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogTest {

    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-01-02T03:04:05.6Z"));

    private final ContainerException failure = new ContainerException("container does not exist");
    private final FakeCommandChannel channel = FakeCommandChannel.calledWith("hexrun");

    @TempDir
    private Path directory;

    private Log toStandardError(LogFormat format) {
        return Log.toStandardError(channel, CLOCK, format, Optional.empty());
    }

    private Log toFile(LogFormat format, boolean debug) {
        return Log.toFile(
                channel, CLOCK, format, directory.resolve("log"), debug ? Optional.of(Level.DEBUG) : Optional.empty());
    }

    private String file() throws IOException {
        return Files.readString(directory.resolve("log"));
    }

    @Test
    void reportsAFailureOnOneLine() {
        toStandardError(LogFormat.TEXT).failure("state web: container does not exist", failure);
        assertThat(channel.error()).isEqualTo("hexrun: state web: container does not exist\n");
        assertThat(channel.output()).isEmpty();
    }

    @Test
    void reportsAFailureAsOneJsonObject() {
        toStandardError(LogFormat.JSON).failure("state web: container does not exist", failure);
        assertThat(channel.error())
                .isEqualTo("{\"level\":\"error\",\"msg\":\"state web: container does not exist\","
                        + "\"time\":\"2026-01-02T03:04:05Z\"}\n");
    }

    @Test
    void writesAFailureToTheFileAndToStandardError() throws IOException {
        toFile(LogFormat.JSON, false).failure("create \"x\": é\n", failure);
        assertThat(file())
                .isEqualTo("{\"level\":\"error\",\"msg\":\"create \\\"x\\\": é\\n\","
                        + "\"time\":\"2026-01-02T03:04:05Z\"}\n");
        assertThat(channel.error()).isEqualTo("hexrun: create \"x\": é\n\n");
    }

    @Test
    void escapesControlCharacters() throws IOException {
        toFile(LogFormat.JSON, false).failure("hook: \u001b[2J\u0007\r\u009b1m\udcff\nline\tx \ud83d\ude00", failure);
        assertThat(channel.error()).isEqualTo("hexrun: hook: \\x1b[2J\\x07\\x0d\\x9b1m\\xff\nline\tx \ud83d\ude00\n");
        assertThat(file()).contains("hook: \\u001b[2J\\u0007\\r");
    }

    @Test
    void escapesBidirectionalControlCharacters() throws IOException {
        toFile(LogFormat.TEXT, false).failure("run \u202egnp.sh\u2066\u200f\u061c \u05d0", failure);
        assertThat(channel.error()).isEqualTo("hexrun: run \\u202egnp.sh\\u2066\\u200f\\u061c \u05d0\n");
        assertThat(file()).contains("msg=\"run \\u202egnp.sh\\u2066\\u200f\\u061c \u05d0\"");
    }

    @Test
    void rejectsSymbolicLinksAndFifos() throws Exception {
        Path victim = Files.writeString(directory.resolve("victim"), "untouched");
        Path log = directory.resolve("log");
        Files.createSymbolicLink(log, victim);
        assertThatThrownBy(() -> toFile(LogFormat.TEXT, false))
                .isInstanceOf(ContainerException.class)
                .hasMessage("open log " + log + ": refused: it is a symbolic link");
        assertThat(victim).hasContent("untouched");
        Files.delete(log);
        Files.createSymbolicLink(log, directory.resolve("new"));
        assertThatThrownBy(() -> toFile(LogFormat.TEXT, false)).hasMessageContaining("symbolic link");
        assertThat(directory.resolve("new")).doesNotExist();
        Files.delete(log);
        Process mkfifo =
                new ProcessBuilder("mkfifo", log.toString()).inheritIO().start();
        assertThat(mkfifo.waitFor()).isZero();
        assertThatThrownBy(() -> toFile(LogFormat.TEXT, false))
                .hasMessage("open log " + log + ": refused: not a regular file");
    }

    @Test
    void writesLogfmtToTheFile() throws IOException {
        toFile(LogFormat.TEXT, false).failure("say \"no\"", failure);
        assertThat(file()).isEqualTo("time=\"2026-01-02T03:04:05Z\" level=error msg=\"say \\\"no\\\"\"\n");
    }

    @Test
    void appendsToTheFile() throws IOException {
        Files.writeString(directory.resolve("log"), "before\n");
        toFile(LogFormat.TEXT, false).warning("w");
        toFile(LogFormat.TEXT, false).warning("x");
        assertThat(file()).isEqualTo("""
                        before
                        time="2026-01-02T03:04:05Z" level=warning msg="w"
                        time="2026-01-02T03:04:05Z" level=warning msg="x"
                        """);
        assertThat(channel.error()).isEmpty();
    }

    @Test
    void createsTheFileReadableForAll() throws IOException {
        toFile(LogFormat.TEXT, false);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("log"))))
                .startsWith("rw-")
                .doesNotContain("x");
        assertThat(file()).isEmpty();
    }

    @Test
    void rejectsAFileThatCannotBeOpened() {
        Path missing = directory.resolve("missing/log");
        assertThatThrownBy(() -> Log.toFile(channel, CLOCK, LogFormat.TEXT, missing, Optional.empty()))
                .isInstanceOf(ContainerException.class)
                .hasMessage("open log " + missing + ": no such file or directory");
        assertThatThrownBy(() -> Log.toFile(channel, CLOCK, LogFormat.TEXT, directory, Optional.empty()))
                .isInstanceOf(ContainerException.class)
                .hasMessage("open log " + directory + ": is a directory");
    }

    @Test
    void reportsAFullFileOnStandardError() {
        Log log = Log.toFile(channel, CLOCK, LogFormat.TEXT, Path.of("/dev/full"), Optional.empty());
        log.warning("w");
        assertThat(channel.error()).isEqualTo("""
                        hexrun: write log /dev/full: no space left on device
                        time="2026-01-02T03:04:05Z" level=warning msg="w"
                        """);
    }

    @Test
    void logsNoDebugMessagesByDefault() throws IOException {
        toFile(LogFormat.TEXT, false).debug("detail");
        assertThat(file()).isEmpty();
        toFile(LogFormat.TEXT, true).debug("detail");
        assertThat(file())
                .matches("time=\"2026-01-02T03:04:05Z\" level=debug msg=\"detail\" file=LogTest.java:\\d+ "
                        + "func=dev.hexrun.cli.message.LogTest.logsNoDebugMessagesByDefault\n");
    }

    @Test
    void logsTheOriginOfAFailureWhenDebugging() throws IOException {
        toFile(LogFormat.JSON, true).failure("m", failure);
        assertThat(file().lines().toList().getLast())
                .startsWith("{\"level\":\"error\",\"msg\":\"m\",\"time\":\"2026-01-02T03:04:05Z\","
                        + "\"file\":\"LogTest.java:")
                .contains("\"func\":\"dev.hexrun.cli.message.LogTest.<");
    }

    @Test
    void reportsAProgramThatCannotBeExecutedWithoutPrefix() throws IOException {
        ContainerException failure = new ContainerException("exec /x: permission denied");
        toStandardError(LogFormat.TEXT).programFailure("run web: ", "exec /x: permission denied", failure);
        assertThat(channel.error()).isEqualTo("exec /x: permission denied\n");
        toFile(LogFormat.TEXT, false).programFailure("run web: ", "exec /x: permission denied", failure);
        assertThat(file()).contains("level=error msg=\"run web: exec /x: permission denied\"\n");
        assertThat(channel.error()).endsWith("\nhexrun: run web: exec /x: permission denied\n");
    }

    @Test
    void logsWarningsAsText() throws IOException {
        toStandardError(LogFormat.TEXT).warn("r");
        assertThat(channel.error()).isEqualTo("hexrun: warning: r\n");
    }

    @Test
    void omitsWarningsInJson() throws IOException {
        toStandardError(LogFormat.JSON).warn("r");
        toFile(LogFormat.JSON, false).warn("r");
        assertThat(channel.error()).isEmpty();
        assertThat(file()).isEmpty();
        toFile(LogFormat.TEXT, false).warn("r");
        assertThat(file()).isEqualTo("time=\"2026-01-02T03:04:05Z\" level=warning msg=\"r\"\n");
    }

    @Test
    void respectsTheLogLevelForWarnings() {
        Log quiet = Log.toStandardError(channel, CLOCK, LogFormat.TEXT, Optional.of(Level.ERROR));
        quiet.warn("r");
        quiet.warning("w");
        assertThat(channel.error()).isEmpty();
        Log talkative = Log.toStandardError(channel, CLOCK, LogFormat.TEXT, Optional.of(Level.WARNING));
        talkative.debug("d");
        talkative.warn("r");
        talkative.warning("w");
        assertThat(channel.error()).isEqualTo("hexrun: warning: r\nhexrun: warning: w\n");
    }

    @Test
    void writesTheStackTraceOnlyWhenDebugging() throws IOException {
        toFile(LogFormat.JSON, true).failure("m", failure);
        assertThat(file().lines().toList()).hasSize(2);
        assertThat(file()).startsWith("{\"level\":\"debug\",\"msg\":\"dev.hexrun.domain.failure.ContainerException: ");
        assertThat(channel.error()).isEqualTo("hexrun: m\n");

        FakeCommandChannel people = FakeCommandChannel.calledWith("hexrun");
        Log.toStandardError(people, CLOCK, LogFormat.TEXT, Optional.of(Level.DEBUG))
                .failure("m", failure);
        assertThat(people.error())
                .contains("\tat dev.hexrun.cli.message.LogTest")
                .endsWith("hexrun: m\n");
    }

    @Test
    void reportsSuppressedFailures() throws IOException {
        failure.addSuppressed(new ContainerException("remove cgroup /x: device or resource busy"));
        toFile(LogFormat.JSON, false).failure("create web: m", failure);
        assertThat(channel.error())
                .isEqualTo("hexrun: create web: m\nhexrun: also: remove cgroup /x: device or resource busy\n");
        assertThat(file().lines().toList()).hasSize(1);
    }

    @Test
    void escapesCharactersThatJsonForbids() throws IOException {
        toFile(LogFormat.JSON, false).warning("\u0000\u001b\\\t\ud800x\ud83d\ude00\udc00");
        assertThat(file()).contains("\"msg\":\"\\u0000\\u001b\\\\\\t\\ud800x\ud83d\ude00\\udc00\"");
    }

    @Test
    void parsesBothFormats() {
        assertThat(LogFormat.of("text")).isEqualTo(LogFormat.TEXT);
        assertThat(LogFormat.of("json")).isEqualTo(LogFormat.JSON);
        assertThatThrownBy(() -> LogFormat.of("xml")).hasMessage("invalid log-format: xml: must be text or json");
    }
}
