package dev.hexrun.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The container as its program sees it: config.md and config-linux.md, field by field. */
@Requires({Need.ROOT, Need.BUSYBOX})
class ContainerViewIT {

    private static final long CAP_CHOWN = 1L;
    private static final long CAP_KILL = 1L << 5;
    private static final long CAP_NET_BIND_SERVICE = 1L << 10;
    private static final long CAP_NET_RAW = 1L << 13;
    private static final long CAP_AUDIT_WRITE = 1L << 29;

    @RegisterExtension
    final TestHost host = new TestHost();

    private Inside viewOf(Bundle bundle) {
        return Inside.of(host.run(bundle.args(Inside.program())).ok());
    }

    @Test
    void appliesTheTemplateConfiguration() {
        Inside inside = viewOf(host.bundle());
        assertThat(inside.text("pid")).isEqualTo("1");
        assertThat(inside.text("hostname")).isEqualTo("runc");
        assertThat(inside.text("cwd")).isEqualTo("/");
        assertThat(inside.text("umask")).isEqualTo("0022");
        assertThat(inside.lines("user")).containsExactly("0", "0");
        assertThat(inside.status("NoNewPrivs")).isEqualTo("1");
        assertThat(inside.status("SigBlk")).isEqualTo("0000000000000000");
        assertThat(inside.status("SigIgn")).isEqualTo("0000000000000000");
        assertThat(inside.lines("descriptors")).containsExactly("0", "1", "2", "3"); // 3 is that of ls
        assertThat(inside.lines("environment"))
                .containsExactly(
                        "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
                        "TERM=xterm",
                        "HOME=/root");
    }

    @Test
    void setsTheFiveCapabilitySets() {
        long granted = CAP_AUDIT_WRITE | CAP_KILL | CAP_NET_BIND_SERVICE;
        Inside inside = viewOf(host.bundle());
        assertThat(inside.capabilities("CapBnd")).isEqualTo(granted);
        assertThat(inside.capabilities("CapPrm")).isEqualTo(granted);
        assertThat(inside.capabilities("CapEff")).isEqualTo(granted);
        assertThat(inside.capabilities("CapInh")).isZero();
        assertThat(inside.capabilities("CapAmb")).isZero();
    }

    /**
     * A sandbox may run hexrun without some capabilities. The specification requires a warning for those that cannot be
     * granted.
     */
    @Test
    @Requires(Need.SETPRIV)
    void warnsOfCapabilitiesThatTheCallerDoesNotHave() {
        Bundle bundle = host.bundle().args(Inside.program()).set("/process/noNewPrivileges", false);
        for (String set : List.of("bounding", "effective", "permitted", "inheritable", "ambient")) {
            bundle.set("/process/capabilities/" + set, List.of("CAP_CHOWN", "CAP_KILL", "CAP_SYS_PTRACE"));
        }
        for (int uid : List.of(0, 1000)) {
            bundle.set("/process/user", Map.of("uid", uid, "gid", uid));
            Outcome outcome = host.runCommand(bundle)
                    .via("setpriv", "--bounding-set", "-sys_ptrace")
                    .run();
            assertThat(outcome.status()).as(outcome.toString()).isZero();
            assertThat(outcome.err())
                    .isEqualTo(
                            "hexrun: warning: /process/capabilities: CAP_SYS_PTRACE cannot be granted: the runtime does"
                                    + " not have it\n");
            Inside inside = Inside.of(outcome);
            for (String set : List.of("CapBnd", "CapPrm", "CapEff", "CapInh", "CapAmb")) {
                assertThat(inside.capabilities(set)).as(set).isEqualTo(CAP_CHOWN | CAP_KILL);
            }
        }
        String other = host.start(host.bundle().args("sleep", "100000"));
        Outcome exec = host.command("exec", "--cap", "CAP_SYS_PTRACE", other, "grep", "CapEff", "/proc/self/status")
                .via("setpriv", "--bounding-set", "-sys_ptrace")
                .run();
        assertThat(exec.status()).as(exec.toString()).isZero();
        assertThat(exec.err()).contains("CAP_SYS_PTRACE cannot be granted");
        assertThat(Long.parseUnsignedLong(exec.out().strip().substring(8), 16) & 1L << 19)
                .isZero();
    }

