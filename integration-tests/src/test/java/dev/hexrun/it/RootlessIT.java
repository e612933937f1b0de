package dev.hexrun.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Containers of an unprivileged user, who can create a user namespace. */
@Requires({Need.ROOT, Need.BUSYBOX, Need.SETPRIV, Need.UNPRIVILEGED_USER_NAMESPACE, Need.READABLE_DISTRIBUTION})
class RootlessIT {

    private static final String USER = "65533";

    @RegisterExtension
    final TestHost host = new TestHost();

    private Path runtimeDirectory = Path.of("/nonexistent");

    /** The directory that a login creates for a user: {@code $XDG_RUNTIME_DIR}. */
    @BeforeEach
    void createRuntimeDirectory() throws IOException {
        runtimeDirectory = Files.createDirectory(host.directory().resolve("runtime"));
        own(runtimeDirectory);
    }

    private void own(Path path) {
        host.program(List.of("chown", "-R", "-h", USER + ":" + USER, path.toString()))
                .run()
                .ok();
    }

    /** Returns a command that runs as the user, with the default state root. */
    private Command command(String... arguments) {
        List<String> line = new ArrayList<>(List.of(
                "setpriv",
                "--reuid=" + USER,
                "--regid=" + USER,
                "--clear-groups",
                "--inh-caps=-all",
                Distribution.program().toString()));
        line.addAll(Arrays.asList(arguments));
        return host.program(line).with("XDG_RUNTIME_DIR", runtimeDirectory.toString());
    }

    /** Returns a bundle of the user with the configuration that {@code spec --rootless} writes. */
    private Bundle bundle() throws IOException {
        Bundle bundle = host.bundle();
        Files.delete(bundle.configFile());
        own(bundle.directory());
        command("spec", "--rootless", "--bundle", bundle.directory().toString())
                .run()
                .ok();
        bundle.load().set("/process/terminal", false);
        return bundle;
    }

    private Outcome run(Bundle bundle) {
        return command("run", "--bundle", bundle.directory().toString(), host.newId())
                .run();
    }

    @Test
    void runTheConfigurationWrittenBySpec() throws IOException {
        Outcome outcome = run(bundle().script("id -u; hostname; cat /proc/self/uid_map; touch /dev/shm/x; exit 5"));
        assertThat(outcome.exits(5).out().lines().map(line -> line.strip().replaceAll(" +", " ")))
                .containsExactly("0", "hexrun", "0 " + USER + " 1");
    }

    /** The groups have no ids in the container, but give access to files. */
    @Test
    void useAnnotationsOfCrun() throws IOException {
        Path log = runtimeDirectory.resolve("hooks.log");
        Bundle bundle = bundle().set(
                        "/annotations",
                        Map.of("run.oci.keep_original_groups", "1", "run.oci.hooks.stdout", log.toString()))
                .hook("createRuntime", "echo hook")
                .script("id -G; cat /secret");
        Path secret = Files.writeString(bundle.rootfs().resolve("secret"), "text\n");
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-r-----"));
        Files.setAttribute(secret, "unix:gid", 7);
        Files.setAttribute(secret, "unix:uid", 0);

        Outcome outcome = host.program(List.of(
                        "setpriv",
                        "--reuid=" + USER,
                        "--regid=" + USER,
                        "--groups=7",
                        "--inh-caps=-all",
                        Distribution.program().toString(),
                        "run",
                        "--bundle",
                        bundle.directory().toString(),
                        host.newId()))
                .with("XDG_RUNTIME_DIR", runtimeDirectory.toString())
                .run();

        assertThat(outcome.ok().out()).isEqualTo("0 65534\ntext\n");
        assertThat(log).hasContent("hook\n");
        assertThat(Files.getAttribute(log, "unix:uid")).isEqualTo(Integer.parseInt(USER));
        assertThat(run(bundle.set("/annotations", Map.of("run.oci.hooks.stdout", "/root/hooks.log")))
                        .failure())
                .contains("/root/hooks.log");
    }

