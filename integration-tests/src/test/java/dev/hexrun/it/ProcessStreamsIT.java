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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Communication between a container and its caller in addition to the standard streams: descriptors, pidfds, readiness
 * notifications.
 */
@Requires({Need.ROOT, Need.BUSYBOX})
class ProcessStreamsIT {

    private static final String DESCRIPTORS =
            "for n in 3 4 5 6; do test -e /proc/self/fd/$n && echo $n $(cat /proc/self/fd/$n); done; env | grep LISTEN";

    @RegisterExtension
    final TestHost host = new TestHost();

    /** Runs a container from a caller that has descriptors 3 to 5 open. */
    private Outcome run(String shellPrefix, String... flags) throws IOException {
        StringBuilder caller = new StringBuilder("exec");
        for (int n = 3; n <= 5; n++) {
            Path file = Files.writeString(host.directory().resolve("file" + n), "text" + n);
            caller.append(' ').append(n).append('<').append(file);
        }
        Bundle bundle = host.bundle().script(DESCRIPTORS + "; exit 0");
        return host.runCommand(bundle, flags)
                .via("sh", "-c", caller + "; " + shellPrefix + " exec \"$@\"", "sh")
                .run();
    }

    @Test
    void passesOnlyPreservedDescriptors() throws IOException {
        assertThat(run("").ok().out()).isEmpty();
        assertThat(run("", "--preserve-fds", "2").ok().out()).isEqualTo("3 text3\n4 text4\n");
        assertThat(run("", "--preserve-fds=3").ok().out()).isEqualTo("3 text3\n4 text4\n5 text5\n");
    }

    @Test
    void ignoresClosedDescriptorsAndPassesNoneOfTheRuntime() throws IOException {
        assertThat(run("", "--preserve-fds", "4").ok().out()).isEqualTo("3 text3\n4 text4\n5 text5\n");
        assertThat(run("exec 4<&-;", "--preserve-fds", "3").ok().out()).isEqualTo("3 text3\n5 text5\n");
        assertThat(run("exec 3<&- 4<&-; LISTEN_PID=$$ LISTEN_FDS=2", "--preserve-fds", "2")
                        .ok()
                        .out())
                .isEqualTo("5 text5\nLISTEN_FDS=2\nLISTEN_PID=1\n");
        assertThat(run("exec 3<&- 4<&- 5<&-;", "--preserve-fds", "3").ok().out())
                .isEmpty();
    }

    @Test
    void ignoresClosedDescriptorsInExec() throws IOException {
        String id = host.start(host.bundle().args("sleep", "100000"));
        Path file = Files.writeString(host.directory().resolve("file7"), "text7");
        assertThat(host.command("exec", "--preserve-fds", "7", id, "sh", "-c", DESCRIPTORS + "; cat <&7")
                        .via("sh", "-c", "exec 7<" + file + "; exec \"$@\"", "sh")
                        .run()
                        .ok()
                        .out())
                .isEqualTo("text7");
    }

    @Test
    void passesDescriptorsOfSocketActivationFirst() throws IOException {
        assertThat(run("LISTEN_PID=$$ LISTEN_FDS=1", "--preserve-fds", "1").ok().out())
                .isEqualTo("3 text3\n4 text4\nLISTEN_FDS=1\nLISTEN_PID=1\n");
        assertThat(run("LISTEN_PID=1 LISTEN_FDS=1").ok().out()).isEmpty();
    }

    @Test
    void doesNotPassPreservedDescriptorsToHooks() throws IOException {
        Path seen = host.directory().resolve("seen");
        Path file = Files.writeString(host.directory().resolve("file3"), "text3");
        Path hook = host.directory().resolve("hook");
        Files.writeString(hook, "#!/bin/sh\nreadlink /proc/$$/fd/3 >" + seen + "; true\n");
        assertThat(hook.toFile().setExecutable(true)).isTrue();
        Bundle bundle = host.bundle()
                .script("cat <&3")
                .set("/hooks", Map.of("createRuntime", List.of(Map.of("path", hook.toString()))));
        Outcome outcome = host.runCommand(bundle, "--preserve-fds", "1")
                .via("sh", "-c", "exec 3<" + file + "; exec \"$@\"", "sh")
                .run();
        assertThat(outcome.ok().out()).isEqualTo("text3");
        assertThat(Files.readString(seen)).doesNotContain("file3");
    }