    @Test
    void setsEachCapabilitySetSeparately() {
        Inside inside = viewOf(host.bundle()
                .set(
                        "/process/capabilities",
                        Map.of(
                                "bounding", List.of("CAP_CHOWN", "CAP_KILL", "CAP_NET_RAW"),
                                "permitted", List.of("CAP_KILL", "CAP_NET_RAW"),
                                "effective", List.of("CAP_KILL", "CAP_NET_RAW"),
                                "inheritable", List.of("CAP_NET_RAW"),
                                "ambient", List.of("CAP_NET_RAW")))
                .set("/process/user", Map.of("uid", 1000, "gid", 1000)));
        // For a user other than root, execve(2) does not change the ambient set.
        assertThat(inside.capabilities("CapBnd")).isEqualTo(CAP_CHOWN | CAP_KILL | CAP_NET_RAW);
        assertThat(inside.capabilities("CapPrm")).isEqualTo(CAP_NET_RAW);
        assertThat(inside.capabilities("CapEff")).isEqualTo(CAP_NET_RAW);
        assertThat(inside.capabilities("CapInh")).isEqualTo(CAP_NET_RAW);
        assertThat(inside.capabilities("CapAmb")).isEqualTo(CAP_NET_RAW);
    }

    @Test
    void dropsAllCapabilitiesWithoutASet() {
        Inside inside = viewOf(host.bundle().remove("/process/capabilities"));
        for (String set : List.of("CapBnd", "CapPrm", "CapEff", "CapInh", "CapAmb")) {
            assertThat(inside.capabilities(set)).as(set).isZero();
        }
    }

    @Test
    void mountsTheFileSystemsOfTheTemplate() {
        Inside inside = viewOf(host.bundle());
        assertThat(inside.mount("/").options()).contains("ro");
        assertThat(inside.mount("/proc").type()).isEqualTo("proc");
        assertThat(inside.mount("/dev").type()).isEqualTo("tmpfs");
        assertThat(inside.mount("/dev").options()).contains("rw", "nosuid").doesNotContain("nodev", "noexec");
        assertThat(inside.mount("/dev").superOptions()).contains("size=65536k", "mode=755");
        assertThat(inside.mount("/dev/pts").type()).isEqualTo("devpts");
        assertThat(inside.mount("/dev/pts").superOptions()).contains("gid=5", "mode=620", "ptmxmode=666");
        assertThat(inside.mount("/dev/shm").options()).contains("nosuid", "nodev", "noexec");
        assertThat(inside.mount("/dev/mqueue").type()).isEqualTo("mqueue");
        assertThat(inside.mount("/sys").type()).isEqualTo("sysfs");
        assertThat(inside.mount("/sys").options()).contains("ro", "nosuid", "nodev", "noexec");
        assertThat(inside.mounts())
                .extracting(Mounts.Entry::target)
                .noneMatch(target -> target.startsWith(host.directory().toString()));
        // By default, mounts propagate neither from the host nor to it.
        assertThat(inside.mounts()).extracting(Mounts.Entry::propagation).noneMatch(field -> field.contains("shared"));
    }

    @Test
    void mountsCgroupsReadOnly() {
        Bundle bundle = host.bundle()
                .script("mkdir /sys/fs/cgroup/x 2>&1; for d in /sys/fs/cgroup/* ; do mkdir $d/x 2>&1; done;"
                        + " cat /sys/fs/cgroup/*/cgroup.procs /sys/fs/cgroup/cgroup.procs 2>/dev/null | sort -u");
        String out = host.output(bundle);
        assertThat(out).contains("Read-only file system");
        assertThat(out.lines().filter(line -> line.startsWith("mkdir: can't create")))
                .isNotEmpty();
        assertThat(host.run(host.bundle().script("find / -xdev >/dev/null 2>&1; ls /sys/fs/cgroup"))
                        .status())
                .isZero();
    }

