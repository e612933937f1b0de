package dev.hexrun.app.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hexrun.app.adapters.Adapters;
import dev.hexrun.app.command.CommandContext;
import dev.hexrun.app.command.RuntimeSettings;
import dev.hexrun.app.world.FakeProvider;
import dev.hexrun.app.world.FakeProviders;
import dev.hexrun.domain.config.Configuration;
import dev.hexrun.domain.config.Linux;
import dev.hexrun.domain.config.LinuxCpu;
import dev.hexrun.domain.config.LinuxMemory;
import dev.hexrun.domain.config.LinuxNamespace;
import dev.hexrun.domain.config.LinuxPids;
import dev.hexrun.domain.config.LinuxResources;
import dev.hexrun.domain.config.LinuxSeccomp;
import dev.hexrun.domain.config.LinuxSeccompAction;
import dev.hexrun.domain.config.Mount;
import dev.hexrun.domain.failure.ContainerException;
import dev.hexrun.domain.namespace.LinuxNamespaceType;
import dev.hexrun.port.host.Host;
import dev.hexrun.port.provider.HostProvider;
import dev.hexrun.port.seccomp.SeccompCompiler;
import dev.hexrun.port.seccomp.SeccompCompilerProvider;
import dev.hexrun.testkit.host.FakeHost;
import dev.hexrun.testkit.host.FakeHostFiles;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HostChecksTest {

    private static final LinuxResources MEMORY_AND_PIDS = LinuxResources.builder()
            .memory(LinuxMemory.builder().limit(1 << 20).build())
            .pids(LinuxPids.builder().limit(5).build())
            .build();

    private static final Path BUNDLE = Path.of("/bundle");

    private final FakeHostFiles files = new FakeHostFiles();
    private FakeHost facts = FakeHost.root().withFiles(files);
    private boolean compiles = true;

    private List<String> problems(Configuration configuration) {
        Adapters adapters = new Adapters(new FakeProviders(List.of(new Hosts(), new Compiler())), Map.of());
        CommandContext context = new CommandContext(List.of(), Map.of(), Optional.of(BUNDLE), 77, 0, 0, 022);
        RuntimeSettings settings = new RuntimeSettings(Optional.empty(), RuntimeSettings.CgroupUse.DRIVER);
        return new HostChecks(adapters, new CallerHost(adapters, context, settings), context, settings)
                .check(configuration, BUNDLE).list().stream()
                        .map(problem -> problem.pointer() + ": " + problem.message())
                        .toList();
    }

    private List<String> problems(Linux.Builder linux) {
        return problems(Configuration.builder().linux(linux.build()).build());
    }

    @Test
    void findsMissingControllersOfV1() {
        facts = facts.withMounts("30 21 0:25 / /sys/fs/cgroup/pids rw - cgroup cgroup rw,pids");
        assertThat(problems(Linux.builder().resources(MEMORY_AND_PIDS)))
                .containsExactly(
                        "/linux/resources/memory/limit: the cgroup controller memory is not available on this host");
        assertThat(problems(Linux.builder()
                        .resources(LinuxResources.builder()
                                .putUnified("memory.max", "1")
                                .build())))
                .containsExactly("/linux/resources/unified: cgroup v2 is not mounted");
    }

    /** In a container without a cgroup namespace, the root of the mount is the container's cgroup. */
    @Test
    void findsTheControllersOfV2_withAnyMountRoot() {
        files.file("/sys/fs/cgroup/cgroup.controllers", "cpu pids\n");
        for (String root : List.of("/", "/system.slice/outer", "/../..")) {
            facts = facts.withMounts("30 21 0:25 " + root + " /sys/fs/cgroup rw - cgroup2 cgroup2 rw");
            assertThat(problems(Linux.builder().resources(MEMORY_AND_PIDS)))
                    .containsExactly(
                            "/linux/resources/memory/limit: the cgroup controller memory is not available on this host");
        }
    }

    @Test
    void findsOfflineCpusAndMemoryNodes() {
        files.file("/sys/devices/system/cpu/online", "0-3\n");
        files.file("/sys/devices/system/node/online", "0\n");
        facts = facts.withMounts("30 21 0:25 / /sys/fs/cgroup/cpuset rw - cgroup cgroup rw,cpuset");
        LinuxResources resources = LinuxResources.builder()
                .cpu(LinuxCpu.builder().cpus("0,7000").mems("0,1023").build())
                .build();
        assertThat(problems(Linux.builder().resources(resources)))
                .containsExactly(
                        "/linux/resources/cpu/cpus: 0,7000 is more than this host has: 0-3"
                                + " (/sys/devices/system/cpu/online)",
                        "/linux/resources/cpu/mems: 0,1023 is more than this host has: 0"
                                + " (/sys/devices/system/node/online)");
    }

    @Test
    void findsUnsupportedFileSystems() {
        Configuration configuration = Configuration.builder()
                .addMounts(
                        mount("tmpfs"), mount("btrfs"), mount("cgroup"), mount("bind", "bind"), mount("x", "remount"))
                .build();
        assertThat(problems(configuration))
                .containsExactly("/mounts/1/type: the kernel does not list the file system btrfs;"
                        + " its module may not be loaded");
    }

    private static Mount mount(String type, String... options) {
        return Mount.builder()
                .destination("/mnt")
                .type(type)
                .source("/")
                .addOptions(options)
                .build();
    }

    @Test
    void findsInvalidSeccompProfiles_andMissingListeners() {
        LinuxSeccomp profile = LinuxSeccomp.builder()
                .defaultAction(LinuxSeccompAction.SCMP_ACT_ALLOW)
                .listenerPath(BUNDLE + "/listener")
                .build();
        assertThat(problems(Linux.builder().seccomp(profile)))
                .containsExactly(
                        "/linux/seccomp/listenerPath: stat " + BUNDLE + "/listener: no such file or directory");
        compiles = false;
        assertThat(problems(Linux.builder().seccomp(profile))).contains("/linux/seccomp: unknown architecture");
        // A profile without a default action has no filter.
        assertThat(problems(Linux.builder().seccomp(LinuxSeccomp.builder().build())))
                .isEmpty();
    }

    @Test
    void doesNotCheckNetworkSysctlsOfAJoinedNamespace() {
        Map<String, String> sysctls = Map.of("net.ipv4.conf.nosuch0.forwarding", "1", "kernel.nosuch", "1");
        String kernel = "/linux/sysctl/kernel.nosuch: /proc/sys/kernel/nosuch: no such file or directory";
        String network = "/linux/sysctl/net.ipv4.conf.nosuch0.forwarding: "
                + "/proc/sys/net/ipv4/conf/nosuch0/forwarding: no such file or directory";
        assertThat(problems(Linux.builder().sysctl(sysctls))).containsExactlyInAnyOrder(kernel, network);
        assertThat(problems(Linux.builder().sysctl(sysctls).addNamespaces(network(""))))
                .containsExactlyInAnyOrder(kernel, network);
        files.file("/run/netns/blue", "");
        facts = facts.withMounts("30 21 0:4 net:[4026531840] /run/netns/blue rw - nsfs nsfs rw");
        assertThat(problems(Linux.builder().sysctl(sysctls).addNamespaces(network("/run/netns/blue"))))
                .containsExactly(kernel);
    }

    private static LinuxNamespace network(String path) {
        return LinuxNamespace.builder()
                .type(LinuxNamespaceType.NETWORK)
                .path(path)
                .build();
    }

    private final class Hosts extends FakeProvider implements HostProvider {

        @Override
        public Host create() {
            return facts;
        }
    }

    private final class Compiler extends FakeProvider implements SeccompCompilerProvider, SeccompCompiler {

        @Override
        public SeccompCompiler create(Host host) {
            return this;
        }

        @Override
        public List<Long> compile(LinuxSeccomp profile) {
            if (!compiles) {
                throw new ContainerException("unknown architecture");
            }
            return List.of(1L);
        }

        @Override
        public String fingerprint() {
            return "";
        }
    }
}
