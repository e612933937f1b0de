package dev.hexrun.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Containers with a terminal: an interactive shell as a user sees it, and a console socket as an engine uses it. */
@Requires({Need.ROOT, Need.BUSYBOX})
class TerminalIT {

    private static final String PROMPT = "inner> ";
    private static final String CTRL_C = "\u0003";
    private static final String CTRL_Z = "\u001a";
    private static final String BACKSPACE = "\u007f";
    private static final int SIGKILL = 9;
    private static final int SIGSEGV = 11;
    private static final int SIGTERM = 15;

    @RegisterExtension
    final TestHost host = new TestHost();

    private final Terminal terminal = new Terminal();

    @AfterEach
    void close() {
        terminal.close();
    }

    /** Returns a bundle whose program is an interactive shell. */
    private Bundle shell() {
        return interactive("exec sh -i");
    }

    private Bundle interactive(String script) {
        return host.bundle()
                .set("/process/terminal", true)
                .set("/process/env", List.of("PATH=/bin", "PS1=" + PROMPT, "TERM=dumb"))
                .script(script);
    }

    /** Starts {@code run} on the terminal. */
    private Process run(Bundle bundle) {
        return terminal.start(command(bundle));
    }

    private List<String> command(Bundle bundle) {
        return List.of(
                Distribution.program().toString(),
                "--root",
                host.stateRoot().toString(),
                "run",
                "--bundle",
                bundle.directory().toString(),
                host.newId());
    }

    private static int exit(Process process) throws InterruptedException {
        assertThat(Await.endsWithin(process, Duration.ofSeconds(30))).isTrue();
        return process.exitValue();
    }

    /** Types a command at the prompt and returns its output. */
    private String outputOf(String command) {
        terminal.type(command + "\r");
        terminal.expect(command + "\r\n");
        String printed = terminal.expect(PROMPT);
        assertThat(printed).as("the command is echoed only once").doesNotContain(command);
        return printed.substring(0, printed.length() - PROMPT.length());
    }

    @Test
    void createsATerminalForAShell() throws Exception {
        Process run = run(shell());
        terminal.expect(PROMPT);
        assertThat(outputOf("for n in 0 1 2; do readlink /proc/$$/fd/$n; done")).isEqualTo("/dev/pts/0\r\n".repeat(3));
        assertThat(outputOf("stat -c '%F %t:%T' /dev/console")).isEqualTo("character special file 88:0\r\n");
        assertThat(outputOf("echo hello >/dev/tty")).isEqualTo("hello\r\n");
        assertThat(outputOf("ls /proc/$$/fd 2>/dev/null | sort -n | head -3")).isEqualTo("0\r\n1\r\n2\r\n");
        terminal.type("exit 7\r");
        assertThat(exit(run)).isEqualTo(7);
    }

    @Test
    void supportsLineEditingAndJobControl() throws Exception {
        Process run = run(shell());
        terminal.expect(PROMPT);
        terminal.type("echo worng" + BACKSPACE.repeat(4) + "rong | tr w W\r");
        terminal.expect("Wrong\r\n" + PROMPT);

        terminal.type("sleep 100000\r");
        terminal.expect("sleep 100000\r\n");
        Await.until("sleep to run", () -> running("sleep"));
        terminal.type(CTRL_C);
        terminal.expect("^C\r\n" + PROMPT);

        terminal.type("sleep 100000\r");
        terminal.expect("sleep 100000\r\n");
        Await.until("sleep to run", () -> running("sleep"));
        terminal.type(CTRL_Z);
        terminal.expect("Stopped");
        terminal.expect(PROMPT);
        terminal.type("kill %1; fg\r");
        terminal.expect(PROMPT);
        assertThat(run.isAlive()).isTrue();
        terminal.type("exit\r");
        exit(run);
    }

    private boolean running(String name) {
        return host.hexrun("exec", host.stateDirectories().getFirst(), "ps")
                .out()
                .contains(name);
    }