    @Test
    void useAConfigurationOutsideTheBundle() throws IOException {
        Bundle bundle =
                bundle().set("/process/env", List.of("PATH=/bin", "FROM=file")).args("sleep", "100000");
        Path file = Files.move(bundle.configFile(), runtimeDirectory.resolve("web.json"));
        String id = host.newId();

        command(
                        "run",
                        "--detach",
                        "--config",
                        file.toString(),
                        "--bundle",
                        bundle.directory().toString(),
                        id)
                .run()
                .ok();
        assertThat(command("exec", id, "sh", "-c", "echo $FROM").run().ok().out())
                .isEqualTo("file\n");
        command("delete", "--force", id).run().ok();
    }

    /** With the helpers of shadow, in a mount namespace in which /etc/subuid gives a range to the user. */
    @Test
    @Requires({Need.NEWUIDMAP, Need.UNSHARE})
    void mapManyIdsThroughHelpers() throws IOException {
        Path accounts = host.directory().resolve("passwd");
        Path ranges = host.directory().resolve("subids");
        Files.writeString(
                accounts,
                Files.readString(Path.of("/etc/passwd")) + "hexrun-many:x:" + USER + ":" + USER + "::/:/bin/sh\n");
        Files.writeString(ranges, "hexrun-many:300000:65536\n");
        List<Map<String, Integer>> mappings = List.of(
                Map.of("containerID", 0, "hostID", Integer.parseInt(USER), "size", 1),
                Map.of("containerID", 1, "hostID", 300000, "size", 65535));
        Bundle bundle = bundle().set("/linux/uidMappings", mappings)
                .set("/linux/gidMappings", mappings)
                .set("/process/user", Map.of("uid", 1000, "gid", 2000))
                .script("cat /proc/self/uid_map /proc/self/gid_map /proc/self/setgroups; id -u; id -g");
        List<String> line = new ArrayList<>(List.of(
                "unshare",
                "-m",
                "sh",
                "-c",
                "mount --bind \"$1\" /etc/passwd && mount --bind \"$2\" /etc/subuid && mount --bind \"$2\" /etc/subgid &&"
                        + " shift 2 && exec setpriv --reuid=" + USER + " --regid=" + USER + " --clear-groups \"$@\"",
                "sh",
                accounts.toString(),
                ranges.toString(),
                Distribution.program().toString(),
                "run",
                "--bundle",
                bundle.directory().toString(),
                host.newId()));
        Outcome outcome = host.program(line)
                .with("XDG_RUNTIME_DIR", runtimeDirectory.toString())
                .run();
        assertThat(outcome.ok().out().lines().map(text -> text.strip().replaceAll(" +", " ")))
                .containsExactly(
                        "0 " + USER + " 1",
                        "1 300000 65535",
                        "0 " + USER + " 1",
                        "1 300000 65535",
                        "allow",
                        "1000",
                        "2000");
        host.assertNothingLeft();
    }

    /** A helper is called for a map only if the kernel rejects it: here for uids, but not for gids. */
    @Test
    void callTheHelperOnlyForARejectedMap() throws IOException {
        Path helper = Files.writeString(
                host.directory().resolve("newuidmap"), "#!/bin/sh\necho no: $2 $3 $4 $5 $6 $7\nexit 1\n");
        Files.setPosixFilePermissions(helper, PosixFilePermissions.fromString("rwxr-xr-x"));
        Bundle bundle = bundle().set(
                        "/linux/uidMappings",
                        List.of(
                                Map.of("containerID", 0, "hostID", Integer.parseInt(USER), "size", 1),
                                Map.of("containerID", 1, "hostID", 300000, "size", 9)))
                .args("true");
        Outcome rejected = command("run", "--bundle", bundle.directory().toString(), host.newId())
                .with("PATH", host.directory() + ":/usr/bin:/bin")
                .run();
        assertThat(rejected.failure())
                .contains("operation not permitted: no: 0 " + USER
                        + " 1 1 300000 9; add the host ids to the user's line in" + " /etc/subuid");
        Outcome missing = command("run", "--bundle", bundle.directory().toString(), host.newId())
                .with("PATH", "/nonexistent")
                .run();
        assertThat(missing.failure())
                .contains(
                        "uid_map; this takes CAP_SETUID, and CAP_SETFCAP for host id 0, in the caller's user namespace,"
                                + " or newuidmap and the ids in /etc/subuid");
        host.assertNothingLeft();
    }

