package dev.hexrun.domain.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hexrun.domain.config.Box;
import dev.hexrun.domain.config.Configuration;
import dev.hexrun.domain.config.Hook;
import dev.hexrun.domain.config.Hooks;
import dev.hexrun.domain.config.Linux;
import dev.hexrun.domain.config.LinuxDevice;
import dev.hexrun.domain.config.LinuxDeviceType;
import dev.hexrun.domain.config.LinuxIdMapping;
import dev.hexrun.domain.config.LinuxNetDevice;
import dev.hexrun.domain.config.LinuxSeccomp;
import dev.hexrun.domain.config.LinuxSeccompAction;
import dev.hexrun.domain.config.LinuxTimeOffset;
import dev.hexrun.domain.config.Mount;
import dev.hexrun.domain.config.PosixRlimit;
import dev.hexrun.domain.config.Process;
import dev.hexrun.domain.config.Root;
import dev.hexrun.domain.config.User;
import dev.hexrun.domain.mount.MountFlags;
import dev.hexrun.domain.mount.MountOptions.IdMapped;
import dev.hexrun.domain.mount.Propagation;
import dev.hexrun.domain.namespace.LinuxNamespaceType;
import dev.hexrun.domain.plan.LaunchContext.Options;
import dev.hexrun.domain.plan.LaunchContext.StartMode;
import dev.hexrun.domain.rlimit.Rlimit;
import dev.hexrun.domain.seccomp.SeccompFilter;
import dev.hexrun.domain.state.ContainerId;
import dev.hexrun.domain.step.Attributes;
import dev.hexrun.domain.step.BindOption;
import dev.hexrun.domain.step.CallerStep;
import dev.hexrun.domain.step.CgroupStep;
import dev.hexrun.domain.step.DeviceNumber;
import dev.hexrun.domain.step.FileAccess;
import dev.hexrun.domain.step.FileStep;
import dev.hexrun.domain.step.HookStage;
import dev.hexrun.domain.step.HookStep;
import dev.hexrun.domain.step.IdentityStep;
import dev.hexrun.domain.step.MountOption;
import dev.hexrun.domain.step.MountReference;
import dev.hexrun.domain.step.MountStep;
import dev.hexrun.domain.step.NamespaceStep;
import dev.hexrun.domain.step.ProcessStep;
import dev.hexrun.domain.step.RemountOption;
import dev.hexrun.domain.step.SchedulingStep;
import dev.hexrun.domain.step.StartStep;
import dev.hexrun.domain.step.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class LaunchPlannerTest {

    @Test
    void plansTheStandardContainer() {
        assertThat(words(SampleContexts.create(SampleContexts.standard().build())))
                .isEqualTo("""
                        front: create the fifo /run/hexrun/web/exec.fifo
                        front: start the launcher from a sealed copy of the program
                        front: wait at sync point launcher-ready
                        launcher: allow all CPUs
                        launcher: open the start fifo /run/hexrun/web/exec.fifo
                        launcher: clone init into new namespaces: ipc, mount, network, pid, uts
                        front: wait at sync point init-ready
                        init: start a session
                        init: set the network device lo up
                        init: join a new session keyring _ses.web
                        init: open a private procfs
                        init: set the propagation of / to rslave
                        init: bind mount the root file system /bundle/rootfs
                        init: set the propagation of / to rprivate
                        init: mount proc on /proc [real-directory,may-be-on-procfs]
                        init: mount tmpfs on /dev (nosuid,strictatime,mode=755,size=65536k)
                        init: mount devpts on /dev/pts (nosuid,noexec,newinstance,ptmxmode=0666,mode=0620,gid=5)
                        init: mount tmpfs on /dev/shm (nosuid,nodev,noexec,mode=1777,size=65536k)
                        init: mount mqueue on /dev/mqueue (nosuid,nodev,noexec)
                        init: mount sysfs on /sys (ro,nosuid,nodev,noexec) [real-directory]
                        init: mount tmpfs on /sys/fs/cgroup (nosuid,nodev,noexec,mode=755)
                        init: keep the mount on /sys/fs/cgroup
                        init: bind mount /sys/fs/cgroup/cpu,cpuacct/web on /sys/fs/cgroup/cpu,cpuacct (ro,nosuid,nodev,noexec)
                        init: link /sys/fs/cgroup/cpu to cpu,cpuacct
                        init: link /sys/fs/cgroup/cpuacct to cpu,cpuacct
                        init: bind mount /sys/fs/cgroup/systemd/web on /sys/fs/cgroup/systemd (ro,nosuid,nodev,noexec)
                        init: remount /sys/fs/cgroup (ro)
                        init: create the device /dev/null (c 1:3)
                        init: create the device /dev/zero (c 1:5)
                        init: create the device /dev/full (c 1:7)
                        init: create the device /dev/random (c 1:8)
                        init: create the device /dev/urandom (c 1:9)
                        init: create the device /dev/tty (c 5:0)
                        init: link /dev/fd to /proc/self/fd
                        init: link /dev/stdin to /proc/self/fd/0
                        init: link /dev/stdout to /proc/self/fd/1
                        init: link /dev/stderr to /proc/self/fd/2
                        init: link /dev/core to /proc/kcore
                        init: link /dev/ptmx to pts/ptmx
                        front: wait at sync point rootfs-ready
                        init: remount / (ro)
                        init: make /proc/bus read-only
                        init: make /proc/sys read-only
                        init: mask /proc/kcore
                        init: mask /sys/firmware
                        init: change / to the root file system and detach the old one
                        init: set the host name to hexrun
                        init: set no_new_privs
                        init: set umask to 022
                        init: change the owner of the standard streams to user 0
                        init: keep in the bounding set: CAP_KILL, CAP_NET_BIND_SERVICE, CAP_AUDIT_WRITE
                        init: change the working directory to /
                        front: limit RLIMIT_NOFILE to 1024 (hard 1024)
                        init: keep capabilities over the change of user
                        init: set supplementary groups: none
                        init: set user 0, group 0
                        init: stop keeping capabilities
                        init: set capabilities: effective CAP_KILL, CAP_NET_BIND_SERVICE, CAP_AUDIT_WRITE; \
                        permitted CAP_KILL, CAP_NET_BIND_SERVICE, CAP_AUDIT_WRITE; inheritable none
                        init: raise ambient capabilities: none
                        init: look up the home directory of user 0
                        init: find the program sh
                        init: reset signal handling
                        init: close descriptors from 3
                        init: prepare to wait for start
                        front: wait at sync point created
                        front: release init from this command
                        init: detach from the front
                        init: wait for start
                        init: execute sh
                        """);
    }

    @Test
    void needsNoFifo_forRun() {
        String plan = words(SampleContexts.run(SampleContexts.standard().build()));

        assertThat(plan)
                .doesNotContain("fifo")
                .doesNotContain("wait for start")
                .doesNotContain("detach from the front");
        assertThat(plan)
                .contains("init: clear the parent-death signal\nfront: wait at sync point created\ninit: execute sh\n");
    }

    @Test
    void createsTheTerminal_beforeReadOnlyMounts() {
        String plan = words(SampleContexts.run(SampleContexts.standard()
                .process(SampleContexts.process()
                        .terminal(true)
                        .user(User.builder().uid(1000).gid(1000).build())
                        .build())
                .addMounts(SampleContexts.mount("/data", "tmpfs", "tmpfs", "ro"))
                .build()));

        assertThat(plan)
                .contains("""
                        init: mask /sys/firmware
                        init: change / to the root file system and detach the old one
                        init: create a terminal for user 1000, also as /dev/console
                        init: remount /data (ro)
                        init: remount / (ro)
                        init: set the host name to hexrun
                        """)
                .doesNotContain("give the standard streams")
                .doesNotContain("send the terminal");
    }

    @Test
    void sendsTheTerminal_beforeCreated() {
        Configuration configuration = SampleContexts.standard()
                .process(SampleContexts.process()
                        .terminal(true)
                        .consoleSize(new Box(24, 80))
                        .build())
                .build();
        ProcessStreams streams = new ProcessStreams(Optional.of("/tmp/c.sock"), Optional.of("/tmp/p.sock"), 0, 0);

        assertThat(words(preserving(configuration, StartMode.LATER, Optional.empty(), streams)))
                .contains("init: create a terminal for user 0 of 24 rows and 80 columns, also as /dev/console\n")
                .contains("""
                    front: send the terminal to /tmp/c.sock
                    front: send a pidfd to /tmp/p.sock
                    front: wait at sync point created
                    """);
    }

    @Test
    void passesDescriptors_andSetsListenFds() {
        LaunchPlan plan = LaunchPlanner.compile(preserving(
                SampleContexts.standard().build(),
                StartMode.LATER,
                Optional.empty(),
                new ProcessStreams(Optional.empty(), Optional.empty(), 2, 1)));

        assertThat(SampleContexts.text(plan))
                .contains("front: start the launcher from a sealed copy of the program, with 3 descriptors from 3 on\n")
                .contains("init: close descriptors from 6\n");
        assertThat(plan.steps().getLast())
                .isEqualTo(new ProcessStep.Exec(
                        List.of("sh"),
                        List.of("PATH=/usr/bin:/bin", "TERM=xterm", "LISTEN_FDS=2", "LISTEN_PID=1", "HOME")));
    }

    @Test
    void mountsTheNotifySocket() {
        Configuration configuration = SampleContexts.standard()
                .process(SampleContexts.process()
                        .addEnv("NOTIFY_SOCKET=/of/the/image")
                        .build())
                .build();
        Optional<String> folder = Optional.of("/run/hexrun/web/notify");

        LaunchPlan created =
                LaunchPlanner.compile(preserving(configuration, StartMode.LATER, folder, ProcessStreams.NONE));
        assertThat(SampleContexts.text(created))
                .contains("init: bind mount /run/hexrun/web/notify on /run/notify (ro,nosuid,nodev,noexec)\n")
                .doesNotContain("listen");
        assertThat(created.steps().getLast())
                .isEqualTo(new ProcessStep.Exec(
                        List.of("sh"),
                        List.of("PATH=/usr/bin:/bin", "TERM=xterm", "NOTIFY_SOCKET=/run/notify/notify.sock", "HOME")));

        assertThat(words(preserving(configuration, StartMode.IMMEDIATE, folder, ProcessStreams.NONE)))
                .startsWith("front: create the directory /run/hexrun/web/notify\n"
                        + "front: listen on /run/hexrun/web/notify/notify.sock\nfront: start the launcher");
    }

    private static LaunchContext preserving(
            Configuration configuration, StartMode start, Optional<String> notifyFolder, ProcessStreams streams) {
        return SampleContexts.context(configuration, start, SampleContexts.ROOT, notifyFolder, streams);
    }

    @Test
    void setsALowDescriptorLimitLast() {
        assertThat(words(withDescriptorLimit(3, 1024)))
                .contains("init: change the working directory to /\nfront: limit RLIMIT_NOFILE to 64 (hard 1024)\n")
                .contains("init: wait for start\ninit: limit RLIMIT_NOFILE to 3 (hard 1024)\n");
        assertThat(words(withDescriptorLimit(3, 4)))
                .doesNotContain("front: limit")
                .contains("init: wait for start\ninit: limit RLIMIT_NOFILE to 3 (hard 4)\n");
        assertThat(words(withDescriptorLimit(-1, -1))).doesNotContain("init: limit");
    }

    private static LaunchContext withDescriptorLimit(long soft, long hard) {
        Configuration standard = SampleContexts.standard().build();
        Process process = Process.builder()
                .from(standard.process().orElseThrow())
                .rlimits(List.of(new PosixRlimit(Rlimit.RLIMIT_NOFILE, soft, hard)))
                .build();
        return SampleContexts.create(
                Configuration.builder().from(standard).process(process).build());
    }

    @Test
    void equalContextsGiveEqualPlans() {
        assertThat(LaunchPlanner.compile(
                        SampleContexts.create(SampleContexts.standard().build())))
                .isEqualTo(LaunchPlanner.compile(
                        SampleContexts.create(SampleContexts.standard().build())));
    }

    @Test
    void opensAllNamespacesBeforeJoining_andRetriesAfterTheUserNamespace() {
        Configuration configuration = with(SampleContexts.linux()
                .namespaces(List.of(
                        SampleContexts.joined(LinuxNamespaceType.NETWORK, "/run/netns/a"),
                        SampleContexts.joined(LinuxNamespaceType.USER, "/proc/7/ns/user"),
                        SampleContexts.newNamespace(LinuxNamespaceType.MOUNT)))
                .build());

        assertThat(words(SampleContexts.create(configuration))).contains("""
                launcher: open the network namespace /run/netns/a
                launcher: open the user namespace /proc/7/ns/user
                launcher: join the network namespace
                launcher: join the user namespace
                launcher: become root of the user namespace
                launcher: join the network namespace
                launcher: clone init into new namespaces: mount
                """);
        assertThat(steps(configuration, NamespaceStep.JoinNamespace.class))
                .extracting(NamespaceStep.JoinNamespace::tolerateRefusal)
                .containsExactly(true, false, false);
    }

    @Test
    void doesNotRetryJoining_withoutUserNamespace() {
        Configuration configuration = with(SampleContexts.linux()
                .namespaces(List.of(
                        SampleContexts.joined(LinuxNamespaceType.NETWORK, "/run/netns/a"),
                        SampleContexts.newNamespace(LinuxNamespaceType.MOUNT)))
                .build());

        assertThat(steps(configuration, NamespaceStep.JoinNamespace.class))
                .extracting(NamespaceStep.JoinNamespace::tolerateRefusal)
                .containsExactly(false);
    }

    @Test
    void writesIdMapsAfterUnshare_andChownsTheFifo() {
        Configuration configuration = with(SampleContexts.linux()
                .addNamespaces(SampleContexts.newNamespace(LinuxNamespaceType.USER))
                .addUidMappings(new LinuxIdMapping(0, 100000, 65536))
                .addGidMappings(new LinuxIdMapping(0, 200000, 65536))
                .build());

        assertThat(words(SampleContexts.create(configuration))).contains("""
            launcher: create a user namespace
            front: map user ids 0 100000 65536 and group ids 0 200000 65536
            launcher: become root of the user namespace
            """);
        assertThat(steps(configuration, StartStep.CreateFifo.class))
                .containsExactly(new StartStep.CreateFifo("/run/hexrun/web/exec.fifo", 0622, 100000, 200000));
        assertThat(steps(configuration, NamespaceStep.WriteIdMap.class))
                .extracting(NamespaceStep.WriteIdMap::newuidmap, NamespaceStep.WriteIdMap::mayDenySetgroups)
                .containsExactly(org.assertj.core.groups.Tuple.tuple("", false));
    }

    @Test
    void bindsDevices_inAUserNamespace() {
        Configuration configuration = with(SampleContexts.linux()
                .addNamespaces(SampleContexts.newNamespace(LinuxNamespaceType.USER))
                .build());

        assertThat(steps(configuration, FileStep.CreateDevice.class)).isEmpty();
        assertThat(steps(configuration, FileStep.BindDevice.class))
                .contains(new FileStep.BindDevice("/dev/null", "/dev/null", new DeviceNumber('c', 1, 3), false));
    }

    private static LinuxDevice.Builder fuse() {
        return LinuxDevice.builder()
                .path("/dev/fuse")
                .type(LinuxDeviceType.CHARACTER)
                .major(10)
                .minor(229)
                .fileMode(0620)
                .uid(5)
                .gid(6);
    }

    private static Configuration userNamespaceWith(LinuxDevice device) {
        return SampleContexts.standard()
                .linux(SampleContexts.linux()
                        .addNamespaces(SampleContexts.newNamespace(LinuxNamespaceType.USER))
                        .addUidMappings(new LinuxIdMapping(0, 100000, 65536))
                        .addGidMappings(new LinuxIdMapping(0, 200000, 65536))
                        .addDevices(device)
                        .build())
                .build();
    }

    @Test
    void createsConfiguredDevicesInTheFront_forAUserNamespace() {
        List<Step> steps = LaunchPlanner.compile(SampleContexts.create(userNamespaceWith(fuse().build())))
                .steps();
        int node = indexOf(steps, FileStep.CreateDeviceNode.class);

        assertThat(steps.get(node))
                .isEqualTo(new FileStep.CreateDeviceNode(
                        "/dev/fuse", new DeviceNumber('c', 10, 229), new FileAccess(0620, 100005, 200006)));
        assertThat(steps.get(node + 1))
                .isEqualTo(new FileStep.BindDevice("/dev/fuse", "/dev/fuse", new DeviceNumber('c', 10, 229), true));
        assertThat(steps)
                .filteredOn(FileStep.CreateDeviceNode.class::isInstance)
                .hasSize(1);
    }

    @Test
    void bindsTheHostsDevice_ifTheFrontCannotCreateIt() {
        Configuration mapped = userNamespaceWith(fuse().build());
        Configuration notMapped = userNamespaceWith(fuse().uid(70000).build());

        for (LaunchContext context : List.of(
                SampleContexts.context(mapped, StartMode.LATER, SampleContexts.USER),
                SampleContexts.create(notMapped))) {
            assertThat(LaunchPlanner.compile(context).steps())
                    .contains(new FileStep.BindDevice("/dev/fuse", "/dev/fuse", new DeviceNumber('c', 10, 229), false))
                    .noneMatch(FileStep.CreateDeviceNode.class::isInstance);
        }
    }

    @Test
    void usesTheLastDeviceOfAPath() {
        LinuxDevice other = LinuxDevice.builder()
                .path("/dev/./fuse")
                .type(LinuxDeviceType.CHARACTER)
                .major(1)
                .minor(5)
                .build();
        LinuxDevice nothing = LinuxDevice.builder()
                .from(other)
                .path("/dev//null")
                .minor(3)
                .uid(9)
                .build();
        Configuration configuration = with(SampleContexts.linux()
                .addDevices(fuse().build(), fuse().build(), other, nothing)
                .build());

        assertThat(steps(configuration, FileStep.CreateDevice.class))
                .hasSize(7)
                .contains(
                        new FileStep.CreateDevice(
                                "/dev/fuse", new DeviceNumber('c', 1, 5), new FileAccess(0666, 0, 0), "/dev/fuse"),
                        new FileStep.CreateDevice(
                                "/dev/null", new DeviceNumber('c', 1, 3), new FileAccess(0666, 9, 0), "/dev/null"));
    }

    @Test
    void writesASingleIdMapItself_whenUnprivileged() {
        LaunchContext context = mapped(SampleContexts.USER, List.of(range(0, 1000, 1)), List.of(range(0, 1000, 1)));

        assertThat(steps(context, NamespaceStep.WriteIdMap.class))
                .containsExactly(new NamespaceStep.WriteIdMap("0 1000 1\n", "0 1000 1\n", true, "", ""));
    }

    @Test
    void usesHelpersForManyIds_whenUnprivileged() {
        List<LinuxIdMapping> many = List.of(range(0, 1000, 1), range(1, 100000, 65535));

        assertThat(steps(mapped(SampleContexts.USER, many, many), NamespaceStep.WriteIdMap.class))
                .containsExactly(new NamespaceStep.WriteIdMap(
                        "0 1000 1\n1 100000 65535\n",
                        "0 1000 1\n1 100000 65535\n",
                        false,
                        "/usr/bin/newuidmap",
                        "/usr/bin/newgidmap"));
    }

    @Test
    void usesAHelperOnlyForTheMapThatNeedsIt_whenUnprivileged() {
        List<LinuxIdMapping> many = List.of(range(0, 1000, 1), range(1, 100000, 65535));
        List<LinuxIdMapping> own = List.of(range(0, 1000, 1));

        assertThat(steps(mapped(SampleContexts.USER, many, own), NamespaceStep.WriteIdMap.class))
                .containsExactly(new NamespaceStep.WriteIdMap(
                        "0 1000 1\n1 100000 65535\n", "0 1000 1\n", true, "/usr/bin/newuidmap", ""));
        assertThat(steps(mapped(SampleContexts.USER, own, many), NamespaceStep.WriteIdMap.class))
                .containsExactly(new NamespaceStep.WriteIdMap(
                        "0 1000 1\n", "0 1000 1\n1 100000 65535\n", false, "", "/usr/bin/newgidmap"));
    }

    /** The request of Podman with {@code --userns=keep-id}, whose own namespace has the ids 0 to 65536. */
    @Test
    void usesNoHelpers_forRootOfAUserNamespace() {
        HostProperties root = new HostProperties(false, 0, 0, "/usr/bin/newuidmap", "/usr/bin/newgidmap", true);
        List<LinuxIdMapping> keepId = List.of(range(0, 1, 1000), range(1000, 0, 1), range(1001, 1001, 64536));
        String text = "0 1 1000\n1000 0 1\n1001 1001 64536\n";

        assertThat(steps(mapped(root, keepId, keepId), NamespaceStep.WriteIdMap.class))
                .containsExactly(new NamespaceStep.WriteIdMap(text, text, false, "", ""));
        assertThat(steps(
                        mapped(root, List.of(range(0, 0, 1)), List.of(range(0, 0, 1))), NamespaceStep.WriteIdMap.class))
                .containsExactly(new NamespaceStep.WriteIdMap("0 0 1\n", "0 0 1\n", true, "", ""));
    }

    /** The kernel decides whether setgroups(2) is denied only when the ids of the namespace are mapped. */
    @Test
    void setsGroupsInEveryUserNamespace() {
        for (HostProperties host : List.of(SampleContexts.USER, SampleContexts.ROOT)) {
            assertThat(steps(
                            mapped(host, List.of(range(0, 1000, 1)), List.of(range(0, 1000, 1))),
                            IdentityStep.SetGroups.class))
                    .hasSize(1);
        }
    }

    private static LaunchContext mapped(HostProperties host, List<LinuxIdMapping> uids, List<LinuxIdMapping> gids) {
        return SampleContexts.context(
                with(SampleContexts.linux()
                        .addNamespaces(SampleContexts.newNamespace(LinuxNamespaceType.USER))
                        .addAllUidMappings(uids)
                        .addAllGidMappings(gids)
                        .build()),
                StartMode.LATER,
                host);
    }

    private static LinuxIdMapping range(long containerId, long hostId, long size) {
        return new LinuxIdMapping(containerId, hostId, size);
    }

    @Test
    void writesTimeOffsetsBeforeInitJoins() {
        Configuration configuration = with(SampleContexts.linux()
                .addNamespaces(SampleContexts.newNamespace(LinuxNamespaceType.TIME))
                .putTimeOffsets("monotonic", new LinuxTimeOffset(-5, 7))
                .putTimeOffsets("boottime", new LinuxTimeOffset(60, 0))
                .build());

        assertThat(steps(configuration, NamespaceStep.UnshareTime.class))
                .containsExactly(new NamespaceStep.UnshareTime("boottime 60 0\nmonotonic -5 7\n"));
        assertThat(steps(configuration, ProcessStep.Fork.class))
                .extracting(ProcessStep.Fork::flags)
                .allMatch(f -> (f & 0x80) == 0);
    }

    @Test
    void unsharesTheCgroupNamespaceLast_andMountsHierarchiesInIt() {
        String plan = words(SampleContexts.create(with(SampleContexts.linux()
                .addNamespaces(SampleContexts.newNamespace(LinuxNamespaceType.CGROUP))
                .build())));

        assertThat(plan).contains("init: start a session\ninit: create a cgroup namespace\n");
        assertThat(plan).contains("mount cgroup on /sys/fs/cgroup/cpu,cpuacct (ro,nosuid,nodev,noexec,cpu,cpuacct)");
        assertThat(plan).contains("mount cgroup on /sys/fs/cgroup/systemd (ro,nosuid,nodev,noexec,none,name=systemd)");
    }

    @Test
    void mountsTheUnifiedHierarchy_onV2() {
        LaunchContext standard = SampleContexts.create(SampleContexts.standard().build());
        LaunchContext unified = LaunchContext.builder()
                .from(standard)
                .cgroups(new CgroupMountView(
                        true, List.of(new CgroupMountView.Hierarchy("", List.of(), "/sys/fs/cgroup/web"))))
                .joinCgroupSteps(List.of())
                .deviceSteps(List.of(new CgroupStep.AttachDeviceProgram("/sys/fs/cgroup/web", List.of(0x95L))))
                .build();

        assertThat(words(unified))
                .contains("init: mount cgroup2 on /sys/fs/cgroup (ro,nosuid,nodev,noexec)\n")
                .contains("rootfs-ready\nfront: attach the device program to cgroup /sys/fs/cgroup/web\n")
                .doesNotContain("remount /sys/fs/cgroup");
    }

    @Test
    void remountsAReadOnlyTmpfs_afterItIsPopulated() {
        Configuration configuration = SampleContexts.standard()
                .addMounts(SampleContexts.mount("/dev/../run/", "tmpfs", "tmpfs", "ro", "tmpcopyup"))
                .build();

        List<MountStep.Mount> mounts = steps(configuration, MountStep.Mount.class);
        MountStep.Mount run = mounts.getLast();
        assertThat(run.target()).isEqualTo("/run");
        assertThat(run.options()).contains(MountOption.COPY_UP);
        assertThat(run.attributes().set() & MountFlags.MOUNT_ATTR_RDONLY).isZero();
        assertThat(steps(configuration, MountStep.SetMountAttributes.class))
                .contains(new MountStep.SetMountAttributes(
                        MountReference.kept(1), "/run", Attributes.set(MountFlags.MOUNT_ATTR_RDONLY), false));
        assertThat(steps(configuration, MountStep.KeepMount.class))
                .containsExactly(new MountStep.KeepMount("/sys/fs/cgroup"), new MountStep.KeepMount("/run"));
    }

    @Test
    void resolvesARelativeBindSourceInTheBundle() {
        Configuration configuration = SampleContexts.standard()
                .addMounts(SampleContexts.mount("/data", "none", "data", "rbind", "rro", "rprivate"))
                .build();

        assertThat(steps(configuration, MountStep.Bind.class))
                .contains(new MountStep.Bind(
                        "/bundle/data",
                        "/data",
                        List.of(BindOption.RECURSIVE),
                        Attributes.NONE,
                        0,
                        Attributes.set(MountFlags.MOUNT_ATTR_RDONLY)));
        assertThat(steps(configuration, MountStep.SetPropagation.class))
                .containsExactly(
                        new MountStep.SetPropagation("/", Propagation.RPRIVATE),
                        new MountStep.SetPropagation(MountReference.LATEST, "/data", Propagation.RPRIVATE));
    }

    /**
     * Attributes of linux/mount.h: ro 1, nosuid 2, nodev 4, noexec 8, access times 70, nodiratime 80, nosymfollow
     * 200000.
     */
    @ParameterizedTest
    @CsvSource({
        "bind,               0,  0,      0",
        "bind rprivate,      0,  0,      0",
        "bind ro,            1,  20000f, 0",
        "bind rw,            0,  20000f, 1",
        "bind nosuid dev,    2,  20000f, 4",
        "bind noatime,       10, 2000ff, 0",
        "bind nodiratime,    80, 2000ff, 0",
        "bind atime,         0,  20000f, 0",
        "bind symfollow exec, 0, 20000f, 8",
    })
    void clearsUnnamedAttributes_whenABindMountNamesAny(String options, String set, String clear, String named) {
        Configuration configuration = SampleContexts.standard()
                .addMounts(SampleContexts.mount("/data", "none", "/src", options.split(" ", -1)))
                .build();

        MountStep.Bind bind = steps(configuration, MountStep.Bind.class).getLast();
        assertThat(bind.attributes().set()).isEqualTo(Long.parseLong(set, 16));
        assertThat(bind.attributes().clear()).isEqualTo(Long.parseLong(clear, 16));
        assertThat(bind.mustClear()).isEqualTo(Long.parseLong(named, 16));
    }

    @Test
    void opensBindSourcesInTheFront_forAUserNamespace() {
        Configuration configuration = withUserNamespace()
                .mounts(List.of(SampleContexts.mount("/data", "none", "data", "rbind", "ro")))
                .build();

        assertThat(words(SampleContexts.create(configuration))).contains("""
            front: clone /bundle/data for /data
            init: bind mount /bundle/data on /data (ro) [recursive,cloned-by-front]
            """);
        assertThat(steps(configuration, MountStep.Bind.class).getFirst().options())
                .contains(BindOption.CLONED_BY_FRONT);
    }

    @Test
    void opensBindSourcesInInit_whenTheFrontIsUnprivileged() {
        LaunchContext rootless = SampleContexts.context(
                withUserNamespace()
                        .mounts(List.of(SampleContexts.mount("/data", "none", "data", "rbind")))
                        .build(),
                StartMode.LATER,
                new HostProperties(false, 1000, 1000, "/bin/newuidmap", "/bin/newgidmap", true),
                Optional.empty(),
                ProcessStreams.NONE);

        assertThat(words(rootless)).doesNotContain("front: open");
    }

    @Test
    void mapsOwnersByTheMountsMappings_orByTheUserNamespaces() {
        LinuxIdMapping mapping = new LinuxIdMapping(0, 1000, 10);
        Configuration configuration = withUserNamespace()
                .mounts(List.of(
                        Mount.builder()
                                .from(SampleContexts.mount("/own", "none", "/src", "rbind"))
                                .addUidMappings(mapping)
                                .addGidMappings(mapping)
                                .build(),
                        SampleContexts.mount("/theirs", "none", "/src", "rbind", "idmap"),
                        SampleContexts.mount("/tree", "none", "/src", "rbind", "ridmap")))
                .build();

        assertThat(steps(configuration, MountStep.CloneTree.class))
                .containsExactly(
                        new MountStep.CloneTree("/src", "/own", true, IdMapped.MOUNT, "0 1000 10\n", "0 1000 10\n"),
                        new MountStep.CloneTree("/src", "/theirs", true, IdMapped.MOUNT, "", ""),
                        new MountStep.CloneTree("/src", "/tree", true, IdMapped.TREE, "", ""));
    }

    @Test
    void remountsTheMount_orTheFileSystem() {
        Configuration configuration = SampleContexts.standard()
                .mounts(List.of(
                        SampleContexts.mount("/a", "none", "none", "bind", "remount", "ro", "dev"),
                        SampleContexts.mount("/b", "ext4", "none", "remount", "noatime", "commit=5"),
                        SampleContexts.mount("/c", "bind", "none", "remount", "ro")))
                .build();

        assertThat(steps(configuration, MountStep.Remount.class))
                .containsExactly(
                        new MountStep.Remount(
                                MountReference.BY_PATH,
                                "/a",
                                List.of(RemountOption.MOUNT_ONLY),
                                List.of(),
                                new Attributes(0x1, 0x20000f),
                                0x4),
                        new MountStep.Remount(
                                MountReference.BY_PATH,
                                "/b",
                                List.of(),
                                List.of("commit=5"),
                                new Attributes(0x10, 0x2000ff),
                                0),
                        new MountStep.Remount(
                                MountReference.BY_PATH,
                                "/c",
                                List.of(RemountOption.MOUNT_ONLY),
                                List.of(),
                                new Attributes(0x1, 0x20000f),
                                0));
    }

    @Test
    void createsASlaveMountNamespace_forMountsWithoutOne() {
        Configuration configuration = SampleContexts.standard()
                .linux(Linux.builder()
                        .addNamespaces(SampleContexts.newNamespace(LinuxNamespaceType.UTS))
                        .build())
                .build();

        assertThat(words(SampleContexts.create(configuration)))
                .contains("launcher: clone init into new namespaces: mount, uts\n")
                .contains(
                        "init: set the propagation of / to rslave\ninit: bind mount the root file system /bundle/rootfs\ninit: mount proc")
                .contains("init: change / to the root file system and detach the old one\n");
    }

    @Test
    void usesTheCallersMountNamespace_withoutMounts() {
        Configuration configuration = SampleContexts.standard()
                .linux(Linux.builder().build())
                .hostname(Optional.empty())
                .root(new Root("rootfs", false))
                .mounts(List.of())
                .build();

        assertThat(words(SampleContexts.create(configuration)))
                .contains("init: open the root file system /bundle/rootfs\n")
                .contains("init: create the device /dev/null (c 1:3)\n")
                .contains("init: link /dev/fd to /proc/self/fd\n")
                .doesNotContain("new namespaces")
                .doesNotContain("mount");
        // No bind mounts, because they would be mounts of the host.
        assertThat(steps(configuration, FileStep.CreateDevice.class))
                .hasSize(6)
                .allMatch(device -> device.hostPath().isEmpty());
    }

    @Test
    void bindsNoDevicesInTheCallersMountNamespace() {
        Configuration configuration = SampleContexts.standard()
                .linux(Linux.builder()
                        .addNamespaces(SampleContexts.newNamespace(LinuxNamespaceType.USER))
                        .addUidMappings(new LinuxIdMapping(0, 100000, 65536))
                        .addGidMappings(new LinuxIdMapping(0, 100000, 65536))
                        .addDevices(fuse().build())
                        .build())
                .hostname(Optional.empty())
                .root(new Root("rootfs", false))
                .mounts(List.of())
                .build();

        // The plan contains the configured devices; the kernel then refuses them.
        assertThat(steps(configuration, FileStep.CreateDevice.class))
                .containsExactly(new FileStep.CreateDevice(
                        "/dev/fuse", new DeviceNumber('c', 10, 229), new FileAccess(0620, 5, 6), ""));
        assertThat(steps(configuration, FileStep.BindDevice.class)).isEmpty();
        assertThat(steps(configuration, FileStep.CreateSymlink.class)).hasSize(6);
    }

    @Test
    void makesTheRootShared_afterTheChangeOfRoot() {
        Configuration configuration = SampleContexts.standard()
                .linux(SampleContexts.linux()
                        .rootfsPropagation(Propagation.SHARED)
                        .build())
                .build();

        assertThat(words(SampleContexts.create(configuration)))
                .contains("""
                        init: open a private procfs
                        init: set the propagation of / to rslave
                        init: bind mount the root file system /bundle/rootfs
                        init: set the propagation of / to rprivate
                        """)
                .contains("init: set the propagation of / to shared\n");
    }

    @Test
    void setsTheWorkingDirectoryOfHooks() {
        Configuration configuration = SampleContexts.standard()
                .hooks(Hooks.builder()
                        .addCreateRuntime(Hook.builder().path("/a").build())
                        .addCreateContainer(Hook.builder().path("/b").build())
                        .addStartContainer(Hook.builder().path("/c").build())
                        .build())
                .build();

        assertThat(steps(configuration, HookStep.RunHook.class))
                .extracting(HookStep.RunHook::directory)
                .containsExactly("/bundle", "/bundle/rootfs", "");
    }

    private static Configuration.Builder withUserNamespace() {
        return SampleContexts.standard()
                .linux(SampleContexts.linux()
                        .addNamespaces(SampleContexts.newNamespace(LinuxNamespaceType.USER))
                        .addUidMappings(new LinuxIdMapping(0, 100000, 65536))
                        .addGidMappings(new LinuxIdMapping(0, 100000, 65536))
                        .build());
    }

    @Test
    void createsNoDevices_whenDevIsABindMount() {
        Configuration configuration = SampleContexts.standard()
                .mounts(List.of(SampleContexts.mount("/dev", "bind", "/dev", "rbind")))
                .build();

        assertThat(words(SampleContexts.create(configuration)))
                .doesNotContain("create the device")
                .doesNotContain("link /dev/");
    }

    @Test
    void replacesADefaultDeviceByAConfiguredOne() {
        Configuration configuration = with(SampleContexts.linux()
                .addDevices(LinuxDevice.builder()
                        .path("/dev/null")
                        .type(LinuxDeviceType.CHARACTER)
                        .major(1)
                        .minor(3)
                        .fileMode(0100600)
                        .uid(5)
                        .gid(6)
                        .build())
                .addDevices(LinuxDevice.builder()
                        .path("/dev/pipe")
                        .type(LinuxDeviceType.FIFO)
                        .build())
                .build());

        assertThat(steps(configuration, FileStep.CreateDevice.class))
                .contains(new FileStep.CreateDevice(
                        "/dev/null", new DeviceNumber('c', 1, 3), new FileAccess(0600, 5, 6), "/dev/null"))
                .contains(new FileStep.CreateDevice(
                        "/dev/pipe", new DeviceNumber('p', 0, 0), new FileAccess(0666, 0, 0), ""))
                .hasSize(7);
    }

    @Test
    void setsSharedPropagation_afterTheChangeOfRoot() {
        String plan = words(SampleContexts.create(with(
                SampleContexts.linux().rootfsPropagation(Propagation.RSHARED).build())));

        assertThat(plan).contains("init: set the propagation of / to rslave\n");
        assertThat(plan).contains("detach the old one\ninit: set the propagation of / to rshared\n");
    }

    @Test
    void setsPrivatePropagationFirst() {
        String plan = words(SampleContexts.create(with(
                SampleContexts.linux().rootfsPropagation(Propagation.PRIVATE).build())));

        assertThat(plan)
                .contains("init: set the propagation of / to rprivate\ninit: bind mount the root")
                .doesNotContain("set the propagation of / to rslave");
    }

    private static final Mount DATA = SampleContexts.mount("/data", "none", "data", "rbind");

    private static List<Step> launch(Optional<Propagation> root, boolean pivotRoot, Mount... mounts) {
        Configuration configuration = SampleContexts.standard()
                .mounts(List.of(mounts))
                .linux(SampleContexts.linux().rootfsPropagation(root).build())
                .build();
        LaunchContext context = SampleContexts.create(configuration);
        return LaunchPlanner.compile(SampleContexts.with(context, new LaunchContext.Options(pivotRoot, true)))
                .steps();
    }

    private static Stream<Optional<Propagation>> rootPropagations() {
        return Stream.concat(
                Stream.of(Optional.empty()), Stream.of(Propagation.values()).map(Optional::of));
    }

    private static int indexOf(List<Step> steps, Class<? extends Step> type) {
        for (int i = 0; i < steps.size(); i++) {
            if (type.isInstance(steps.get(i))) {
                return i;
            }
        }
        return -1;
    }

    @ParameterizedTest
    @MethodSource("rootPropagations")
    void makesHostMountsSlavesOrPrivate_beforeAnyMount(Optional<Propagation> root) {
        for (boolean pivotRoot : List.of(true, false)) {
            List<Step> steps = launch(root, pivotRoot, DATA);
            int first = indexOf(steps, MountStep.SetRootPropagation.class);
            boolean wantsPrivate =
                    root.isPresent() && (root.get() == Propagation.PRIVATE || root.get() == Propagation.RPRIVATE);

            assertThat(steps.get(first))
                    .isEqualTo(new MountStep.SetRootPropagation(
                            wantsPrivate && pivotRoot ? Propagation.RPRIVATE : Propagation.RSLAVE));
            assertThat(first)
                    .isLessThan(indexOf(steps, MountStep.OpenRoot.class))
                    .isLessThan(
                            indexOf(steps, MountStep.Mount.class) < 0
                                    ? Integer.MAX_VALUE
                                    : indexOf(steps, MountStep.Mount.class))
                    .isLessThan(indexOf(steps, MountStep.Bind.class));
            for (int i = 0; i < steps.size(); i++) {
                if (i != first && steps.get(i) instanceof MountStep.SetRootPropagation) {
                    assertThat(i)
                            .isGreaterThan(
                                    indexOf(steps, pivotRoot ? MountStep.PivotRoot.class : MountStep.MoveRoot.class));
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("rootPropagations")
    void makesTheRootMountPrivate_unlessItIsASlave(Optional<Propagation> root) {
        boolean slave = root.isPresent() && (root.get() == Propagation.SLAVE || root.get() == Propagation.RSLAVE);

        List<Step> steps = launch(root, true, DATA);
        Step next = steps.get(indexOf(steps, MountStep.OpenRoot.class) + 1);
        if (slave) {
            assertThat(steps).noneMatch(MountStep.SetPropagation.class::isInstance);
        } else {
            assertThat(next).isEqualTo(new MountStep.SetPropagation("/", Propagation.RPRIVATE));
        }
    }

    @Test
    void makesVolumesPrivate_whenHostMountsMustBeSlaves() {
        Mount slave = SampleContexts.mount("/slave", "none", "data", "rbind", "rslave");

        assertThat(launch(Optional.of(Propagation.RPRIVATE), false, DATA, slave))
                .filteredOn(MountStep.SetPropagation.class::isInstance)
                .containsExactly(
                        new MountStep.SetPropagation("/", Propagation.RPRIVATE),
                        new MountStep.SetPropagation(MountReference.LATEST, "/data", Propagation.RPRIVATE),
                        new MountStep.SetPropagation(MountReference.LATEST, "/slave", Propagation.RPRIVATE),
                        new MountStep.SetPropagation(MountReference.LATEST, "/slave", Propagation.RSLAVE));
    }

    @Test
    void clonesSharedSources_beforePropagationChanges() {
        Mount shared = SampleContexts.mount("/shared", "none", "/pool", "rbind", "private", "rshared");
        Mount notShared = SampleContexts.mount("/not", "none", "/pool", "rbind", "rshared", "rslave");

        for (boolean pivotRoot : List.of(true, false)) {
            List<Step> steps = launch(Optional.of(Propagation.SHARED), pivotRoot, DATA, shared, notShared);
            int clone = indexOf(steps, MountStep.CloneSharedTree.class);

            assertThat(steps)
                    .filteredOn(MountStep.CloneSharedTree.class::isInstance)
                    .hasSize(1);
            assertThat(steps.get(clone)).isEqualTo(new MountStep.CloneSharedTree("/pool", "/shared", true));
            assertThat(steps.get(clone + 1)).isInstanceOf(MountStep.SetRootPropagation.class);
            assertThat(steps)
                    .filteredOn(MountStep.Bind.class::isInstance)
                    .extracting(step -> ((MountStep.Bind) step).options().contains(BindOption.CLONED_SHARED))
                    .containsExactly(false, true, false);
        }
        assertThat(launch(Optional.empty(), true, shared)).noneMatch(MountStep.CloneSharedTree.class::isInstance);
        assertThat(launch(Optional.of(Propagation.RSLAVE), true, shared))
                .noneMatch(MountStep.CloneSharedTree.class::isInstance);
    }

    @Test
    void setsAttributesByMountReference_notByPath() {
        List<Step> steps = launch(
                Optional.empty(),
                true,
                SampleContexts.mount("/a", "tmpfs", "tmpfs", "ro", "rro", "shared"),
                SampleContexts.mount("/b", "none", "data", "bind"),
                SampleContexts.mount("/a", "none", "none", "remount", "bind", "noexec", "slave"),
                SampleContexts.mount("/b", "none", "none", "remount", "bind", "ro"),
                SampleContexts.mount("/c", "tmpfs", "tmpfs", "ro"),
                SampleContexts.mount("/c", "tmpfs", "tmpfs", "remount", "rw"),
                SampleContexts.mount("/d", "none", "none", "remount", "bind", "ro"));

        assertThat(steps)
                .filteredOn(MountStep.KeepMount.class::isInstance)
                .containsExactly(
                        new MountStep.KeepMount("/a"), new MountStep.KeepMount("/b"), new MountStep.KeepMount("/c"));
        assertThat(steps)
                .filteredOn(MountStep.Remount.class::isInstance)
                .extracting(step -> ((MountStep.Remount) step).mount())
                .containsExactly(
                        MountReference.kept(0), MountReference.kept(1), MountReference.kept(2), MountReference.BY_PATH);
        assertThat(steps)
                .filteredOn(MountStep.SetPropagation.class::isInstance)
                .extracting(step -> ((MountStep.SetPropagation) step).mount())
                .containsExactly(MountReference.BY_PATH, MountReference.LATEST, MountReference.LATEST);
        // The recursive attribute at once; the root itself; but not a mount that was remounted writable or without a
        // file system.
        assertThat(steps)
                .filteredOn(MountStep.SetMountAttributes.class::isInstance)
                .extracting(step -> ((MountStep.SetMountAttributes) step).mount())
                .containsExactly(MountReference.LATEST, MountReference.BY_PATH);
    }

    private static final SeccompFilter FILTER = new SeccompFilter(List.of(0x7fff000000000006L), 4, "x86_64");
    private static final SeccompFilter DENYING = new SeccompFilter(List.of(0x0005000000000006L), 4, "x86_64");
    private static final SeccompFilter NOTIFYING = new SeccompFilter(List.of(6L), 8, "x86_64");

    private static Configuration.Builder filtered(boolean noNewPrivileges, Hooks hooks) {
        Configuration standard = SampleContexts.standard().build();
        LinuxSeccomp profile = LinuxSeccomp.builder()
                .defaultAction(LinuxSeccompAction.SCMP_ACT_ALLOW)
                .listenerPath("/agent.sock")
                .listenerMetadata("a \"label\"")
                .build();
        return Configuration.builder()
                .from(standard)
                .hooks(hooks)
                .process(Process.builder()
                        .from(standard.process().orElseThrow())
                        .noNewPrivileges(noNewPrivileges)
                        .build())
                .linux(Linux.builder()
                        .from(standard.linux().orElseThrow())
                        .seccomp(profile)
                        .build());
    }

    /** Returns the steps before and after the filter. */
    private static String around(LaunchContext context) {
        List<Step> all = LaunchPlanner.compile(context).steps();
        StringBuilder names = new StringBuilder();
        for (int i = 0; i < all.size(); i++) {
            if (all.get(i) instanceof IdentityStep.InstallSeccomp install) {
                names.append(all.get(i - 1).getClass().getSimpleName())
                        .append(install.atExec() ? " (with) " : " (now) ")
                        .append(all.get(i + 1).getClass().getSimpleName());
            }
        }
        return names.toString();
    }

    @Test
    void installsTheFilterAsLateAsPossible() {
        Hooks none = Hooks.builder().build();
        Hooks hooks = Hooks.builder()
                .addStartContainer(Hook.builder().path("/h").build())
                .build();
        assertThat(around(running(filtered(true, none).build(), FILTER))).isEqualTo("ReachSyncPoint (with) Exec");
        assertThat(around(running(filtered(false, none).build(), FILTER)))
                .isEqualTo("ReachSyncPoint (now) SetCapabilities");
        assertThat(around(running(filtered(true, hooks).build(), FILTER))).isEqualTo("ReachSyncPoint (now) RunHook");
        assertThat(around(SampleContexts.create(filtered(true, none).build()))).isEmpty();
    }

    private static LaunchContext running(Configuration configuration, SeccompFilter filter) {
        return SampleContexts.filtering(configuration, StartMode.IMMEDIATE, filter);
    }

    /** Other processes could exploit a process that waits without a filter. */
    @Test
    void installsTheFilterBeforeTheWait_ifTheFilterPermitsIt() {
        Hooks none = Hooks.builder().build();
        Hooks hooks = Hooks.builder()
                .addStartContainer(Hook.builder().path("/h").build())
                .build();
        for (Hooks each : List.of(none, hooks)) {
            assertThat(around(SampleContexts.filtering(filtered(true, each).build(), FILTER)))
                    .isEqualTo("ReleaseInit (now) DetachFromFront");
            assertThat(around(SampleContexts.filtering(filtered(false, each).build(), FILTER)))
                    .isEqualTo("ReleaseInit (now) SetCapabilities");
        }
        assertThat(around(SampleContexts.filtering(filtered(true, none).build(), DENYING)))
                .isEqualTo("AwaitStart (with) Exec");
        assertThat(around(SampleContexts.filtering(filtered(true, hooks).build(), DENYING)))
                .isEqualTo("AwaitStart (now) RunHook");
    }

    /** All steps of init before the wait precede the filter, except those that the filter has to allow. */
    @Test
    void executesOnlyPermittedSteps_afterTheFilter() {
        for (StartMode start : StartMode.values()) {
            for (boolean noNewPrivileges : List.of(true, false)) {
                Configuration configuration =
                        filtered(noNewPrivileges, Hooks.builder().build()).build();
                List<String> after = new ArrayList<>();
                boolean filtered = false;
                for (Step step : LaunchPlanner.compile(SampleContexts.filtering(configuration, start, FILTER))
                        .steps()) {
                    if (filtered) {
                        after.add(step.getClass().getSimpleName());
                    }
                    filtered |= step instanceof IdentityStep.InstallSeccomp;
                }
                assertThat(List.of("SetCapabilities", "DetachFromFront", "AwaitStart", "Exec"))
                        .containsAll(after);
            }
        }
    }

    @Test
    void keepsCapSysAdmin_untilTheFilterIsInstalled() {
        Configuration configuration = filtered(false, Hooks.builder().build()).build();
        long sysAdmin = 1L << 21;
        List<IdentityStep.SetCapabilities> set =
                steps(SampleContexts.filtering(configuration, FILTER), IdentityStep.SetCapabilities.class);
        assertThat(set).hasSize(2);
        assertThat(set.getFirst().effective())
                .isEqualTo(set.getLast().effective() | sysAdmin)
                .isNotEqualTo(set.getLast().effective());
        assertThat(set.getFirst().permitted())
                .isEqualTo(set.getLast().permitted() | sysAdmin)
                .isNotEqualTo(set.getLast().permitted());
        assertThat(set.getFirst().inheritable()).isEqualTo(set.getLast().inheritable());
        assertThat(steps(
                        SampleContexts.filtering(
                                filtered(true, Hooks.builder().build()).build(), FILTER),
                        IdentityStep.SetCapabilities.class))
                .containsExactly(set.getLast());
    }

    /** All other processes that could trace init are in its user namespace or root of the host. */
    @Test
    void isTraceableWhileWaiting_onlyForAnUnprivilegedUser() {
        Configuration standard = SampleContexts.standard().build();
        Configuration own = withUserNamespace(standard, LinuxNamespaceType.NETWORK, "");
        Configuration shared = withUserNamespace(standard, LinuxNamespaceType.NETWORK, "/proc/7/ns/net");
        assertThat(traceable(standard, SampleContexts.ROOT)).isFalse();
        assertThat(traceable(own, SampleContexts.ROOT)).isFalse();
        assertThat(traceable(own, new HostProperties(false, 0, 0, "", "", true)))
                .isFalse();
        assertThat(traceable(own, SampleContexts.USER)).isTrue();
        assertThat(traceable(shared, SampleContexts.USER)).isFalse();
    }

    private static boolean traceable(Configuration configuration, HostProperties host) {
        List<StartStep.PrepareStart> prepare =
                steps(SampleContexts.context(configuration, StartMode.LATER, host), StartStep.PrepareStart.class);
        assertThat(prepare).hasSize(1);
        return prepare.getFirst().traceable();
    }

    private static Configuration withUserNamespace(Configuration standard, LinuxNamespaceType type, String path) {
        Linux.Builder linux = Linux.builder()
                .from(standard.linux().orElseThrow())
                .namespaces(List.of(
                        SampleContexts.newNamespace(LinuxNamespaceType.USER),
                        SampleContexts.newNamespace(LinuxNamespaceType.PID),
                        SampleContexts.newNamespace(LinuxNamespaceType.MOUNT),
                        path.isEmpty() ? SampleContexts.newNamespace(type) : SampleContexts.joined(type, path)))
                .addUidMappings(new LinuxIdMapping(0, 1000, 1))
                .addGidMappings(new LinuxIdMapping(0, 1000, 1));
        return Configuration.builder().from(standard).linux(linux.build()).build();
    }

    @Test
    void sendsTheSeccompListener_whileTheFrontIsConnected() {
        Hooks none = Hooks.builder().build();
        for (boolean noNewPrivileges : List.of(true, false)) {
            LaunchContext context =
                    SampleContexts.filtering(filtered(noNewPrivileges, none).build(), NOTIFYING);
            assertThat(around(context)).endsWith("(now) SendSeccompListener");
            List<CallerStep.SendSeccompListener> sent = steps(context, CallerStep.SendSeccompListener.class);
            assertThat(sent).hasSize(1);
            assertThat(sent.getFirst().socket()).isEqualTo("/agent.sock");
            assertThat(String.join("42", sent.getFirst().document()))
                    .startsWith("{\"ociVersion\":\"1.3.0\",\"fds\":[\"seccompFd\"],\"pid\":42,"
                            + "\"metadata\":\"a \\\"label\\\"\",\"state\":{\"ociVersion\":\"1.3.0\",\"id\":\"web\","
                            + "\"status\":\"creating\",\"pid\":42,\"bundle\":\"/bundle\"")
                    .endsWith("}}");
        }
    }

    @Test
    void movesTheRoot_withNoPivot() {
        LaunchContext standard = SampleContexts.create(SampleContexts.standard().build());
        LaunchContext noPivot = SampleContexts.with(standard, new Options(false, false));

        assertThat(words(noPivot))
                .contains("init: move the root file system onto /\n")
                .doesNotContain("detach the old one")
                .doesNotContain("keyring");
    }

    @Test
    void runsHooksInOrder_withTheCurrentState() {
        Hooks hooks = Hooks.builder()
                .addPrestart(hook("/bin/prestart"))
                .addCreateRuntime(hook("/bin/createRuntime"))
                .addCreateContainer(hook("/bin/createContainer"))
                .addStartContainer(hook("/bin/startContainer"))
                .addPoststart(hook("/bin/poststart"))
                .addPoststop(hook("/bin/poststop"))
                .build();
        Configuration configuration = SampleContexts.standard()
                .hooks(hooks)
                .putAnnotations("a/b", "say \"hi\"")
                .build();

        assertThat(words(SampleContexts.create(configuration)))
                .contains("""
                    front: wait at sync point rootfs-ready
                    front: run prestart hook #0: /bin/prestart
                    front: run createRuntime hook #0: /bin/createRuntime
                    init: run createContainer hook #0: /bin/createContainer
                    init: remount / (ro)
                    """)
                .contains("""
                        init: wait for start
                        init: run startContainer hook #0: /bin/startContainer
                        init: close descriptors from 3
                        """)
                .doesNotContain("poststart")
                .doesNotContain("poststop");
        List<HookStep.RunHook> steps = steps(configuration, HookStep.RunHook.class);
        assertThat(steps.getFirst().stateBeforePid() + 7 + steps.getFirst().stateAfterPid())
                .isEqualTo("{\"ociVersion\":\"1.3.0\",\"id\":\"web\",\"status\":\"creating\",\"pid\":7,"
                        + "\"bundle\":\"/bundle\",\"annotations\":{\"a/b\":\"say \\\"hi\\\"\"}}");
        assertThat(steps.getFirst().program().argv()).containsExactly("/bin/prestart");
        assertThat(steps.getFirst().directory()).isEqualTo("/bundle");
        assertThat(steps.getLast().stateBeforePid()).contains("\"status\":\"created\"");
        assertThat(steps.getLast().program().environ()).containsExactly("PATH=/usr/bin:/bin", "TERM=xterm", "HOME");
    }

    @Test
    void keepsTheGroupsOfTheCaller_ifRequested() {
        LaunchContext context = LaunchContext.builder()
                .from(SampleContexts.create(SampleContexts.standard().build()))
                .keepGroups(true)
                .build();

        assertThat(LaunchPlanner.compile(context).steps())
                .noneMatch(IdentityStep.SetGroups.class::isInstance)
                .anyMatch(IdentityStep.KeepGroups.class::isInstance);
    }

    @Test
    void setsThePidInTheStateOfLaterHooks() {
        Hooks hooks = Hooks.builder().addPoststop(hook("/bin/poststop")).build();

        List<Step> steps = HookSteps.of(
                HookStage.POSTSTOP,
                hooks,
                new HookState("1.3.0", ContainerId.of("web"), "/bundle", java.util.Map.of(), 0),
                List.of("CALLER=environment"),
                new HookOutput("/var/log/hooks", ""));

        assertThat(steps).singleElement().isInstanceOfSatisfying(HookStep.RunHook.class, hook -> {
            // A second part would make the native program insert a pid before it.
            assertThat(hook.stateAfterPid()).isEmpty();
            assertThat(hook.stateBeforePid())
                    .isEqualTo("{\"ociVersion\":\"1.3.0\",\"id\":\"web\",\"status\":\"stopped\",\"pid\":0,"
                            + "\"bundle\":\"/bundle\"}");
            assertThat(hook.program().environ()).containsExactly("CALLER=environment");
            assertThat(hook.output()).isEqualTo("/var/log/hooks");
            assertThat(hook.errorOutput()).isEmpty();
        });
    }

    @Test
    void setsTheEnvironmentOfHooks_orInheritsIt() {
        List<String> process = List.of("PATH=/usr/bin:/bin", "TERM=xterm", "HOME");
        List<String> caller = List.of("CALLER=environment");

        assertThat(environments(null)).containsExactly(caller, caller, caller, process);
        assertThat(environments(List.of())).containsExactly(List.of(), List.of(), List.of(), List.of());
        assertThat(environments(List.of("A=1"))).containsOnly(List.of("A=1"));
    }

    /** Returns the environments of one hook of each stage that a launch runs. */
    private static List<List<String>> environments(@Nullable List<String> environment) {
        Hook hook = Hook.builder()
                .path("/bin/hook")
                .env(Optional.ofNullable(environment))
                .build();
        Configuration configuration = SampleContexts.standard()
                .hooks(Hooks.builder()
                        .addPrestart(hook)
                        .addCreateRuntime(hook)
                        .addCreateContainer(hook)
                        .addStartContainer(hook)
                        .build())
                .build();
        return steps(configuration, HookStep.RunHook.class).stream()
                .map(each -> each.program().environ())
                .toList();
    }

    @Test
    void dropsAllCapabilities_withoutASet() {
        Configuration configuration = SampleContexts.standard()
                .process(SampleContexts.process()
                        .capabilities(java.util.Optional.empty())
                        .build())
                .build();

        assertThat(steps(configuration, IdentityStep.DropBoundingCapabilities.class))
                .containsExactly(new IdentityStep.DropBoundingCapabilities(0));
        assertThat(steps(configuration, IdentityStep.SetCapabilities.class))
                .containsExactly(new IdentityStep.SetCapabilities(0, 0, 0));
    }

    @Test
    void keepsUnsignedIdsAndTheGroups() {
        Configuration configuration = SampleContexts.standard()
                .process(SampleContexts.process()
                        .user(User.builder()
                                .uid(4294967294L)
                                .gid(7)
                                .umask(077)
                                .addAdditionalGids(8L, 4294967293L)
                                .build())
                        .build())
                .build();

        assertThat(words(SampleContexts.create(configuration)))
                .contains("set umask to 077")
                .contains("set supplementary groups: 8, 4294967293")
                .contains("set user 4294967294, group 7");
    }

    @Test
    void usesTheLastValueOfAVariable() {
        Configuration configuration = SampleContexts.standard()
                .process(SampleContexts.process()
                        .env(List.of("A=1", "PATH=/x:", "A=2"))
                        .build())
                .build();

        assertThat(steps(configuration, ProcessStep.Exec.class))
                .extracting(ProcessStep.Exec::environ)
                .containsExactly(List.of("PATH=/x:", "A=2", "HOME"));
        assertThat(steps(configuration, ProcessStep.FindProgram.class))
                .extracting(ProcessStep.FindProgram::directories)
                .containsExactly(List.of("/x", "."));
    }

    @Test
    void setsARepeatedGroupOnce() {
        Configuration configuration = SampleContexts.standard()
                .process(SampleContexts.process()
                        .user(User.builder()
                                .uid(1000)
                                .gid(7)
                                .addAdditionalGids(50L, 50L, 777L, 50L)
                                .build())
                        .build())
                .build();

        assertThat(steps(configuration, IdentityStep.SetGroups.class))
                .containsExactly(new IdentityStep.SetGroups(List.of(50, 777)));
    }

    @Test
    void changesDirectoryAsRoot_thenAsTheUser() {
        Configuration configuration = SampleContexts.standard()
                .process(SampleContexts.process()
                        .user(User.builder().uid(1000).gid(1000).build())
                        .cwd("/home/me")
                        .addEnv("HOME=/home/me")
                        .build())
                .build();

        assertThat(words(SampleContexts.create(configuration)))
                .contains("init: create the directory /home/me\n")
                .doesNotContain("look up the home");
        assertThat(steps(configuration, IdentityStep.ChangeDirectory.class))
                .containsExactly(
                        new IdentityStep.ChangeDirectory("/home/me", true),
                        new IdentityStep.ChangeDirectory("/home/me", false));
    }

    @Test
    void looksUpHome_ifEmpty() {
        Configuration configuration = SampleContexts.standard()
                .process(SampleContexts.process().env(List.of("HOME=")).build())
                .build();

        assertThat(steps(configuration, IdentityStep.LookUpHome.class)).containsExactly(new IdentityStep.LookUpHome(0));
        assertThat(steps(configuration, ProcessStep.Exec.class))
                .extracting(ProcessStep.Exec::environ)
                .containsExactly(List.of("HOME"));
    }

    @ParameterizedTest
    @CsvSource({
        "net.ipv4.ip_forward, net/ipv4/ip_forward",
        "net/ipv4/conf/eth0.1/forwarding, net/ipv4/conf/eth0.1/forwarding",
        "net.ipv4.conf.eth0/1.forwarding, net/ipv4/conf/eth0.1/forwarding",
        "kernel.shmmax, kernel/shmmax"
    })
    void acceptsSysctlKeysWithDotsOrSlashes(String key, String path) {
        Configuration configuration =
                with(SampleContexts.linux().putSysctl(key, "1").build());

        assertThat(steps(configuration, NamespaceStep.WriteSysctl.class))
                .containsExactly(new NamespaceStep.WriteSysctl(path, "1"));
    }

    @Test
    void masksADuplicatePathOnce() {
        Configuration configuration =
                with(SampleContexts.linux().addMaskedPaths("/proc/kcore").build());

        assertThat(steps(configuration, MountStep.MaskPath.class)).hasSize(2);
    }

    @Test
    void toleratesARefusedOomScore_onlyWhenUnprivileged() {
        Configuration configuration = SampleContexts.standard()
                .process(SampleContexts.process().oomScoreAdj(-5).build())
                .build();
        HostProperties user = SampleContexts.USER;

        assertThat(steps(configuration, SchedulingStep.SetOomScoreAdj.class))
                .containsExactly(new SchedulingStep.SetOomScoreAdj(-5, false));
        assertThat(steps(
                        SampleContexts.context(configuration, StartMode.LATER, user),
                        SchedulingStep.SetOomScoreAdj.class))
                .containsExactly(new SchedulingStep.SetOomScoreAdj(-5, true));
    }

    private static Configuration with(Linux linux) {
        return SampleContexts.standard().linux(linux).build();
    }

    private static Hook hook(String path) {
        return Hook.builder().path(path).build();
    }

    private static String words(LaunchContext context) {
        return SampleContexts.text(LaunchPlanner.compile(context));
    }

    @Test
    void movesNetworkDevices_afterFork() {
        String plan = words(SampleContexts.create(SampleContexts.standard()
                .linux(SampleContexts.linux()
                        .putNetDevices("eth1", LinuxNetDevice.builder().build())
                        .putNetDevices("eth2", LinuxNetDevice.builder().name("").build())
                        .putNetDevices(
                                "eth3", LinuxNetDevice.builder().name("lan%d").build())
                        .build())
                .build()));

        assertThat(plan).contains("""
            front: wait at sync point init-ready
            front: move the network device eth1 into the container
            front: move the network device eth2 into the container
            front: move the network device eth3 into the container as lan%d
            init: start a session
            """);
    }

    private static <S extends Step> List<S> steps(Configuration configuration, Class<S> type) {
        return steps(SampleContexts.create(configuration), type);
    }

    private static <S extends Step> List<S> steps(LaunchContext context, Class<S> type) {
        return LaunchPlanner.compile(context).steps().stream()
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }
}
