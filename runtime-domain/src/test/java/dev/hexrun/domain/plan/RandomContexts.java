package dev.hexrun.domain.plan;

import dev.hexrun.domain.config.Box;
import dev.hexrun.domain.config.Configuration;
import dev.hexrun.domain.config.Hook;
import dev.hexrun.domain.config.Hooks;
import dev.hexrun.domain.config.Linux;
import dev.hexrun.domain.config.LinuxCapabilities;
import dev.hexrun.domain.config.LinuxDevice;
import dev.hexrun.domain.config.LinuxDeviceType;
import dev.hexrun.domain.config.LinuxIdMapping;
import dev.hexrun.domain.config.LinuxSeccomp;
import dev.hexrun.domain.config.LinuxSeccompAction;
import dev.hexrun.domain.config.PosixRlimit;
import dev.hexrun.domain.config.Process;
import dev.hexrun.domain.config.Root;
import dev.hexrun.domain.config.User;
import dev.hexrun.domain.mount.Propagation;
import dev.hexrun.domain.namespace.LinuxNamespaceType;
import dev.hexrun.domain.plan.LaunchContext.Options;
import dev.hexrun.domain.plan.LaunchContext.StartMode;
import dev.hexrun.domain.rlimit.Rlimit;
import dev.hexrun.domain.seccomp.SeccompFilter;
import dev.hexrun.domain.state.ContainerId;
import dev.hexrun.domain.step.ContributedSteps;
import dev.hexrun.domain.step.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** Random contexts of plans: configurations that the validator accepts, hosts, and options of the command line. */
final class RandomContexts {

    private static final List<String> TARGETS =
            List.of("/proc", "/proc/stat", "/sys", "/dev", "/dev/pts", "/dev/shm", "/data", "/data/deep", "/run");
    private static final List<String> TYPES = List.of("bind", "tmpfs", "proc", "sysfs", "cgroup", "devpts", "");
    private static final List<String> OPTIONS = List.of(
            "ro",
            "rw",
            "nosuid",
            "rbind",
            "bind",
            "rshared",
            "rslave",
            "private",
            "tmpcopyup",
            "rro",
            "remount",
            "idmap");
    private static final List<String> CAPABILITIES = List.of("CAP_KILL", "CAP_SYS_ADMIN", "CAP_CHOWN", "CAP_NET_RAW");
    private static final long ALLOW_ALL = 0x7fff_0000_0000_0006L;
    private static final int NEW_LISTENER = 8;

    private final Random random;

    RandomContexts(Random random) {
        this.random = random;
    }

    LaunchContext launch() {
        boolean unified = random.nextBoolean();
        CgroupMountView.Hierarchy v1 = new CgroupMountView.Hierarchy("cpu", List.of("cpu"), "/sys/fs/cgroup/cpu/web");
        CgroupMountView.Hierarchy v2 = new CgroupMountView.Hierarchy("", List.of(), "/sys/fs/cgroup/web");
        Configuration configuration = configuration();
        return LaunchContext.builder()
                .id(ContainerId.of("web"))
                .bundle("/bundle")
                .rootfs("/bundle/rootfs")
                .configuration(configuration)
                .start(random.nextBoolean() ? StartMode.LATER : StartMode.IMMEDIATE)
                .startFifo("/run/hexrun/web/exec.fifo")
                .host(host())
                .cgroups(new CgroupMountView(unified, List.of(unified ? v2 : v1)))
                .notifyDirectory(sometimes("/run/hexrun/web/notify"))
                .pidFile(sometimes("/run/web.pid"))
                .joinCgroupSteps(joinCgroup())
                .deviceSteps(
                        unified
                                ? List.of(ContributedSteps.attachDeviceProgram("/sys/fs/cgroup/web", List.of(1L)))
                                : List.of())
                .filter(filter(configuration))
                .addCallerEnvironment("CALLER=environment")
                .options(new Options(random.nextBoolean(), random.nextBoolean(), streams()))
                .build();
    }

    ExecContext exec() {
        Configuration configuration = configuration();
        return ExecContext.builder()
                .id(ContainerId.of("web"))
                .rootfs("/bundle/rootfs")
                .initPid(7)
                .initStart(99)
                .ownMounts(random.nextBoolean())
                .keyring(random.nextBoolean())
                .privileged(random.nextBoolean())
                .joinCgroupSteps(joinCgroup())
                .process(configuration.process().orElseThrow())
                .linux(configuration.linux().orElseThrow())
                .filter(filter(configuration))
                .pidFile(sometimes("/run/job.pid"))
                .state(new HookState("1.3.0", ContainerId.of("web"), "/bundle", Map.of(), 7))
                .streams(streams())
                .build();
    }