    @Test
    @Requires(Need.CGROUP_V1)
    void runInACgroupOfTheUser() throws IOException {
        String group = host.newId();
        List<Path> directories = new ArrayList<>();
        try {
            for (Mounts.Entry mount : Mounts.ofHost()) {
                if (mount.type().startsWith("cgroup") && Files.isDirectory(Path.of(mount.target()))) {
                    Path directory = Files.createDirectory(Path.of(mount.target(), group));
                    directories.add(directory);
                    own(directory);
                    for (String file : List.of("cpuset.cpus", "cpuset.mems")) {
                        if (Files.exists(directory.resolve(file))) {
                            Files.writeString(
                                    directory.resolve(file), Files.readString(directory.resolveSibling(file)));
                        }
                    }
                }
            }
            Bundle bundle = bundle().set("/linux/cgroupsPath", "/" + group + "/web")
                    .set("/linux/resources", Map.of("pids", Map.of("limit", 13)))
                    .script("grep pids: /proc/self/cgroup; cat /sys/fs/cgroup/pids/pids.max");
            assertThat(run(bundle).ok().out().lines().map(line -> line.substring(line.lastIndexOf(':') + 1)))
                    .containsExactly("/" + group + "/web", "13");
            for (Path directory : directories) {
                assertThat(directory.resolve("web")).doesNotExist();
            }
        } finally {
            for (Path directory : directories) {
                Files.deleteIfExists(directory);
            }
        }
        host.assertNothingLeft();
    }

    @Test
    void reportACgroupOfAnotherUser() throws IOException {
        Bundle bundle = bundle().args("true")
                .set("/linux/cgroupsPath", "/" + host.newId())
                .set("/linux/resources", Map.of("pids", Map.of("limit", 13)));
        assertThat(run(bundle).failure()).contains("permission denied");
        host.assertNothingLeft();
    }

    @Test
    void executeAdditionalProcesses() throws IOException {
        String id = host.newId();
        command(
                        "create",
                        "--bundle",
                        bundle().args("sleep", "100000").directory().toString(),
                        id)
                .run()
                .ok();
        String script = "id -u; cat /proc/self/setgroups; readlink /proc/self/ns/user; exit 5";
        String created = command("exec", id, "sh", "-c", script).run().exits(5).out();
        assertThat(created).startsWith("0\ndeny\nuser:");
        assertThat(created)
                .doesNotContain(
                        Files.readSymbolicLink(Path.of("/proc/self/ns/user")).toString());
        command("start", id).run().ok();
        assertThat(command("exec", id, "sh", "-c", script).run().exits(5).out()).isEqualTo(created);
        command("delete", "--force", id).run().ok();
    }

    @Test
    void haveTheSameViewAsOtherContainers() throws IOException {
        Inside inside = Inside.of(run(bundle().args(Inside.program())).ok());
        assertThat(inside.text("pid")).isEqualTo("1");
        assertThat(inside.status("NoNewPrivs")).isEqualTo("1");
        assertThat(inside.status("CapInh")).isEqualTo("0000000000000000");
        assertThat(inside.mount("/proc").type()).isEqualTo("proc");
        assertThat(inside.mount("/").options()).contains("ro");
        assertThat(inside.text("dev")).contains("null").contains("urandom");
        assertThat(inside.lines("descriptors")).containsExactly("0", "1", "2", "3");
    }