    @Test
    @Requires(Need.CGROUP_V1)
    void showsOnlyItsOwnCgroupOnV1() {
        String out = host.output(host.bundle().script("cat /sys/fs/cgroup/memory/cgroup.procs; ls -l /sys/fs/cgroup"));
        // The cgroup of the container contains only the shell with pid 1, and cat.
        assertThat(out.lines().filter(line -> line.matches("\\d+")).toList())
                .hasSize(2)
                .contains("1");
    }

    @Test
    void mountsTheRootReadOnlyOrWritable() {
        String touch = "touch /file 2>&1 && echo written";
        assertThat(host.output(host.bundle().script(touch + "; true"))).contains("Read-only file system");
        Bundle writable = host.bundle().script(touch).set("/root/readonly", false);
        assertThat(host.output(writable)).isEqualTo("written\n");
        assertThat(writable.rootfs().resolve("file")).isEmptyFile();
    }

    @Test
    void appliesMaskedAndReadonlyPaths() {
        Bundle bundle = host.bundle()
                .script(
                        "cat /proc/keys | wc -c; ls -A /masked | wc -l; cat /file | wc -c; stat -c '%t:%T' /file;"
                                + " touch /masked/x 2>&1; touch /read/x 2>&1; cat /read/text; echo 1 > /proc/sys/kernel/domainname")
                .set("/root/readonly", false)
                .add("/linux/maskedPaths", "/masked", "/file", "/not/there", "/masked")
                .add("/linux/readonlyPaths", "/read", "/neither");
        write(bundle, "masked/secret", "x");
        write(bundle, "file", "secret");
        write(bundle, "read/text", "readable");
        Outcome outcome = host.run(bundle);
        assertThat(outcome.out())
                .startsWith("0\n0\n0\n1:3\ntouch: /masked/x: Read-only file system\n")
                .contains("touch: /read/x: Read-only file system\nreadable");
        assertThat(outcome.err()).contains("domainname: Read-only file system");
    }