    @Test
    void forwardsTheSizeOfTheTerminalAndItsChanges() throws Exception {
        terminal.resize(33, 111);
        Process run = run(shell());
        terminal.expect(PROMPT);
        assertThat(outputOf("stty size")).isEqualTo("33 111\r\n");
        terminal.resize(44, 55);
        // The size is read by another process, since the shell redraws its line at that moment, which would interfere
        // with typed input.
        String id = host.stateDirectories().getFirst();
        Await.until(
                "the new size",
                () -> host.hexrun("exec", id, "stty", "-F", "/dev/pts/0", "size")
                        .out()
                        .equals("44 55\n"));
        terminal.type("stty size\r");
        terminal.expect("44 55\r\n");
        terminal.type("exit\r");
        exit(run);
    }

    @Test
    void prefersTheConfiguredSize() throws Exception {
        Process run = run(shell().set("/process/consoleSize", Map.of("height", 20, "width", 30)));
        terminal.expect(PROMPT);
        assertThat(outputOf("stty size")).isEqualTo("20 30\r\n");
        terminal.type("exit\r");
        exit(run);
    }

    @Test
    void relaysFiftyMebibytesWithoutLoss() throws Exception {
        long bytes = 50L * 1024 * 1024;
        Process run = run(interactive("head -c " + bytes + " /dev/zero | tr '\\0' x"));
        assertThat(terminal.drain()).isEqualTo(bytes);
        assertThat(exit(run)).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"exit", "container killed", "front terminated", "front crashed", "program missing"})
    void restoresTheSettingsOfTheCallersTerminal(String termination) throws Exception {
        byte[] before = terminal.settings();
        Bundle bundle = termination.equals("program missing") ? shell().args("/missing") : shell();
        Process run = run(bundle);
        if (!termination.equals("program missing")) {
            terminal.expect(PROMPT);
            assertThat(terminal.settings())
                    .as("raw mode while the container runs")
                    .isNotEqualTo(before);
            end(termination, run);
        }
        exit(run);
        assertThat(terminal.settings()).isEqualTo(before);
    }

    private void end(String termination, Process run) {
        switch (termination) {
            case "exit" -> terminal.type("exit\r");
            case "container killed" ->
                Kernel.kill(host.pid(host.stateDirectories().getFirst()), SIGKILL);
            case "front terminated" -> {
                outputOf("trap 'exit 3' TERM");
                Kernel.kill(run.pid(), SIGTERM);
                terminal.type("\r");
            }
            case "front crashed" -> Kernel.kill(run.pid(), SIGSEGV);
            default -> throw new IllegalArgumentException(termination);
        }
    }

    @Test
    void returnsTheTerminalToTheCallersShell() throws Exception {
        Process outer = terminal.start(List.of("/bin/sh", "-i"));
        terminal.expect("outer> ");
        terminal.type(String.join(" ", command(shell())) + "\r");
        terminal.expect("\n" + PROMPT);
        terminal.type("exit 5\r");
        terminal.expect("outer> ");
        terminal.type("echo status $?\r");
        terminal.expect("\r\nstatus 5\r\n");
        terminal.type("exit\r");
        exit(outer);
    }

    @Test
    void endsTheJvmOfALongRunAndDeletesTheContainerAfterIt() throws Exception {
        Process run = run(shell());
        terminal.expect(PROMPT);
        String id = host.stateDirectories().getFirst();
        long init = host.pid(id);
        Await.until("the JVM to end", () -> run.children().allMatch(child -> child.pid() == init));
        assertThat(outputOf("echo still running")).isEqualTo("still running\r\n");
        terminal.type("exit 4\r");
        assertThat(exit(run)).isEqualTo(4);
        assertThat(host.stateDirectories()).isEmpty();
    }

    @Test
    void relaysATerminalWithoutATerminalOfTheCaller() {
        Bundle bundle = interactive("stty -echo; echo ready; read x; echo got $x; exit 6");
        Outcome outcome = host.runCommand(bundle).stdin("word\n").run();
        assertThat(outcome.status()).isEqualTo(6);
        assertThat(outcome.out()).contains("ready\n").contains("got word\n").doesNotContain("\r");
    }

    @Test
    void forwardsEndOfInput() {
        assertThat(host.runCommand(interactive("cat; echo ended")).run().ok().out())
                .contains("ended\n");
        String id = host.start(host.bundle().args("sleep", "100000"));
        Outcome shell = host.command("exec", "--tty", id, "sh")
                .stdin("echo $((40+2))\ncat\nexit 9\n")
                .run();
        assertThat(shell.out()).contains("42\n");
        // cat reads the rest of the input and the end of file; then the shell also reads end of file.
        assertThat(shell.exits(0).out()).contains("exit 9\n");
        assertThat(host.command("exec", "--tty", id, "sh").run().status()).isZero();
    }

    @Test
    void requiresAConsoleSocketForADetachedTerminal() {
        String error = "cannot allocate tty if hexrun will detach without setting console socket";
        assertThat(host.createCommand(shell(), host.newId()).run().failure()).contains(error);
        assertThat(host.run(shell(), "--detach").failure()).contains(error);
        assertThat(host.run(shell(), "--console-socket", "/x").failure())
                .contains("cannot use console socket if hexrun will not detach or allocate tty");
        assertThat(host.run(host.bundle(), "--detach", "--console-socket", "/x").failure())
                .contains("cannot use console socket if hexrun will not detach or allocate tty");
    }

    @Test
    void sendsTheTerminalBeforeCreateReturns() throws Exception {
        Path path = host.directory().resolve("console.sock");
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(path));
            String id = host.create(shell(), "--console-socket", path.toString());
            server.configureBlocking(false);
            SocketChannel connection = server.accept();
            assertThat(connection).as("connection made by the command").isNotNull();
            ByteBuffer message = ByteBuffer.allocate(4096);
            assertThat(connection.read(message)).isPositive();
            assertThat(new String(message.array(), 0, message.position(), StandardCharsets.UTF_8))
                    .isEqualTo("/dev/pts/0");
            assertThat(connection.read(message)).as("end of the message").isEqualTo(-1);
            connection.close();
            host.hexrun("delete", "--force", id).ok();
        }
    }

    @Test
    void rejectsATerminalOfTheImage() throws IOException {
        Bundle bundle = shell();
        List<Object> mounts = new ArrayList<>();
        for (Object mount : Json.array(bundle.get("/mounts"))) {
            if (!String.valueOf(Json.object(mount).get("destination")).startsWith("/dev")) {
                mounts.add(mount);
            }
        }
        bundle.set("/mounts", mounts).set("/root/readonly", false);
        Path dev = Files.createDirectories(bundle.rootfs().resolve("dev/pts"));
        Files.createSymbolicLink(dev.resolve("ptmx"), Path.of("/etc/passwd"));
        assertThat(host.run(bundle).failure()).contains("not the ptmx of a devpts");
        host.assertNothingLeft();
    }

    @Test
    void rejectsALinkInPlaceOfTheConsole() throws IOException {
        Path victim = host.directory().resolve("victim");
        Files.writeString(victim, "host");
        Bundle bundle = shell();
        List<Object> mounts = new ArrayList<>();
        for (Object mount : Json.array(bundle.get("/mounts"))) {
            if (!"/dev".equals(Json.object(mount).get("destination"))) {
                mounts.add(mount);
            }
        }
        bundle.set("/mounts", mounts).set("/root/readonly", false);
        Files.createDirectories(bundle.rootfs().resolve("dev"));
        Files.createSymbolicLink(bundle.rootfs().resolve("dev/console"), victim);
        assertThat(host.run(bundle).failure()).contains("a link or a directory: /dev/console");
        assertThat(Files.readString(victim)).isEqualTo("host");
        host.assertNothingLeft();
    }
}
