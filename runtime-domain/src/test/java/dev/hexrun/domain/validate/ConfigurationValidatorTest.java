package dev.hexrun.domain.validate;

import static dev.hexrun.domain.validate.SampleConfiguration.configuration;
import static dev.hexrun.domain.validate.SampleConfiguration.linux;
import static dev.hexrun.domain.validate.SampleConfiguration.mount;
import static dev.hexrun.domain.validate.SampleConfiguration.namespace;
import static dev.hexrun.domain.validate.SampleConfiguration.process;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.hexrun.domain.config.Configuration;
import dev.hexrun.domain.config.CpuAffinity;
import dev.hexrun.domain.config.Hook;
import dev.hexrun.domain.config.Hooks;
import dev.hexrun.domain.config.IoPriorityClass;
import dev.hexrun.domain.config.Linux;
import dev.hexrun.domain.config.LinuxBlockIo;
import dev.hexrun.domain.config.LinuxCapabilities;
import dev.hexrun.domain.config.LinuxCpu;
import dev.hexrun.domain.config.LinuxDevice;
import dev.hexrun.domain.config.LinuxDeviceCgroup;
import dev.hexrun.domain.config.LinuxDeviceCgroupType;
import dev.hexrun.domain.config.LinuxDeviceType;
import dev.hexrun.domain.config.LinuxHugepageLimit;
import dev.hexrun.domain.config.LinuxIdMapping;
import dev.hexrun.domain.config.LinuxIntelRdt;
import dev.hexrun.domain.config.LinuxIoPriority;
import dev.hexrun.domain.config.LinuxMemory;
import dev.hexrun.domain.config.LinuxMemoryPolicy;
import dev.hexrun.domain.config.LinuxNamespace;
import dev.hexrun.domain.config.LinuxNetDevice;
import dev.hexrun.domain.config.LinuxPids;
import dev.hexrun.domain.config.LinuxResources;
import dev.hexrun.domain.config.LinuxSeccomp;
import dev.hexrun.domain.config.LinuxSeccompAction;
import dev.hexrun.domain.config.LinuxSeccompArg;
import dev.hexrun.domain.config.LinuxSeccompFlag;
import dev.hexrun.domain.config.LinuxSeccompOperator;
import dev.hexrun.domain.config.LinuxSyscall;
import dev.hexrun.domain.config.LinuxTimeOffset;
import dev.hexrun.domain.config.MemoryPolicyFlag;
import dev.hexrun.domain.config.MemoryPolicyMode;
import dev.hexrun.domain.config.Mount;
import dev.hexrun.domain.config.PosixRlimit;
import dev.hexrun.domain.config.Process;
import dev.hexrun.domain.config.Root;
import dev.hexrun.domain.config.Scheduler;
import dev.hexrun.domain.config.SchedulerPolicy;
import dev.hexrun.domain.config.User;
import dev.hexrun.domain.idmap.IdMap;
import dev.hexrun.domain.mount.Propagation;
import dev.hexrun.domain.namespace.LinuxNamespaceType;
import dev.hexrun.domain.rlimit.Rlimit;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigurationValidatorTest {

    private static final LinuxIdMapping ROOT_ID = new LinuxIdMapping(0, 100_000, 1000);

    @ParameterizedTest(name = "{0}")
    @MethodSource({
        "topLevel",
        "processes",
        "schedulers",
        "mounts",
        "hooks",
        "namespaces",
        "devices",
        "sysctls",
        "resources",
        "seccomp",
        "others"
    })
    void finds(String problem, Configuration.Builder configuration) {
        assertThat(ConfigurationValidator.validate(
                                configuration.build(), FakeHostQueries.root().providing(OptionalFeature.values()))
                        .list())
                .extracting(Problem::toString)
                .containsExactly(problem);
    }

    static Stream<Arguments> topLevel() {
        return Stream.of(
                arguments("/ociVersion: must be set", configuration().ociVersion("")),
                arguments(
                        "/ociVersion: \"1.0\" is not a version such as 1.3.0",
                        configuration().ociVersion("1.0")),
                arguments(
                        "/ociVersion: \"1.0.0.0\" is not a version such as 1.3.0",
                        configuration().ociVersion("1.0.0.0")),
                arguments(
                        "/ociVersion: \"1.0.0-\" is not a version such as 1.3.0",
                        configuration().ociVersion("1.0.0-")),
                arguments(
                        "/ociVersion: version 2.0.0 is not supported, only 1.x is",
                        configuration().ociVersion("2.0.0")),
                arguments("/root: root must be specified", configuration().root(Optional.empty())),
                arguments("/root/path: must not be empty", configuration().root(new Root("", false))),
                arguments("/root/path: contains a null byte", configuration().root(new Root("a\0b", false))),
                arguments(
                        "/hostname: unable to set hostname without a private UTS namespace",
                        configuration()
                                .linux(Linux.builder()
                                        .addNamespaces(namespace(LinuxNamespaceType.MOUNT))
                                        .build())),
                arguments(
                        "/domainname: unable to set domainname without a private UTS namespace",
                        configuration()
                                .hostname(Optional.empty())
                                .domainname("example")
                                .linux(Linux.builder()
                                        .addNamespaces(namespace(LinuxNamespaceType.MOUNT))
                                        .build())),
                arguments("/hostname: exceeds 64 bytes", configuration().hostname("h".repeat(65))),
                arguments(
                        "/annotations/: annotation name must not be empty",
                        configuration().putAnnotations("", "x")));
    }

    static Stream<Arguments> processes() {
        return Stream.of(
                arguments(
                        "/process/args: args must not be empty", with(process().args(List.of()))),
                arguments(
                        "/process/args/0: contains a null byte", with(process().args(List.of("\0")))),
                arguments(
                        "/process/args/1: contains a null byte", with(process().args(List.of("a", "b\0")))),
                arguments(
                        "/process/cwd: Cwd property must not be empty",
                        with(process().cwd(""))),
                arguments(
                        "/process/cwd: Cwd must be an absolute path",
                        with(process().cwd("tmp"))),
                arguments("/process/cwd: contains a null byte", with(process().cwd("/\0"))),
                arguments(
                        "/process/env/0: \"PATH\" is not of the form NAME=value",
                        with(process().env(List.of("PATH")))),
                arguments(
                        "/process/env/1: the variable name must not be empty",
                        with(process().env(List.of("A=", "=b")))),
                arguments("/process/env/0: contains a null byte", with(process().env(List.of("A=\0")))),
                arguments(
                        "/process/user/uid: 4294967295 is not in the range 0 to 4294967294",
                        with(process().user(User.builder().uid(0xFFFF_FFFFL).build()))),
                arguments(
                        "/process/user/gid: 4294967295 is not in the range 0 to 4294967294",
                        with(process().user(User.builder().gid(0xFFFF_FFFFL).build()))),
                arguments(
                        "/process/user/additionalGids/1: 4294967295 is not in the range 0 to 4294967294",
                        with(process()
                                .user(User.builder()
                                        .addAdditionalGids(5L, 0xFFFF_FFFFL)
                                        .build()))),
                arguments(
                        "/process/user/umask: 01000 is not in the range 0 to 0777",
                        with(process().user(User.builder().umask(01000).build()))),
                arguments(
                        "/process/user/uid: cannot set uid to unmapped user in user namespace: 1000",
                        inUserNamespace()
                                .process(process()
                                        .user(User.builder().uid(1000).build())
                                        .build())),
                arguments(
                        "/process/user/gid: cannot set gid to unmapped group in user namespace: 1000",
                        inUserNamespace()
                                .process(process()
                                        .user(User.builder().gid(1000).build())
                                        .build())),
                arguments(
                        "/process/rlimits/1/type: duplicate RLIMIT_NOFILE",
                        with(process()
                                .addRlimits(
                                        new PosixRlimit(Rlimit.RLIMIT_NOFILE, 1, 1),
                                        new PosixRlimit(Rlimit.RLIMIT_NOFILE, 2, 2)))),
                arguments(
                        "/process/rlimits/0/soft: 18446744073709551615 exceeds the hard limit 1024",
                        with(process().addRlimits(new PosixRlimit(Rlimit.RLIMIT_CORE, Rlimit.INFINITY, 1024)))),
                arguments(
                        "/process/oomScoreAdj: 1001 is not in the range -1000 to 1000",
                        with(process().oomScoreAdj(1001))));
    }

    static Stream<Arguments> schedulers() {
        return Stream.of(
                arguments(
                        "/process/scheduler/nice: invalid scheduler.nice: 20 when scheduler.policy is SCHED_OTHER",
                        scheduled(SchedulerPolicy.SCHED_OTHER, 20, 0)),
                arguments(
                        "/process/scheduler/priority:"
                                + " scheduler.priority can only be specified for SCHED_FIFO or SCHED_RR policy",
                        scheduled(SchedulerPolicy.SCHED_BATCH, 0, 10)),
                arguments(
                        "/process/scheduler/priority: 100 is not in the range 0 to 99",
                        scheduled(SchedulerPolicy.SCHED_RR, 0, 100)),
                arguments(
                        "/process/scheduler:"
                                + " scheduler runtime/deadline/period can only be specified for SCHED_DEADLINE policy",
                        with(process()
                                .scheduler(Scheduler.builder()
                                        .policy(SchedulerPolicy.SCHED_IDLE)
                                        .runtime(1)
                                        .build()))),
                arguments(
                        "/process/ioPriority/priority: invalid ioPriority.Priority: 8",
                        with(process().ioPriority(new LinuxIoPriority(IoPriorityClass.IOPRIO_CLASS_RT, 8)))),
                arguments(
                        "/process/execCPUAffinity/final: \"0-\" is not a list of CPUs such as 0-3,7",
                        with(process()
                                .execCPUAffinity(CpuAffinity.builder()
                                        .initial("0-3,7")
                                        .finalCpus("0-")
                                        .build()))),
                arguments(
                        "/linux/memoryPolicy/nodes: invalid memory policy nodes \"x\"",
                        with(policy(MemoryPolicyMode.MPOL_BIND, "x"))),
                arguments(
                        "/linux/memoryPolicy/nodes: invalid memory policy nodes \"0\": MPOL_LOCAL mode requires 0 nodes but got 1",
                        with(policy(MemoryPolicyMode.MPOL_LOCAL, "0"))),
                arguments(
                        "/linux/memoryPolicy/nodes:"
                                + " invalid memory policy nodes \"\": MPOL_INTERLEAVE requires at least one",
                        with(policy(MemoryPolicyMode.MPOL_INTERLEAVE, ""))),
                arguments(
                        "/linux/memoryPolicy/flags/0: invalid memory policy flag"
                                + " \"MPOL_F_NUMA_BALANCING\" for mode MPOL_INTERLEAVE",
                        with(linux().memoryPolicy(LinuxMemoryPolicy.builder()
                                .mode(MemoryPolicyMode.MPOL_INTERLEAVE)
                                .nodes("0")
                                .addFlags(MemoryPolicyFlag.MPOL_F_NUMA_BALANCING)
                                .build()))),
                arguments(
                        "/linux/memoryPolicy/flags: invalid memory policy flags:"
                                + " MPOL_F_STATIC_NODES and MPOL_F_RELATIVE_NODES are mutually exclusive",
                        with(linux().memoryPolicy(LinuxMemoryPolicy.builder()
                                .mode(MemoryPolicyMode.MPOL_BIND)
                                .nodes("0")
                                .addFlags(MemoryPolicyFlag.MPOL_F_STATIC_NODES, MemoryPolicyFlag.MPOL_F_RELATIVE_NODES)
                                .build()))));
    }

    static Stream<Arguments> mounts() {
        LinuxIdMapping mapping = new LinuxIdMapping(0, 1, 1);
        return Stream.of(
                arguments("/mounts/1/destination: must not be empty", with(mount("", "tmpfs"))),
                arguments(
                        "/mounts/1/destination: mountpoint \"/a/..\" is on the top of rootfs \"rootfs\"",
                        with(mount("/a/..", "tmpfs"))),
                arguments(
                        "/mounts/1/destination: \"/proc/\" cannot be mounted because it is not of type proc",
                        with(mount("/proc/", "tmpfs"))),
                arguments(
                        "/mounts/1/destination: \"proc\" cannot be mounted because it is not of type proc",
                        with(mount("proc", "none", "bind"))),
                arguments(
                        "/mounts/1/destination: \"/proc/sys\" cannot be mounted because it is inside /proc",
                        with(mount("/proc/sys", "none", "bind"))),
                arguments("/mounts/1/destination: mount field contains null byte", with(mount("/\0", "tmpfs"))),
                arguments("/mounts/1/type: mount field contains null byte", with(mount("/a", "tmp\0fs"))),
                arguments(
                        "/mounts/1/source: mount field contains null byte",
                        with(mount("/a", "tmpfs").source("\0"))),
                arguments("/mounts/1/options/0: mount field contains null byte", with(mount("/a", "tmpfs", "size=\0"))),
                arguments(
                        "/mounts/1/options: bind mounts cannot have any filesystem-specific options applied: size=1",
                        with(mount("/a", "none", "rbind", "size=1"))),
                arguments(
                        "/mounts/1/options: bind mounts cannot have any filesystem-specific options applied: size=1",
                        with(mount("/a", "bind", "size=1"))),
                arguments(
                        "/mounts/1/options: bind mounts cannot have any filesystem-specific options applied: size=1",
                        with(mount("/a", "bind", "nocopy", "size=1"))),
                arguments(
                        "/mounts/1/source: a bind mount requires a source",
                        with(mount("/a", "bind", "bind").source(Optional.empty()))),
                arguments(
                        "/mounts/1/type: a mount requires a type, or the option bind or rbind", with(mount("/a", ""))),
                arguments(
                        "/mounts/1/options: tmpcopyup is supported for tmpfs only",
                        with(mount("/a", "none", "bind", "tmpcopyup"))),
                arguments(
                        "/mounts/1: id-mapped mounts are only supported for bind-mounts",
                        with(mount("/a", "tmpfs").addUidMappings(mapping).addGidMappings(mapping))),
                arguments(
                        "/mounts/1: id-mapped mounts must have both uid and gid mappings specified",
                        with(mount("/a", "none", "bind").addUidMappings(mapping))),
                arguments(
                        "/mounts/1: id-mapped mounts must have both uid and gid mappings specified"
                                + " where there is no user namespace",
                        with(mount("/a", "none", "bind", "ridmap"))),
                arguments(
                        "/linux/rootfsPropagation: unable to set the propagation without a private MNT namespace",
                        configuration()
                                .root(new Root("r", false))
                                .mounts(List.of())
                                .hostname(Optional.empty())
                                .linux(Linux.builder()
                                        .rootfsPropagation(Propagation.RSHARED)
                                        .build())));
    }

    static Stream<Arguments> hooks() {
        Hook.Builder hook = Hook.builder().path("/bin/hook");
        return Stream.of(
                arguments(
                        "/hooks/prestart/0/path: \"hook\" is not an absolute path",
                        with(Hooks.builder()
                                .addPrestart(Hook.builder().path("hook").build()))),
                arguments(
                        "/hooks/createRuntime/0/path: \"\" is not an absolute path",
                        with(Hooks.builder().addCreateRuntime(Hook.builder().build()))),
                arguments(
                        "/hooks/createContainer/0/timeout: 0 is not a positive number of seconds",
                        with(Hooks.builder()
                                .addCreateContainer(
                                        Hook.builder().path("/h").timeout(0).build()))),
                arguments(
                        "/hooks/startContainer/0/env/0: \"X\" is not of the form NAME=value",
                        with(Hooks.builder()
                                .addStartContainer(Hook.builder()
                                        .path("/h")
                                        .env(List.of("X"))
                                        .build()))),
                arguments(
                        "/hooks/poststart/0/args/0: contains a null byte",
                        with(Hooks.builder()
                                .addPoststart(
                                        Hook.builder().path("/h").addArgs("\0").build()))),
                arguments(
                        "/hooks/poststop/1/path: \"x\" is not an absolute path",
                        with(Hooks.builder()
                                .addPoststop(
                                        hook.build(), Hook.builder().path("x").build()))));
    }

    /** The user namespace of rootless Podman maps id 0 to the user, and 1 to 65536 to subordinate ids. */
    @Test
    void requiresIdsOfTheCallersUserNamespace() {
        IdMap own = new IdMap(List.of(new LinuxIdMapping(0, 1000, 1), new LinuxIdMapping(1, 100_000, 65_536)));
        FakeHostQueries host = FakeHostQueries.within(own, own);

        assertThat(messages(host, new LinuxIdMapping(0, 1, 1000), new LinuxIdMapping(1000, 0, 1)))
                .isEmpty();
        assertThat(messages(host, new LinuxIdMapping(0, 1, 65_536))).isEmpty();
        // The kernel does not merge adjacent ranges.
        assertThat(messages(host, new LinuxIdMapping(0, 1, 1000), new LinuxIdMapping(1000, 65_536, 2)))
                .containsExactly(
                        "/linux/uidMappings/1: host ids 65536-65537 are not in one range of the caller's user namespace,"
                                + " which has 0, 1-65536");
        assertThat(messages(host, new LinuxIdMapping(0, 0, 2))).hasSize(1);
        assertThat(messages(FakeHostQueries.within(new IdMap(List.of()), own), new LinuxIdMapping(0, 70_000, 1)))
                .isEmpty();
        assertThat(messages(FakeHostQueries.within(own, new IdMap(List.of(ROOT_ID))), new LinuxIdMapping(0, 1, 1)))
                .containsExactly(
                        "/linux/gidMappings/0: host ids 5000 are not in one range of the caller's user namespace,"
                                + " which has 0-999");
    }

    private static List<String> messages(HostQueries host, LinuxIdMapping... uids) {
        Configuration configuration = configuration()
                .linux(linux().addNamespaces(namespace(LinuxNamespaceType.USER))
                        .addUidMappings(uids)
                        .addGidMappings(new LinuxIdMapping(0, 5000, 1))
                        .build())
                .build();
        return ConfigurationValidator.validate(configuration, host).list().stream()
                .map(Problem::toString)
                .toList();
    }

    static Stream<Arguments> namespaces() {
        return Stream.of(
                arguments(
                        "/linux/namespaces/5/type: malformed spec file: duplicated ns \"pid\"",
                        with(linux().addNamespaces(namespace(LinuxNamespaceType.PID)))),
                arguments(
                        "/linux/namespaces/5/path: invalid namespace path ns/cgroup",
                        with(linux().addNamespaces(joined(LinuxNamespaceType.CGROUP, "ns/cgroup")))),
                arguments(
                        "/linux/namespaces/0/path: /proc/self/ns/mnt is the mount namespace of the runtime, which cannot be"
                                + " joined",
                        with(Linux.builder()
                                .addNamespaces(
                                        joined(LinuxNamespaceType.MOUNT, "/proc/self/ns/mnt"),
                                        namespace(LinuxNamespaceType.UTS)))),
                arguments(
                        "/linux/uidMappings: user namespaces enabled,"
                                + " but no namespace path to join nor mappings to apply specified",
                        with(linux().addNamespaces(namespace(LinuxNamespaceType.USER)))),
                arguments(
                        "/linux/gidMappings: a user namespace requires both uid and gid mappings",
                        with(linux().addNamespaces(namespace(LinuxNamespaceType.USER))
                                .addUidMappings(ROOT_ID))),
                arguments(
                        "/linux/uidMappings: user namespace mappings specified,"
                                + " but user namespace isn't enabled in the config",
                        with(linux().addUidMappings(ROOT_ID).addGidMappings(ROOT_ID))),
                arguments(
                        "/linux/uidMappings/1/size: must be greater than 0",
                        inUserNamespace(ROOT_ID, new LinuxIdMapping(2000, 5, 0))),
                arguments(
                        "/linux/uidMappings/1: the mapping overlaps mapping 0",
                        inUserNamespace(ROOT_ID, new LinuxIdMapping(999, 5, 1))),
                arguments(
                        "/linux/uidMappings/1: the mapping overlaps mapping 0",
                        inUserNamespace(ROOT_ID, new LinuxIdMapping(5000, 99_999, 2))),
                arguments(
                        "/linux/uidMappings/1: the mapping exceeds the maximum id 4294967294",
                        inUserNamespace(ROOT_ID, new LinuxIdMapping(2000, 4_294_967_290L, 6))),
                arguments(
                        "/linux/uidMappings: 341 mappings exceed the maximum of 340",
                        inUserNamespace(Collections.nCopies(341, ROOT_ID).toArray(LinuxIdMapping[]::new))),
                arguments(
                        "/linux/timeOffsets: time namespace offsets specified,"
                                + " but time namespace isn't enabled in the config",
                        with(linux().putTimeOffsets("monotonic", new LinuxTimeOffset(1, 0)))),
                arguments(
                        "/linux/timeOffsets: time namespace enabled, but both namespace path and time offsets specified",
                        with(linux().addNamespaces(joined(LinuxNamespaceType.TIME, "/ns"))
                                .putTimeOffsets("monotonic", new LinuxTimeOffset(1, 0)))),
                arguments(
                        "/linux/timeOffsets/real~1time: unknown clock; must be monotonic or boottime",
                        with(linux().addNamespaces(namespace(LinuxNamespaceType.TIME))
                                .putTimeOffsets("real/time", new LinuxTimeOffset(1, 0)))),
                arguments(
                        "/linux/timeOffsets/boottime/nanosecs: 1000000000 is not in the range 0 to 999999999",
                        with(linux().addNamespaces(namespace(LinuxNamespaceType.TIME))
                                .putTimeOffsets("boottime", new LinuxTimeOffset(-1, 1_000_000_000)))));
    }

    static Stream<Arguments> devices() {
        LinuxDevice.Builder device =
                LinuxDevice.builder().type(LinuxDeviceType.CHARACTER).major(1).minor(3);
        return Stream.of(
                arguments(
                        "/linux/devices/0/path: \"dev/x\" is not an absolute path",
                        with(linux().addDevices(device.path("dev/x").build()))),
                arguments(
                        "/linux/devices/0/major: must be set",
                        with(linux().addDevices(LinuxDevice.builder()
                                .type(LinuxDeviceType.BLOCK)
                                .path("/dev/y")
                                .minor(1)
                                .build()))),
                arguments(
                        "/linux/devices/0/minor: 1048576 is not in the range 0 to 1048575",
                        with(linux().addDevices(LinuxDevice.builder()
                                .type(LinuxDeviceType.BLOCK)
                                .path("/dev/y")
                                .major(4095)
                                .minor(1_048_576)
                                .build()))),
                arguments(
                        "/linux/devices/0/fileMode: 65536 is not a file mode",
                        with(linux().addDevices(LinuxDevice.builder()
                                .type(LinuxDeviceType.FIFO)
                                .path("/dev/p")
                                .fileMode(0200000)
                                .build()))),
                arguments(
                        "/linux/devices/0/uid: 4294967295 is not in the range 0 to 4294967294",
                        with(linux().addDevices(LinuxDevice.builder()
                                .type(LinuxDeviceType.FIFO)
                                .path("/dev/p")
                                .uid(4_294_967_295L)
                                .build()))),
                arguments(
                        "/linux/resources/devices/1/access: device access at 1 field cannot be empty",
                        with(LinuxResources.builder()
                                .addDevices(
                                        LinuxDeviceCgroup.builder()
                                                .access("rwm")
                                                .build(),
                                        LinuxDeviceCgroup.builder().build()))),
                arguments(
                        "/linux/resources/devices/0/access: device access at 0 field cannot be empty",
                        with(LinuxResources.builder()
                                .addDevices(
                                        LinuxDeviceCgroup.builder().access("x").build()))),
                arguments(
                        "/linux/resources/devices/0/major: -2 is not a device number",
                        with(LinuxResources.builder()
                                .addDevices(LinuxDeviceCgroup.builder()
                                        .access("r")
                                        .major(-2)
                                        .minor(-1)
                                        .build()))),
                arguments(
                        "/linux/netDevices/eth1~10: invalid network device name \"eth1/0\"",
                        with(linux().putNetDevices(
                                        "eth1/0", LinuxNetDevice.builder().build()))),
                arguments(
                        "/linux/netDevices/eth1/name: invalid network device name \"sixteen-letters-\"",
                        with(linux().putNetDevices(
                                        "eth1",
                                        LinuxNetDevice.builder()
                                                .name("sixteen-letters-")
                                                .build()))),
                arguments(
                        "/linux/netDevices/eth%d: invalid network device name \"eth%d\"",
                        with(linux().putNetDevices("eth%d", netDevice("lan0")))),
                arguments(
                        "/linux/netDevices/eth1/name: invalid network device name \"lan%d%d\"",
                        with(linux().putNetDevices("eth1", netDevice("lan%d%d")))),
                arguments(
                        "/linux/netDevices/eth1/name: invalid network device name \"lan%s\"",
                        with(linux().putNetDevices("eth1", netDevice("lan%s")))),
                arguments(
                        "/linux/netDevices/eth2/name: duplicate network device name \"lan0\"",
                        with(linux().putNetDevices("eth1", netDevice("lan0"))
                                .putNetDevices("eth2", netDevice("lan0")))),
                arguments(
                        "/linux/netDevices/lan0: duplicate network device name \"lan0\"",
                        with(linux().putNetDevices("eth1", netDevice("lan0")).putNetDevices("lan0", netDevice("")))),
                arguments(
                        "/linux/netDevices: unable to move network devices without a NET namespace",
                        with(Linux.builder()
                                .addNamespaces(
                                        namespace(LinuxNamespaceType.MOUNT),
                                        namespace(LinuxNamespaceType.UTS),
                                        joined(LinuxNamespaceType.NETWORK, "/proc/1/ns/net"))
                                .putNetDevices("eth1", LinuxNetDevice.builder().build()))));
    }

    private static LinuxNetDevice netDevice(String name) {
        return LinuxNetDevice.builder().name(name).build();
    }

    @Test
    void acceptsNumberTemplatesOfNetworkDevices() {
        Configuration configuration = with(linux().putNetDevices("eth1", netDevice("lan%d"))
                        .putNetDevices("eth2", netDevice("lan%d")))
                .build();
        assertThat(ConfigurationValidator.validate(configuration, FakeHostQueries.root())
                        .list())
                .isEmpty();
    }

    static Stream<Arguments> sysctls() {
        Linux.Builder bare =
                Linux.builder().addNamespaces(namespace(LinuxNamespaceType.MOUNT), namespace(LinuxNamespaceType.UTS));
        return Stream.of(
                arguments(
                        "/linux/sysctl/kernel.msgmax: sysctl \"kernel.msgmax\" is not allowed in the hosts ipc namespace",
                        with(bare.sysctl(Map.of("kernel.msgmax", "1")))),
                arguments(
                        "/linux/sysctl/fs~1mqueue~1msg_max:"
                                + " sysctl \"fs.mqueue.msg_max\" is not allowed in the hosts ipc namespace",
                        with(bare.sysctl(Map.of("fs/mqueue/msg_max", "1")))),
                arguments(
                        "/linux/sysctl/net.ipv4.ip_forward:"
                                + " sysctl \"net.ipv4.ip_forward\" not allowed in host network namespace",
                        with(bare.sysctl(Map.of("net.ipv4.ip_forward", "1")))),
                arguments(
                        "/linux/sysctl/net.core.somaxconn:"
                                + " sysctl \"net.core.somaxconn\" not allowed in host network namespace",
                        with(Linux.builder()
                                .addNamespaces(
                                        namespace(LinuxNamespaceType.MOUNT),
                                        namespace(LinuxNamespaceType.UTS),
                                        joined(LinuxNamespaceType.NETWORK, "/proc/1/ns/net"))
                                .putSysctl("net.core.somaxconn", "1"))),
                arguments(
                        "/linux/sysctl/kernel.hostname: sysctl \"kernel.hostname\" is not allowed"
                                + " as it conflicts with the OCI \"hostname\" field",
                        with(linux().putSysctl("kernel.hostname", "x"))),
                arguments(
                        "/linux/sysctl/kernel~1domainname: sysctl \"kernel.domainname\" is not allowed"
                                + " as it conflicts with the OCI \"domainname\" field",
                        with(linux().putSysctl("kernel/domainname", "x")).domainname("example")),
                arguments(
                        "/linux/sysctl/user.max_user_namespaces:"
                                + " setting ucounts without a user namespace not allowed: user.max_user_namespaces",
                        with(linux().putSysctl("user.max_user_namespaces", "1"))),
                arguments(
                        "/linux/sysctl/vm.swappiness: sysctl \"vm.swappiness\" is not in a separate kernel namespace",
                        with(linux().putSysctl("vm.swappiness", "1"))),
                arguments(
                        "/linux/sysctl/net~1..~1kernel~1core_pattern:"
                                + " sysctl \"net/../kernel/core_pattern\" is not a valid name",
                        with(linux().putSysctl("net/../kernel/core_pattern", "|/x"))),
                arguments("/linux/sysctl/net.a: contains a null byte", with(linux().putSysctl("net.a", "\0"))));
    }

    static Stream<Arguments> resources() {
        return Stream.of(
                arguments(
                        "/linux/resources/memory/limit: -2 is less than -1, which means no limit",
                        with(LinuxResources.builder()
                                .memory(LinuxMemory.builder().limit(-2).build()))),
                arguments(
                        "/linux/resources/memory/swap: memory+swap limit should be >= memory limit",
                        with(LinuxResources.builder()
                                .memory(LinuxMemory.builder().limit(2).swap(1).build()))),
                arguments(
                        "/linux/resources/memory/swappiness: 101 is not in the range 0 to 100",
                        with(LinuxResources.builder()
                                .memory(LinuxMemory.builder().swappiness(101).build()))),
                arguments(
                        "/linux/resources/cpu/burst: 200 exceeds the quota 100",
                        with(LinuxResources.builder()
                                .cpu(LinuxCpu.builder().quota(100).burst(200).build()))),
                arguments(
                        "/linux/resources/cpu/idle: 2 is neither 0 nor 1",
                        with(LinuxResources.builder()
                                .cpu(LinuxCpu.builder().idle(2).build()))),
                arguments(
                        "/linux/resources/cpu/cpus: \"3-1\" is not a list such as 0-3,7",
                        with(LinuxResources.builder()
                                .cpu(LinuxCpu.builder().cpus("3-1").build()))),
                arguments(
                        "/linux/resources/cpu/mems: \"0,,1\" is not a list such as 0-3,7",
                        with(LinuxResources.builder()
                                .cpu(LinuxCpu.builder().mems("0,,1").build()))),
                arguments(
                        "/linux/resources/pids/limit: -5 is less than -1, which means no limit",
                        with(LinuxResources.builder()
                                .pids(LinuxPids.builder().limit(-5).build()))),
                arguments(
                        "/linux/resources/blockIO/weight: 9 is not in the range 10 to 1000",
                        with(LinuxResources.builder()
                                .blockIO(LinuxBlockIo.builder().weight(9).build()))),
                arguments(
                        "/linux/resources/hugepageLimits/0/pageSize: \"2M\" is not a size such as 2MB",
                        with(LinuxResources.builder().addHugepageLimits(new LinuxHugepageLimit("2M", 1)))),
                arguments(
                        "/linux/resources/unified/..~1x: \"../x\" is not the name of a cgroup file",
                        with(LinuxResources.builder().putUnified("../x", "1"))),
                arguments(
                        "/linux/resources/unified/cgroup.procs:"
                                + " is not a resource setting; writing it would move or kill host processes",
                        with(LinuxResources.builder().putUnified("cgroup.procs", "1"))));
    }

    static Stream<Arguments> seccomp() {
        LinuxSyscall.Builder notify = LinuxSyscall.builder()
                .action(LinuxSeccompAction.SCMP_ACT_NOTIFY)
                .addNames("open");
        return Stream.of(
                arguments(
                        "/linux/seccomp/defaultAction: must be set",
                        with(LinuxSeccomp.builder()
                                .addSyscalls(LinuxSyscall.builder()
                                        .action(LinuxSeccompAction.SCMP_ACT_LOG)
                                        .addNames("open")
                                        .build()))),
                arguments(
                        "/linux/seccomp/defaultAction: SCMP_ACT_NOTIFY cannot be used as default action",
                        with(LinuxSeccomp.builder().defaultAction(LinuxSeccompAction.SCMP_ACT_NOTIFY))),
                arguments(
                        "/linux/seccomp/defaultErrnoRet: SCMP_ACT_ALLOW does not accept an errno",
                        with(LinuxSeccomp.builder()
                                .defaultAction(LinuxSeccompAction.SCMP_ACT_ALLOW)
                                .defaultErrnoRet(1))),
                arguments(
                        "/linux/seccomp/syscalls/0/names: must contain at least one system call",
                        with(allowing(LinuxSyscall.builder().action(LinuxSeccompAction.SCMP_ACT_LOG)))),
                arguments(
                        "/linux/seccomp/syscalls/0/errnoRet: SCMP_ACT_KILL does not accept an errno",
                        with(allowing(LinuxSyscall.builder()
                                .action(LinuxSeccompAction.SCMP_ACT_KILL)
                                .addNames("open")
                                .errnoRet(1)))),
                arguments(
                        "/linux/seccomp/syscalls/0/args/0/index: 6 is not in the range 0 to 5",
                        with(allowing(LinuxSyscall.builder()
                                .action(LinuxSeccompAction.SCMP_ACT_ERRNO)
                                .errnoRet(1)
                                .addNames("open")
                                .addArgs(new LinuxSeccompArg(6, 0, 0, LinuxSeccompOperator.SCMP_CMP_EQ))))),
                arguments("/linux/seccomp/syscalls/0/action: seccomp listenerPath is not set", with(allowing(notify))),
                arguments(
                        "/linux/seccomp/syscalls/0/names: SCMP_ACT_NOTIFY cannot be used for the write syscall",
                        with(allowing(LinuxSyscall.builder()
                                        .action(LinuxSeccompAction.SCMP_ACT_NOTIFY)
                                        .addNames("write"))
                                .listenerPath("/s"))),
                arguments(
                        "/linux/seccomp/syscalls/0/names: SCMP_ACT_NOTIFY cannot be used for the sendmsg syscall",
                        with(allowing(LinuxSyscall.builder()
                                        .action(LinuxSeccompAction.SCMP_ACT_NOTIFY)
                                        .addNames("sendmsg"))
                                .listenerPath("/s"))),
                arguments(
                        "/linux/seccomp/flags: SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV requires a rule with SCMP_ACT_NOTIFY",
                        with(LinuxSeccomp.builder()
                                .defaultAction(LinuxSeccompAction.SCMP_ACT_ALLOW)
                                .flags(List.of(LinuxSeccompFlag.SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV)))));
    }

    static Stream<Arguments> others() {
        return Stream.of(
                arguments(
                        "/linux/maskedPaths/0: \"proc/kcore\" is not an absolute path",
                        with(linux().addMaskedPaths("proc/kcore"))),
                arguments(
                        "/linux/readonlyPaths: unable to restrict sys entries without a private MNT namespace",
                        configuration()
                                .root(new Root("r", false))
                                .mounts(List.of())
                                .linux(Linux.builder()
                                        .addNamespaces(namespace(LinuxNamespaceType.UTS))
                                        .addReadonlyPaths("/proc/sys")
                                        .build())),
                arguments("/linux/cgroupsPath: contains a null byte", with(linux().cgroupsPath("/a\0"))),
                arguments(
                        "/linux/intelRdt/closID: invalid intelRdt.ClosID \"a/b\"",
                        with(linux().intelRdt(
                                        LinuxIntelRdt.builder().closID("a/b").build()))));
    }

    @Test
    void acceptsTheSample() {
        assertThat(ConfigurationValidator.validate(configuration().build(), FakeHostQueries.root())
                        .list())
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.0.0", "1.0.2-dev", "1.0.0-rc5", "1.3.0+dev", "1.10.0-rc.1+build.5"})
    void acceptsVersions(String version) {
        Configuration configuration = configuration().ociVersion(version).build();

        assertThat(ConfigurationValidator.validate(configuration, FakeHostQueries.root())
                        .list())
                .isEmpty();
    }

    static Stream<Arguments> accepted() {
        return Stream.of(
                arguments("no process", configuration().process(Optional.empty())),
                arguments(
                        "no linux section",
                        Configuration.builder()
                                .ociVersion("1.0.0")
                                .root(new Root("r", false))
                                .process(process().build())),
                arguments(
                        "a bind of the host's /proc",
                        with(mount("/proc", "none", "rbind").source("/proc"))),
                arguments("an emulated file of procfs", with(mount("/proc/meminfo", "none", "bind"))),
                arguments("a relative destination", with(mount("data", "tmpfs"))),
                arguments("defaults on a bind", with(mount("/a", "none", "bind", "defaults", "sync"))),
                arguments(
                        "a fifo without numbers",
                        with(linux().addDevices(LinuxDevice.builder()
                                .type(LinuxDeviceType.FIFO)
                                .path("/dev/p")
                                .build()))),
                arguments(
                        "a path of several devices",
                        with(linux().addDevices(device("/dev/x", 3), device("/dev/x", 3), device("/dev//./x", 5)))),
                arguments(
                        "a domain name as a sysctl beside an empty one",
                        with(linux().putSysctl("kernel.domainname", "x")).domainname("")),
                arguments(
                        "sysctls of own namespaces",
                        with(linux().sysctl(Map.of(
                                "net/ipv4/conf/eth0.1/rp_filter", "1",
                                "kernel.shmmax", "1",
                                "kernel.domainname", "x")))),
                arguments("a user namespace", inUserNamespace()),
                arguments(
                        "a joined user namespace with its mappings",
                        with(linux().addNamespaces(joined(LinuxNamespaceType.USER, "/ns"))
                                .addUidMappings(ROOT_ID)
                                .addGidMappings(ROOT_ID))),
                arguments(
                        "unknown capabilities",
                        with(process()
                                .capabilities(LinuxCapabilities.builder()
                                        .addBounding("CAP_FLY")
                                        .build()))),
                arguments("a seccomp section without anything", with(LinuxSeccomp.builder())));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("accepted")
    void accepts(String what, Configuration.Builder configuration) {
        assertThat(ConfigurationValidator.validate(configuration.build(), FakeHostQueries.root())
                        .list())
                .as(what)
                .isEmpty();
    }

    static Stream<Arguments> rootless() {
        return Stream.of(
                arguments(
                        "/linux/namespaces: rootless container requires user namespaces; \"hexrun spec --rootless\" writes such a "
                                + "configuration",
                        configuration()),
                arguments(
                        "/process/user/additionalGids: cannot set any additional groups in a rootless container",
                        inUserNamespace()
                                .process(process()
                                        .user(User.builder()
                                                .addAdditionalGids(5L)
                                                .build())
                                        .build())),
                arguments(
                        "/mounts/1/options: cannot specify gid=1000 mount option for rootless container:"
                                + " the id is not mapped",
                        inUserNamespace()
                                .addMounts(mount("/dev/pts", "devpts", "uid=0", "gid=1000")
                                        .build())),
                arguments(
                        "/linux/netDevices: network devices are not supported for rootless containers",
                        configuration()
                                .linux(userNamespace(ROOT_ID)
                                        .putNetDevices(
                                                "eth1", LinuxNetDevice.builder().build())
                                        .build())));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rootless")
    void reportsSettingsThatRequireRoot(String problem, Configuration.Builder configuration) {
        assertThat(ConfigurationValidator.validate(configuration.build(), FakeHostQueries.user())
                        .list())
                .extracting(Problem::toString)
                .containsExactly(problem);
    }

    @Test
    void reportsNamespacesThatTheKernelLacks() {
        FakeHostQueries old = FakeHostQueries.root().with(Set.of(LinuxNamespaceType.MOUNT));

        assertThat(ConfigurationValidator.validate(configuration().build(), old).list())
                .extracting(Problem::toString)
                .contains("/linux/namespaces/0/type: pid namespaces aren't enabled in the kernel")
                .hasSize(4);
    }

    @Test
    void reportsAllProblemsAtOnce() {
        Configuration configuration = configuration()
                .ociVersion("0.1.0")
                .root(Optional.empty())
                .process(process().args(List.of()).cwd("x").env(List.of("A")).build())
                .addMounts(mount("/", "tmpfs").build(), mount("/x", "").build())
                .linux(linux().addNamespaces(namespace(LinuxNamespaceType.IPC))
                        .addMaskedPaths("x")
                        .putSysctl("vm.x", "1")
                        .build())
                .build();

        assertThat(ConfigurationValidator.validate(configuration, FakeHostQueries.root())
                        .list())
                .extracting(Problem::pointer)
                .containsExactly(
                        "/ociVersion",
                        "/root",
                        "/process/args",
                        "/process/cwd",
                        "/process/env/0",
                        "/mounts/1/destination",
                        "/mounts/2/type",
                        "/linux/namespaces/5/type",
                        "/linux/sysctl/vm.x",
                        "/linux/maskedPaths/0");
    }

    @Test
    void warnsAboutIgnoredSettings() {
        Configuration configuration = configuration()
                .process(process()
                        .capabilities(LinuxCapabilities.builder()
                                .addBounding("CAP_KILL", "CAP_FLY")
                                .build())
                        .build())
                .addMounts(mount("data", "tmpfs").build())
                .linux(linux().resources(LinuxResources.builder()
                                .memory(LinuxMemory.builder().kernel(5).build())
                                .cpu(LinuxCpu.builder().shares(5).idle(1).build())
                                .putUnified("cpu.weight", "5")
                                .putUnified("cpu.idle", "1\n")
                                .addDevices(LinuxDeviceCgroup.builder()
                                        .type(LinuxDeviceCgroupType.CHARACTER)
                                        .access("rwa")
                                        .build())
                                .addDevices(LinuxDeviceCgroup.builder()
                                        .access("rwm")
                                        .major(-1)
                                        .build())
                                .addDevices(LinuxDeviceCgroup.builder()
                                        .allow(true)
                                        .access("rwm")
                                        .major(1)
                                        .build())
                                .addDevices(LinuxDeviceCgroup.builder()
                                        .allow(true)
                                        .access("r")
                                        .build())
                                .build())
                        .build())
                .build();

        assertThat(ConfigurationValidator.warnings(configuration).list())
                .extracting(Problem::toString)
                .containsExactly(
                        "/process/capabilities/bounding: unknown capability \"CAP_FLY\" is ignored",
                        "/mounts/1/destination: \"data\" is interpreted relative to /",
                        "/linux/resources/memory/kernel: kernel memory limits are obsolete and ignored",
                        "/linux/resources/cpu/shares: unable to apply both shares and idle: the shares are ignored",
                        "/linux/resources/unified/cpu.weight: unable to apply both cpu.weight and cpu.idle: the weight is ignored",
                        "/linux/resources/devices/0/access: letters other than r, w and m are ignored in \"rwa\"",
                        "/linux/resources/devices/2: type \"a\" matches every device and access; major, minor and access"
                                + " are ignored",
                        "/linux/resources/devices/3: type \"a\" matches every device and access; major, minor and access"
                                + " are ignored");
        assertThat(ConfigurationValidator.warnings(configuration().build()).isEmpty())
                .isTrue();
        assertThat(ConfigurationValidator.resourceWarnings(LinuxResources.builder()
                                .cpu(LinuxCpu.builder().shares(5).idle(0).build())
                                .putUnified("cpu.weight", "5")
                                .putUnified("cpu.idle", "0")
                                .build())
                        .list())
                .isEmpty();
    }

    @Test
    void warnsAboutMountsThatPropagateToTheHost() {
        Linux.Builder shared = linux().rootfsPropagation(Propagation.RSHARED);
        Mount volume = mount("/vol", "none", "rbind", "rshared").source("/pool").build();
        Mount inner = mount("/vol/./a", "tmpfs").build();
        Mount inInner = mount("/vol/a/b", "tmpfs").build();
        Mount beside = mount("/volume", "tmpfs").build();
        Mount slave = mount("/vol", "none", "rbind", "rshared", "rslave")
                .source("/pool")
                .build();
        Mount[] mounts = {volume, inner, inInner, beside, slave, inner};

        assertThat(ConfigurationValidator.warnings(
                                with(shared).addMounts(mounts).build())
                        .list())
                .extracting(Problem::toString)
                .containsExactly(
                        "/mounts/2: is also mounted on the host: /mounts/1 is shared with the host",
                        "/mounts/5: is also mounted on the host: /mounts/1 is shared with the host");
        assertThat(ConfigurationValidator.warnings(
                                with(linux()).addMounts(mounts).build())
                        .list())
                .isEmpty();
    }

    private static LinuxDevice device(String path, long minor) {
        return LinuxDevice.builder()
                .type(LinuxDeviceType.CHARACTER)
                .path(path)
                .major(1)
                .minor(minor)
                .build();
    }

    @Test
    void warnsAboutDuplicateDevices() {
        LinuxDevice device = device("/dev/x", 3);
        LinuxDevice same = LinuxDevice.builder().from(device).path("/dev/./x").build();
        LinuxDevice other =
                LinuxDevice.builder().from(device).path("/dev//x").uid(5).build();

        assertThat(ConfigurationValidator.warnings(
                                with(linux().addDevices(device, same, other)).build())
                        .list())
                .extracting(Problem::toString)
                .containsExactly("/linux/devices/1: \"/dev/./x\" is set more than once: /linux/devices/2 is used");
    }

    private static Configuration.Builder with(Process.Builder process) {
        return configuration().process(process.build());
    }

    private static Configuration.Builder with(Linux.Builder linux) {
        return configuration().linux(linux.build());
    }

    private static Configuration.Builder with(LinuxResources.Builder resources) {
        return with(linux().resources(resources.build()));
    }

    private static Configuration.Builder with(LinuxSeccomp.Builder seccomp) {
        return with(linux().seccomp(seccomp.build()));
    }

    private static Configuration.Builder with(Mount.Builder mount) {
        return configuration().addMounts(mount.build());
    }

    private static Configuration.Builder with(Hooks.Builder hooks) {
        return configuration().hooks(hooks.build());
    }

    private static LinuxSeccomp.Builder allowing(LinuxSyscall.Builder rule) {
        return LinuxSeccomp.builder()
                .defaultAction(LinuxSeccompAction.SCMP_ACT_ALLOW)
                .addSyscalls(rule.build());
    }

    private static Configuration.Builder scheduled(SchedulerPolicy policy, int nice, int priority) {
        return with(process()
                .scheduler(Scheduler.builder()
                        .policy(policy)
                        .nice(nice)
                        .priority(priority)
                        .build()));
    }

    private static Linux.Builder policy(MemoryPolicyMode mode, String nodes) {
        return linux().memoryPolicy(
                        LinuxMemoryPolicy.builder().mode(mode).nodes(nodes).build());
    }

    private static LinuxNamespace joined(LinuxNamespaceType type, String path) {
        return LinuxNamespace.builder().type(type).path(path).build();
    }

    private static Configuration.Builder inUserNamespace() {
        return inUserNamespace(ROOT_ID);
    }

    private static Configuration.Builder inUserNamespace(LinuxIdMapping... uids) {
        return configuration().linux(userNamespace(uids).build());
    }

    private static Linux.Builder userNamespace(LinuxIdMapping... uids) {
        return linux().addNamespaces(namespace(LinuxNamespaceType.USER))
                .addUidMappings(uids)
                .addGidMappings(ROOT_ID);
    }

    /** Engines match the message of a program that is not found, {@code exec: "": executable file not found in $PATH}. */
    @Test
    void acceptsAnEmptyProgramName() {
        Configuration configuration = configuration()
                .process(process().args(List.of("", "x")).build())
                .build();
        assertThat(ConfigurationValidator.validate(configuration, FakeHostQueries.root())
                        .list())
                .isEmpty();
    }

    @Test
    void ignoresOptionsOfVolumesThatClientsPassWithBindMounts() {
        Configuration configuration = configuration()
                .addMounts(mount("/a", "bind", "rbind", "nocopy").build())
                .addMounts(mount("/b", "none", "bind", "copy").build())
                .build();
        assertThat(ConfigurationValidator.validate(configuration, FakeHostQueries.root())
                        .list())
                .isEmpty();
    }

    /** Some clients list all capabilities as ambient and none as inheritable, and show the warnings to their user. */
    @Test
    void warnsOnceAboutAmbientCapabilitiesThatCannotBeRaised() {
        LinuxCapabilities.Builder sets = LinuxCapabilities.builder()
                .addPermitted("CAP_CHOWN", "CAP_KILL")
                .addAmbient("CAP_CHOWN");
        assertThat(warningsOf(sets.build()))
                .containsExactly(
                        "/process/capabilities/ambient: can't raise ambient capability CAP_CHOWN: it is not both permitted and inheritable");
        assertThat(warningsOf(sets.addAmbient("CAP_KILL").build()))
                .containsExactly("/process/capabilities/ambient: can't raise ambient capabilities CAP_CHOWN, CAP_KILL:"
                        + " they are not both permitted and inheritable");
        assertThat(warningsOf(sets.addInheritable("CAP_CHOWN", "CAP_KILL").build()))
                .isEmpty();
    }

    private static List<String> warningsOf(LinuxCapabilities sets) {
        return ConfigurationValidator.warnings(configuration()
                        .process(process().capabilities(sets).build())
                        .build())
                .list()
                .stream()
                .map(Problem::toString)
                .toList();
    }

    @Test
    void warnsAboutCapabilitiesThatTheRuntimeDoesNotHave() {
        LinuxCapabilities sets = LinuxCapabilities.builder()
                .addBounding("CAP_CHOWN", "CAP_SYS_RESOURCE")
                .addEffective("CAP_CHOWN", "CAP_KILL")
                .addPermitted("CAP_CHOWN")
                .build();
        Configuration configuration =
                configuration().process(process().capabilities(sets).build()).build();
        long all = -1;
        assertThat(ConfigurationValidator.ungrantableCapabilities(configuration, all)
                        .list())
                .isEmpty();
        assertThat(ConfigurationValidator.ungrantableCapabilities(configuration, ~(1L << 24))
                        .list())
                .containsExactly(new Problem(
                        "/process/capabilities", "CAP_SYS_RESOURCE cannot be granted: the runtime does not have it"));
        Configuration own = Configuration.builder()
                .from(configuration)
                .linux(Linux.builder()
                        .addNamespaces(LinuxNamespace.builder()
                                .type(LinuxNamespaceType.USER)
                                .build())
                        .build())
                .build();
        assertThat(ConfigurationValidator.ungrantableCapabilities(own, 0).list())
                .isEmpty();
        assertThat(ConfigurationValidator.processWarnings(configuration).list())
                .containsExactly(
                        new Problem("/process/capabilities/effective", "CAP_KILL is ignored: it is not permitted"));
    }
}