    private Configuration configuration() {
        Linux.Builder linux = Linux.builder();
        boolean mounts = false;
        for (LinuxNamespaceType type : LinuxNamespaceType.values()) {
            int choice = random.nextInt(3);
            if (choice == 0) {
                linux.addNamespaces(SampleContexts.newNamespace(type));
            } else if (choice == 1) {
                linux.addNamespaces(SampleContexts.joined(type, "/run/ns/" + type.procName()));
            }
            mounts |= type == LinuxNamespaceType.MOUNT && choice < 2;
        }
        if (random.nextBoolean()) {
            linux.addUidMappings(new LinuxIdMapping(0, 100_000, 65_536));
            linux.addGidMappings(new LinuxIdMapping(0, 100_000, 65_536));
        }
        Configuration.Builder configuration = Configuration.builder()
                .ociVersion("1.3.0")
                .process(process())
                .root(new Root("rootfs", mounts && random.nextBoolean()));
        if (mounts) {
            for (int i = random.nextInt(6); i > 0; i--) {
                String target = any(TARGETS);
                configuration.addMounts(SampleContexts.mount(target, type(target), "/src", options()));
            }
            for (int i = random.nextInt(3); i > 0; i--) {
                linux.addMaskedPaths(any(TARGETS));
                linux.addReadonlyPaths(any(TARGETS));
            }
            if (random.nextBoolean()) {
                linux.rootfsPropagation(any(List.of(Propagation.values())));
            }
        }
        if (random.nextBoolean()) {
            linux.addDevices(LinuxDevice.builder()
                    .path("/dev/fuse")
                    .type(LinuxDeviceType.CHARACTER)
                    .major(10)
                    .minor(229)
                    .build());
        }
        if (random.nextBoolean()) {
            linux.seccomp(LinuxSeccomp.builder()
                    .defaultAction(LinuxSeccompAction.SCMP_ACT_ALLOW)
                    .listenerPath("/run/agent.sock")
                    .build());
        }
        if (random.nextBoolean()) {
            configuration.hostname("web");
            linux.putSysctl("net.ipv4.ip_forward", "1");
        }
        if (random.nextBoolean()) {
            configuration.hooks(hooks());
        }
        return configuration.linux(linux.build()).build();
    }

    private Process process() {
        Process.Builder process = Process.builder()
                .addArgs("sh")
                .cwd(random.nextBoolean() ? "/" : "/srv")
                .noNewPrivileges(random.nextBoolean())
                .terminal(random.nextBoolean())
                .user(User.builder()
                        .uid(random.nextInt(2) * 1000L)
                        .gid(random.nextInt(2) * 1000L)
                        .build());
        if (random.nextBoolean()) {
            process.addEnv("HOME=/root", "PATH=/bin");
        }
        if (random.nextBoolean()) {
            process.consoleSize(new Box(24, 80));
        }
        if (random.nextBoolean()) {
            process.oomScoreAdj(5);
        }
        if (random.nextBoolean()) {
            process.addRlimits(new PosixRlimit(Rlimit.RLIMIT_NOFILE, random.nextInt(100), 1024));
        }
        if (random.nextBoolean()) {
            process.capabilities(LinuxCapabilities.builder()
                    .addAllBounding(CAPABILITIES)
                    .addAllEffective(capabilities())
                    .addAllPermitted(capabilities())
                    .addAllInheritable(capabilities())
                    .addAllAmbient(capabilities())
                    .build());
        }
        return process.build();
    }

    private Hooks hooks() {
        Hook hook = Hook.builder().path("/bin/hook").build();
        Hooks.Builder hooks = Hooks.builder();
        for (int i = random.nextInt(3); i > 0; i--) {
            hooks.addPrestart(hook).addCreateRuntime(hook).addCreateContainer(hook);
        }
        for (int i = random.nextInt(3); i > 0; i--) {
            hooks.addStartContainer(hook).addPoststart(hook);
        }
        return hooks.build();
    }

    private HostProperties host() {
        boolean privileged = random.nextBoolean();
        int uid = privileged ? 0 : random.nextInt(2) * 1000;
        return new HostProperties(privileged, uid, uid, "/usr/bin/newuidmap", "", random.nextBoolean());
    }

    private Optional<SeccompFilter> filter(Configuration configuration) {
        if (random.nextInt(3) == 0) {
            return Optional.empty();
        }
        boolean listener = configuration.linux().orElseThrow().seccomp().isPresent() && random.nextInt(4) == 0;
        return Optional.of(new SeccompFilter(List.of(ALLOW_ALL), listener ? NEW_LISTENER : 0, "x86_64"));
    }

    private List<Step> joinCgroup() {
        return switch (random.nextInt(3)) {
            case 0 -> List.of();
            case 1 -> List.of(ContributedSteps.joinCgroupV2("/sys/fs/cgroup/web"));
            default -> List.of(ContributedSteps.joinCgroupV1("/sys/fs/cgroup/cpu/web"));
        };
    }

    private ProcessStreams streams() {
        return new ProcessStreams(
                sometimes("/run/console.sock"), sometimes("/run/pidfd.sock"), random.nextInt(3), random.nextInt(3));
    }

    private Optional<String> sometimes(String value) {
        return random.nextInt(3) == 0 ? Optional.of(value) : Optional.empty();
    }

    /**
     * Returns the type of a mount: the validator accepts only a procfs on {@code /proc}, and bind mounts of some files
     * below it.
     */
    private String type(String target) {
        return target.equals("/proc") ? "proc" : target.startsWith("/proc/") ? "bind" : any(TYPES);
    }

    private String[] options() {
        String[] options = new String[random.nextInt(4)];
        for (int i = 0; i < options.length; i++) {
            options[i] = any(OPTIONS);
        }
        return options;
    }

    private List<String> capabilities() {
        List<String> chosen = new ArrayList<>(CAPABILITIES);
        chosen.removeIf(capability -> random.nextBoolean());
        return chosen;
    }

    private <T> T any(List<T> values) {
        return values.get(random.nextInt(values.size()));
    }
}