    private static void write(Bundle bundle, String file, String text) {
        Path path = bundle.rootfs().resolve(file);
        try {
            Files.createDirectories(path.getParent());
            Files.writeString(path, text);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    @Test
    void createsTheDefaultDevices() {
        Bundle bundle = host.bundle()
                .script("for d in null zero full random urandom tty; do stat -c '%n %F %t:%T %a' /dev/$d; done;"
                        + " for l in fd stdin stdout stderr ptmx; do echo $l $(readlink /dev/$l); done;"
                        + " echo lost > /dev/null; head -c 3 /dev/zero | wc -c; echo hello > /dev/stderr");
        Outcome outcome = host.run(bundle);
        assertThat(outcome.status()).isZero();
        assertThat(outcome.out()).isEqualTo("""
                        /dev/null character special file 1:3 666
                        /dev/zero character special file 1:5 666
                        /dev/full character special file 1:7 666
                        /dev/random character special file 1:8 666
                        /dev/urandom character special file 1:9 666
                        /dev/tty character special file 5:0 666
                        fd /proc/self/fd
                        stdin /proc/self/fd/0
                        stdout /proc/self/fd/1
                        stderr /proc/self/fd/2
                        ptmx pts/ptmx
                        3
                        """);
        assertThat(outcome.err()).isEqualTo("hello\n");
    }

    @Test
    void createsTheConfiguredDevices() {
        Bundle bundle = host.bundle()
                .script("stat -c '%F %t:%T %a %u:%g' /dev/block /dev/deep/char /dev/fifo")
                .add(
                        "/linux/devices",
                        Map.of("path", "/dev/block", "type", "b", "major", 7, "minor", 3, "fileMode", 0640, "gid", 6),
                        Map.of("path", "/dev/deep/char", "type", "c", "major", 10, "minor", 229, "uid", 5),
                        Map.of("path", "/dev/fifo", "type", "p", "fileMode", 0600));
        assertThat(host.output(bundle)).isEqualTo("""
                        block special file 7:3 640 0:6
                        character special file a:e5 666 5:0
                        fifo 0:0 600 0:0
                        """);
    }

    @Test
    @Requires(Need.CGROUP_V1)
    void deniesDevicesThatNoRuleAllows() {
        String script = "mknod /dev/x c 10 229 && cat /dev/x 2>&1; mknod /dev/z c 1 5 && head -c 2 /dev/z | wc -c";
        Bundle bundle = host.bundle()
                .script(script)
                .set("/process/capabilities/bounding", List.of("CAP_MKNOD"))
                .set("/process/capabilities/permitted", List.of("CAP_MKNOD"))
                .set("/process/capabilities/effective", List.of("CAP_MKNOD"));
        assertThat(host.output(bundle)).isEqualTo("cat: can't open '/dev/x': Operation not permitted\n2\n");
    }

    @Test
    @Requires(Need.CGROUP_V1)
    void allowsDevicesThatARuleAllows() throws IOException {
        Bundle bundle = host.bundle()
                .args("sleep", "100000")
                .add(
                        "/linux/resources/devices",
                        Map.of("allow", true, "type", "c", "major", 10, "minor", 229, "access", "rw"),
                        Map.of("allow", true, "type", "b", "major", 7, "access", "r"));
        String id = host.create(bundle);
        String list =
                Files.readString(Cgroups.directory(host.pid(id), "devices").resolve("devices.list"));
        assertThat(list)
                .contains("c 10:229 rw\n")
                .contains("b 7:* r\n")
                .contains("c 1:3 rwm\n")
                .contains("c *:* m\n");
        assertThat(list).doesNotContain("a *:* rwm");
    }

    /** A v1 list of allowed devices cannot contain exceptions. The denial must be an error, and must not be ignored. */
    @Test
    @Requires(Need.CGROUP_V1)
    void rejectsADenialThatV1CannotExpress() {
        Bundle bundle = host.bundle()
                .args("true")
                .add(
                        "/linux/resources/devices",
                        Map.of("allow", true, "type", "b", "major", 7, "access", "r"),
                        Map.of("allow", false, "type", "b", "major", 7, "minor", 1, "access", "r"));
        assertThat(host.run(bundle).failure())
                .contains("/linux/resources/devices")
                .contains("b 7:1 r");
        host.assertNothingLeft();
    }

    @Test
    void setsResourceLimits() {
        Inside inside = viewOf(host.bundle()
                .set(
                        "/process/rlimits",
                        List.of(
                                Map.of("type", "RLIMIT_NOFILE", "soft", 100, "hard", 200),
                                Map.of("type", "RLIMIT_CORE", "soft", 0, "hard", 0))));
        assertThat(inside.limit("Max open files")).containsExactly("100", "200");
        assertThat(inside.limit("Max core file size")).containsExactly("0", "0");
    }

    @Test
    void setsUmaskGroupsAndUser() {
        Inside inside = viewOf(host.bundle()
                .set(
                        "/process/user",
                        Map.of("uid", 1000, "gid", 1001, "umask", 077, "additionalGids", List.of(5, 4294967294L))));
        assertThat(inside.text("umask")).isEqualTo("0077");
        assertThat(inside.lines("user")).containsExactly("1000", "1001");
        assertThat(inside.text("groups")).isEqualTo("1001 5 4294967294");
        assertThat(inside.capabilities("CapEff")).isZero();
        assertThat(inside.lines("environment")).contains("HOME=/home/ann");
    }

    @Test
    void clearsTheCallersGroups() {
        Bundle bundle = host.bundle().script("id -G");
        Outcome outcome =
                host.runCommand(bundle).via("setpriv", "--groups", "7,8").run();
        assertThat(outcome.ok().out()).isEqualTo("0\n");
    }

    @Test
    void keepsTheConfiguredHome() {
        Inside inside = viewOf(host.bundle()
                .set("/process/env", List.of("PATH=/bin", "HOME=/elsewhere", "A=1", "B=x=y", "A=2", "E=")));
        assertThat(inside.lines("environment")).containsExactly("PATH=/bin", "HOME=/elsewhere", "B=x=y", "A=2", "E=");
    }

    @Test
    void usesTheRootAsHomeOfAnUnknownUser() {
        Inside inside = viewOf(host.bundle().set("/process/user", Map.of("uid", 4711, "gid", 4711)));
        assertThat(inside.lines("environment")).contains("HOME=/");
    }

    @Test
    void doesNotHangOnAPasswdThatIsAFifo() throws Exception {
        Bundle bundle = host.bundle();
        Path passwd = bundle.rootfs().resolve("etc/passwd");
        Files.delete(passwd);
        host.program(List.of("mkfifo", passwd.toString())).run().ok();
        assertThat(host.output(bundle.script("echo $HOME"))).isEqualTo("/\n");
    }

    @Test
    void createsTheWorkingDirectory() {
        Bundle bundle = host.bundle().set("/process/cwd", "/a/new/directory").set("/root/readonly", false);
        assertThat(viewOf(bundle).text("cwd")).isEqualTo("/a/new/directory");
    }

    @Test
    void entersAWorkingDirectoryThatOnlyTheUserMayEnter() throws IOException {
        Bundle bundle = host.bundle()
                .set("/process/cwd", "/home/ann")
                .set("/process/user", Map.of("uid", 1000, "gid", 1000))
                .remove("/process/capabilities");
        Path home = Files.createDirectories(bundle.rootfs().resolve("home/ann"));
        host.program(List.of("chown", "1000:1000", home.toString())).run().ok();
        Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwx------"));
        assertThat(viewOf(bundle).text("cwd")).isEqualTo("/home/ann");
    }

    @Test
    void findsTheProgramInTheConfiguredPath() throws IOException {
        Bundle bundle = host.bundle().args("tool").set("/process/env", List.of("PATH=/nowhere:/opt/bin"));
        Files.createDirectories(bundle.rootfs().resolve("opt/bin"));
        Files.createSymbolicLink(bundle.rootfs().resolve("opt/bin/tool"), Path.of("/bin/../bin/busybox"));
        // busybox reports an unknown applet name, which shows that it was executed.
        assertThat(host.run(bundle).err()).contains("tool: applet not found");
    }

    @Test
    void setsTheOomScoreAdjustment() {
        assertThat(viewOf(host.bundle().set("/process/oomScoreAdj", 123)).text("oom"))
                .isEqualTo("123");
    }

    @Test
    @Requires(Need.SYS_RESOURCE)
    void lowersTheOomScoreAdjustment() {
        assertThat(viewOf(host.bundle().set("/process/oomScoreAdj", -500)).text("oom"))
                .isEqualTo("-500");
    }

    @Test
    @Requires(Need.SYS_RESOURCE)
    void raisesResourceLimits() {
        Inside inside = viewOf(
                host.bundle().set("/process/rlimits", List.of(Map.of("type", "RLIMIT_NICE", "soft", 3, "hard", 4))));
        assertThat(inside.limit("Max nice priority")).containsExactly("3", "4");
    }

    @Test
    void setsResourceLimitsOfAnotherUser() {
        Inside inside = viewOf(host.bundle()
                .set("/process/user", Map.of("uid", 1000, "gid", 1000))
                .set("/process/rlimits", List.of(Map.of("type", "RLIMIT_NOFILE", "soft", 100, "hard", 200))));
        assertThat(inside.limit("Max open files")).containsExactly("100", "200");
    }

    @Test
    void doesNotSetNoNewPrivilegesIfDisabled() {
        assertThat(viewOf(host.bundle().set("/process/noNewPrivileges", false)).status("NoNewPrivs"))
                .isEqualTo("0");
    }

    @Test
    void setsHostnameAndDomainname() {
        Bundle bundle = host.bundle()
                .set("/hostname", "box")
                .set("/domainname", "example.org")
                .script("hostname; cat /proc/sys/kernel/domainname");
        assertThat(host.output(bundle)).isEqualTo("box\nexample.org\n");
    }

    @Test
    void writesSysctlsOfItsNamespaces() throws IOException {
        String before = Files.readString(Path.of("/proc/sys/kernel/shmmni"));
        Bundle bundle = host.bundle()
                .set("/linux/sysctl", Map.of("net.ipv4.ip_forward", "1", "kernel.shmmni", "4000"))
                .script("cat /proc/sys/net/ipv4/ip_forward /proc/sys/kernel/shmmni");
        assertThat(host.output(bundle)).isEqualTo("1\n4000\n");
        assertThat(Files.readString(Path.of("/proc/sys/kernel/shmmni"))).isEqualTo(before);
    }

    @Test
    void enablesTheLoopbackDevice() {
        Bundle bundle = host.bundle().script("ip -o link show; cat /sys/class/net/lo/operstate");
        String out = host.output(bundle);
        assertThat(out).contains("lo:").contains("UP");
        assertThat(out.lines().filter(line -> line.matches("\\d+: .*"))).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "ro, ro",
        "'ro,rw', rw",
        "'nosuid,nodev,noexec', 'rw,nosuid,nodev,noexec'",
        "noatime, 'rw,noatime'",
        "strictatime, rw",
        "'defaults', 'rw,relatime'",
        "nosymfollow, 'nosymfollow'",
    })
    void mountsWithOptions(String options, String expected) {
        Bundle bundle = host.bundle().mount("/mnt/target", "tmpfs", "tmpfs", options.split(",", -1));
        bundle.set("/root/readonly", false);
        assertThat(viewOf(bundle).mount("/mnt/target").options()).contains(expected.split(",", -1));
    }

    @Test
    void passesFileSystemOptionsToTheKernel() {
        Bundle bundle = host.bundle().set("/root/readonly", false);
        bundle.mount("/mnt", "tmpfs", "scratch", "size=64k", "mode=1711", "uid=3", "gid=4", "nr_inodes=10");
        Mounts.Entry mount = viewOf(bundle).mount("/mnt");
        assertThat(mount.source()).isEqualTo("scratch");
        assertThat(mount.superOptions()).contains("size=64k", "mode=1711", "uid=3", "gid=4", "nr_inodes=10");
    }

    @Test
    void bindMountsFilesAndDirectories() throws IOException {
        Bundle bundle = host.bundle().script("cat /mnt/directory/text /mnt/file; touch /mnt/directory/x /mnt/rw/x");
        bundle.set("/root/readonly", false);
        Path source = Files.createDirectory(host.directory().resolve("source"));
        Files.writeString(source.resolve("text"), "in a directory\n");
        bundle.mount("/mnt/directory", "none", source.toString(), "rbind", "ro");
        bundle.mount("/mnt/file", "bind", source.resolve("text").toString(), "bind", "nosuid");
        bundle.mount("/mnt/rw", "bind", source.toString(), "bind");
        Outcome outcome = host.run(bundle);
        assertThat(outcome.out()).isEqualTo("in a directory\nin a directory\n");
        assertThat(outcome.err()).isEqualTo("touch: /mnt/directory/x: Read-only file system\n");
        assertThat(source.resolve("x")).isEmptyFile();
    }

    @Test
    void resolvesBindSourcesRelativeToTheBundle() throws IOException {
        Bundle bundle = host.bundle().script("cat /mnt/text").set("/root/readonly", false);
        Path data = Files.createDirectory(bundle.rootfs().resolve("data"));
        Files.writeString(data.resolve("text"), "relative\n");
        bundle.mount("/mnt", "bind", "rootfs/data", "bind");
        assertThat(host.output(bundle)).isEqualTo("relative\n");
    }

    @Test
    void mountsAWholeTreeReadOnly() throws IOException {
        Bundle bundle =
                host.bundle().script("touch /mnt/x; touch /mnt/inner/x; true").set("/root/readonly", false);
        Path source = Files.createDirectory(host.directory().resolve("source"));
        Files.createDirectory(source.resolve("inner"));
        bundle.mount("/tree", "bind", source.toString(), "bind");
        bundle.mount("/tree/inner", "tmpfs", "tmpfs");
        bundle.mount("/mnt", "bind", source.toString(), "rbind", "rro");
        assertThat(host.run(bundle).err())
                .isEqualTo("touch: /mnt/x: Read-only file system\ntouch: /mnt/inner/x: Read-only file system\n");
    }

    @Test
    void copiesContentIntoATmpfs() throws IOException {
        Bundle bundle = host.bundle().script("cat /data/text; readlink /data/link; stat -c %a /data /data/text");
        Path data = Files.createDirectory(bundle.rootfs().resolve("data"));
        Files.writeString(data.resolve("text"), "copied\n");
        Files.setPosixFilePermissions(data.resolve("text"), PosixFilePermissions.fromString("rw-r-----"));
        Files.createSymbolicLink(data.resolve("link"), Path.of("text"));
        Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwxr-x--x"));
        bundle.mount("/data", "tmpfs", "tmpfs", "tmpcopyup");
        assertThat(host.output(bundle)).isEqualTo("copied\ntext\n751\n640\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"shared", "slave", "private", "rshared", "rslave", "rprivate", "unbindable"})
    void setsTheRootfsPropagation(String propagation) {
        Mounts.Entry root = viewOf(host.bundle().set("/linux/rootfsPropagation", propagation))
                .mount("/");
        switch (propagation) {
            case "shared", "rshared" -> assertThat(root.propagation()).contains("shared:");
            case "unbindable" -> assertThat(root.propagation()).contains("unbindable");
            default -> assertThat(root.propagation()).doesNotContain("shared:").doesNotContain("unbindable");
        }
    }

    @Test
    void runsWithoutPivotRoot() {
        Bundle bundle = host.bundle().args(Inside.program());
        Inside inside = Inside.of(host.run(bundle, "--no-pivot").ok());
        assertThat(inside.text("pid")).isEqualTo("1");
        assertThat(inside.mount("/").options()).contains("ro");
        assertThat(inside.text("hostname")).isEqualTo("runc");
    }

    @Test
    void runsInItsRootWithoutAMountNamespace() {
        Bundle bundle = host.bundle()
                .removeNamespace("mount")
                .set("/mounts", List.of())
                .set("/root/readonly", false)
                .remove("/linux/maskedPaths")
                .remove("/linux/readonlyPaths")
                .script("ls -d /bin /tmp; ls /proc | wc -l");
        assertThat(host.output(bundle)).isEqualTo("/bin\n/tmp\n0\n");
    }

    @Test
    void createsASlaveMountNamespaceForMountsWithoutOne() {
        Bundle bundle = host.bundle()
                .removeNamespace("mount")
                .remove("/linux/maskedPaths")
                .remove("/linux/readonlyPaths")
                .script(
                        "grep -c ' /proc proc ' /proc/mounts; cat /proc/1/comm; mount -t tmpfs t /tmp 2>/dev/null; true");
        Outcome outcome = host.run(bundle);
        assertThat(outcome.status()).isZero();
        assertThat(outcome.out()).isEqualTo("1\nsh\n");
        assertThat(outcome.err()).contains("warning: /mounts: ").contains("slave");
        host.assertNothingLeft();
    }

    @Test
    void runsWithoutALinuxSection() {
        Bundle bundle = host.bundle()
                .remove("/linux")
                .remove("/hostname")
                .set("/mounts", List.of())
                .set("/root/readonly", false)
                .script("ls -d /bin");
        assertThat(host.output(bundle)).isEqualTo("/bin\n");
    }
}