    @Test
    void sendsAPidfdBeforeTheCommandReturns() throws IOException {
        Path path = host.directory().resolve("pidfd.sock");
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(path));
            host.create(host.bundle().args("sh"), "--pidfd-socket", path.toString());
            server.configureBlocking(false);
            try (SocketChannel connection = server.accept()) {
                assertThat(connection).as("connection made by the command").isNotNull();
                ByteBuffer message = ByteBuffer.allocate(64);
                assertThat(connection.read(message)).isPositive();
                assertThat(new String(message.array(), 0, message.position(), StandardCharsets.UTF_8))
                        .isEqualTo("standard");
            }
        }
    }

    @Test
    @Requires(Need.PYTHON)
    void notifiesTheServiceManagerOfReadiness() throws IOException {
        Bundle bundle = host.bundle()
                .script("test -S /run/notify/notify.sock && ! touch /run/notify/x 2>/dev/null"
                        + " && test $NOTIFY_SOCKET = /run/notify/notify.sock && exec sleep 100000");
        String id = host.newId();
        // A detached run, and then a created container that is started.
        String detached = runWithServiceManager(
                id, List.of("run", "--detach", "--bundle", bundle.directory().toString(), id));
        assertThat(host.state(id).status()).isEqualTo("running");
        assertThat(detached).isEqualTo("STATUS=up\nREADY=1\nMAINPID=" + host.pid(id) + "\nBARRIER=1\nstatus 0\n");
        host.hexrun("delete", "--force", id).ok();

        assertThat(runWithServiceManager(
                        id, List.of("create", "--bundle", bundle.directory().toString(), id)))
                .isEqualTo("status 0\n");
        assertThat(runWithServiceManager(id, List.of("start", id)))
                .isEqualTo("STATUS=up\nREADY=1\nMAINPID=" + host.pid(id) + "\nBARRIER=1\nstatus 0\n");
    }

    /**
     * Runs a command as a service manager does, sends READY in place of the container, and returns the received
     * notifications.
     */
    private String runWithServiceManager(String id, List<String> arguments) throws IOException {
        Path script = Files.writeString(host.directory().resolve("manager.py"), """
            import os, socket, subprocess, sys, time
            host, inside, command = sys.argv[1], sys.argv[2], sys.argv[3:]
            if os.path.exists(host):
                os.unlink(host)
            server = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
            server.bind(host)
            server.settimeout(0.02)
            process = subprocess.Popen(command, env=dict(os.environ, NOTIFY_SOCKET=host))
            client = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
            sent = False
            while process.poll() is None:
                try:
                    if not sent:
                        client.sendto(b"STATUS=up\\nREADY=1", inside)
                        sent = True
                except OSError:
                    pass
                try:
                    data, control, _, _ = server.recvmsg(4096, socket.CMSG_SPACE(4))
                    print(data.decode().rstrip(), flush=True)
                    for _, _, fd in control:
                        os.close(int.from_bytes(fd, sys.byteorder))
                except socket.timeout:
                    pass
            print("status", process.returncode)
            """);
        List<String> line = new ArrayList<>(List.of(
                "python3",
                script.toString(),
                host.directory().resolve("manager.sock").toString(),
                host.stateRoot().resolve(id).resolve("notify/notify.sock").toString(),
                Distribution.program().toString(),
                "--root",
                host.stateRoot().toString()));
        line.addAll(arguments);
        return host.program(line).run().out();
    }
}
