package dev.hexrun.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Annotations of crun: crun(1), "EXTENSIONS". */
@Requires({Need.ROOT, Need.BUSYBOX})
class CrunAnnotationsIT {

    @RegisterExtension
    final TestHost host = new TestHost();

    private Bundle annotated(String name, String value) {
        return host.bundle().set("/annotations", Map.of(name, value));
    }

    @Test
    void keepTheGroupsOfTheCaller() {
        Bundle bundle = annotated("run.oci.keep_original_groups", "1")
                .set("/process/user", Map.of("uid", 1000, "gid", 1000, "additionalGids", List.of(5)));

        assertThat(host.runCommand(bundle.script("id -G"))
                        .via("setpriv", "--groups", "7,8")
                        .run()
                        .ok()
                        .out())
                .isEqualTo("1000 7 8\n");
        String id = host.start(bundle.args("sleep", "100000"));
        assertThat(host.command("exec", id, "id", "-G")
                        .via("setpriv", "--groups", "9")
                        .run()
                        .ok()
                        .out())
                .isEqualTo("1000 9\n");
    }

    @Test
    void appendTheOutputOfHooksToFiles() throws IOException {
        Path log = Files.createDirectory(host.directory().resolve("log"));
        Path output = log.resolve("out");
        Path errors = log.resolve("err");
        Bundle bundle = host.bundle()
                .args("true")
                .set(
                        "/annotations",
                        Map.of("run.oci.hooks.stdout", output.toString(), "run.oci.hooks.stderr", errors.toString()));
        for (String kind : List.of("prestart", "createRuntime", "createContainer", "poststart", "poststop")) {
            bundle.hook(kind, "echo " + kind + "; echo " + kind + "-err >&2");
        }

        host.run(bundle).ok();

        assertThat(output).hasContent("prestart\ncreateRuntime\ncreateContainer\npoststart\npoststop\n");
        assertThat(errors)
                .hasContent("prestart-err\ncreateRuntime-err\ncreateContainer-err\npoststart-err\npoststop-err\n");
    }

    @Test
    void reportAFileForTheOutputOfHooksThatCannotBeOpened() {
        Bundle bundle = annotated("run.oci.hooks.stdout", "/proc/nonexistent/log")
                .args("true")
                .hook("createRuntime", "true");

        Outcome outcome = host.run(bundle);

        assertThat(outcome.status()).isEqualTo(1);
        assertThat(outcome.err()).contains("/proc/nonexistent/log").contains("no such file or directory");
        host.assertNothingLeft();
    }

    @Test
    void sendAPidfd() throws IOException {
        Path path = host.directory().resolve("pidfd.sock");
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(path));
            host.create(annotated("run.oci.pidfd_receiver", path.toString()).args("sh"));
            server.configureBlocking(false);
            try (SocketChannel connection = server.accept()) {
                assertThat(connection).as("connection made by the command").isNotNull();
                assertThat(connection.read(ByteBuffer.allocate(64))).isPositive();
            }
        }
    }

    @Test
    void refuseUnknownSystemCalls() {
        Map<String, Object> profile = Map.of(
                "defaultAction",
                "SCMP_ACT_ALLOW",
                "syscalls",
                List.of(Map.of("names", List.of("mkdir", "mkdlr"), "action", "SCMP_ACT_ERRNO")));

        host.run(host.bundle().args("true").set("/linux/seccomp", profile)).ok();
        Outcome outcome = host.run(annotated("run.oci.seccomp_fail_unknown_syscall", "1")
                .args("true")
                .set("/linux/seccomp", profile));

        assertThat(outcome.status()).isEqualTo(1);
        assertThat(outcome.err()).contains("/linux/seccomp/syscalls/0/names/1: invalid seccomp syscall \"mkdlr\"");
        host.assertNothingLeft();
    }

    @ParameterizedTest
    @CsvSource({
        "run.oci.handler, wasm, not supported",
        "run.oci.seccomp_bpf_data, AAAA, not supported",
        "run.oci.hooks.stdout, log, must be an absolute path",
        "run.oci.mount_context_type, x, invalid mount context type",
        "run.oci.delegate-cgroup, ../x, must be a relative path"
    })
    void areRefused_ifTheyCannotBeHonoured(String name, String value, String message) {
        Bundle bundle = annotated(name, value).args("true");

        Outcome run = host.run(bundle);
        Outcome validated =
                host.hexrun("validate", "--bundle", bundle.directory().toString());

        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err()).contains("/annotations/" + name + ": " + message);
        assertThat(validated.status()).isEqualTo(1);
        assertThat(validated.out() + validated.err()).contains("/annotations/" + name + ": " + message);
        host.assertNothingLeft();
    }

    @Test
    void areIgnored_ifTheExtensionIsNotInUse() {
        Bundle bundle = annotated("com.example.unrelated", "../x").args("true");

        host.run(bundle).ok();
    }

    @Test
    @Requires(Need.CGROUP_V2)
    void delegateACgroupBelowTheRootOfTheNamespace() {
        Bundle bundle =
                annotated("run.oci.delegate-cgroup", "inner/init").script("cat /proc/self/cgroup; exec sleep 100000");

        String id = host.start(bundle);

        assertThat(Processes.text(host.pid(id), "cgroup").strip()).endsWith("/inner/init");
        assertThat(host.hexrun("exec", id, "cat", "/proc/1/cgroup").ok().out()).endsWith("/inner/init\n");
        host.hexrun("delete", "--force", id).ok();
        host.assertNothingLeft();
    }
}