    @Test
    void createStartKillAndDelete() throws IOException {
        Bundle bundle = bundle().script("trap 'exit 7' TERM; while :; do sleep 0.01; done");
        String id = host.newId();
        command("create", "--bundle", bundle.directory().toString(), id).run().ok();
        assertThat(runtimeDirectory.resolve("hexrun").resolve(id)).isDirectory();
        State created = State.of(command("state", id).run().ok());
        assertThat(created.status()).isEqualTo("created");
        assertThat(Processes.status(created.pid()).getOrDefault("Uid", "")).startsWith(USER + "\t" + USER);
        command("start", id).run().ok();
        Await.until(
                "the signal handler",
                () -> !Processes.status(created.pid())
                        .getOrDefault("SigCgt", "0000000000000000")
                        .equals("0000000000000000"));
        command("kill", id, "TERM").run().ok();
        assertThat(host.exit(created.pid())).isEqualTo(7);
        assertThat(State.of(command("state", id).run().ok()).status()).isEqualTo("stopped");
        command("delete", id).run().ok();
        assertThat(runtimeDirectory.resolve("hexrun").resolve(id)).doesNotExist();
        host.assertNothingLeft();
    }

    /** Containers without their own cgroups and pid namespace, as in a pod of an engine. */
    @Test
    void endWhenInitIsKilled() throws IOException {
        Bundle bundle = bundle().removeNamespace("pid")
                .removeMount("/proc")
                .mount("/proc", "bind", "/proc", "rbind")
                .args("sleep", "100000");
        for (List<String> flags : List.of(List.<String>of(), List.of("--all"))) {
            String id = host.newId();
            Outcome created = command("create", "--bundle", bundle.directory().toString(), id)
                    .run();
            // There is a warning that other processes cannot be killed.
            assertThat(created.status()).as(created.toString()).isZero();
            long init = State.of(command("state", id).run().ok()).pid();
            command("start", id).run().ok();
            List<String> kill = new ArrayList<>(List.of("kill"));
            kill.addAll(flags);
            kill.addAll(List.of(id, "KILL"));
            command(kill.toArray(String[]::new)).run().ok();
            assertThat(host.exit(init)).isEqualTo(137);
            command("delete", id).run().ok();
        }
        host.assertNothingLeft();
    }

    @Test
    void setResourceLimits() throws IOException {
        Bundle bundle = bundle().args(Inside.program())
                .set("/process/rlimits", List.of(Map.of("type", "RLIMIT_NOFILE", "soft", 100, "hard", 200)));
        assertThat(Inside.of(run(bundle).ok()).limit("Max open files")).containsExactly("100", "200");
    }

    @Test
    void setTheOomScoreAdjustment() throws IOException {
        Bundle bundle = bundle().args(Inside.program()).set("/process/oomScoreAdj", 123);
        assertThat(Inside.of(run(bundle).ok()).text("oom")).isEqualTo("123");
        // The kernel rejects a value below that of the user, which is ignored.
        String present = Files.readString(Path.of("/proc/self/oom_score_adj")).strip();
        assertThat(Inside.of(run(bundle.set("/process/oomScoreAdj", -1000)).ok())
                        .text("oom"))
                .isEqualTo(present);
    }

    @Test
    void rejectMappingIdsOfOthers() throws IOException {
        Bundle bundle = bundle().args("true")
                .set("/linux/uidMappings", List.of(Map.of("containerID", 0, "hostID", 0, "size", 1)));
        run(bundle).failure();
        host.assertNothingLeft();
    }

    @Test
    void reportTheMissingUserNamespace() throws IOException {
        Bundle bundle = bundle().args("true").removeNamespace("user");
        bundle.remove("/linux/uidMappings").remove("/linux/gidMappings");
        assertThat(run(bundle).failure()).containsIgnoringCase("user namespace");
        host.assertNothingLeft();
    }

    @Test
    void printFeaturesAndLists() {
        Json.readObject(command("features").run().ok().out());
        assertThat(command("list", "-q").run().ok().out()).isEmpty();
    }
}
