package dev.hexrun.app.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hexrun.app.adapters.Adapters;
import dev.hexrun.app.command.CommandContext;
import dev.hexrun.app.command.RuntimeSettings;
import dev.hexrun.app.command.RuntimeSettings.CgroupUse;
import dev.hexrun.app.host.CallerHost;
import dev.hexrun.app.world.FakeProvider;
import dev.hexrun.app.world.FakeProviders;
import dev.hexrun.domain.capability.Capability;
import dev.hexrun.domain.config.LinuxIdMapping;
import dev.hexrun.domain.failure.ContainerException;
import dev.hexrun.domain.idmap.IdMap;
import dev.hexrun.port.bundle.BundleReader;
import dev.hexrun.port.bundle.BundleReaderProvider;
import dev.hexrun.port.cgroup.CgroupDriver;
import dev.hexrun.port.cgroup.CgroupDriverContext;
import dev.hexrun.port.cgroup.CgroupDriverProvider;
import dev.hexrun.port.host.Host;
import dev.hexrun.port.json.JsonFormat;
import dev.hexrun.port.json.JsonFormatProvider;
import dev.hexrun.port.launch.CommandChannel;
import dev.hexrun.port.launch.ContainerLauncher;
import dev.hexrun.port.launch.ContainerLauncherProvider;
import dev.hexrun.port.policy.PlanPolicy;
import dev.hexrun.port.policy.PlanPolicyContext;
import dev.hexrun.port.policy.PlanPolicyProvider;
import dev.hexrun.port.provider.HostProvider;
import dev.hexrun.port.provider.Provider;
import dev.hexrun.port.provider.SpiVersion;
import dev.hexrun.port.provider.Usability;
import dev.hexrun.port.seccomp.SeccompCompiler;
import dev.hexrun.port.seccomp.SeccompCompilerProvider;
import dev.hexrun.port.security.SecurityModule;
import dev.hexrun.port.security.SecurityModuleProvider;
import dev.hexrun.port.state.StateStore;
import dev.hexrun.port.state.StateStoreProvider;
import dev.hexrun.testkit.host.FakeHost;
import dev.hexrun.testkit.host.FakeHostFiles;
import dev.hexrun.testkit.host.FakeProcessTable;
import dev.hexrun.testkit.state.InMemoryStateStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DiagnoseHostTest {

    private static final String PROC = "22 21 0:5 / /proc rw shared:1 - proc proc rw";
    private static final String CGROUP2 = "27 21 0:24 / /sys/fs/cgroup rw shared:9 - cgroup2 cgroup2 rw";
    private static final Path HOME = Path.of("/usr/lib/hexrun");

    private final FakeHostFiles files = new FakeHostFiles();
    private final FakeProcessTable processes = new FakeProcessTable();
    private final Map<String, String> environment = new HashMap<>(Map.of("PATH", "/usr/bin"));
    private final List<Provider> providers = new ArrayList<>();
    private FakeHost host =
            FakeHost.root().withFiles(files).withProcesses(processes).withMounts(PROC, CGROUP2);
    private Map<String, String> choices = Map.of();
    private RuntimeSettings settings = new RuntimeSettings(Optional.empty(), CgroupUse.DRIVER);
    private Path root = Path.of("/run/hexrun");
    private Optional<String> refusal = Optional.empty();
    private int uid;

    @BeforeEach
    void createHost() {
        files.file("/proc/sys/user/max_user_namespaces", "31000");
        files.file("/proc/sys/kernel/seccomp/actions_avail", "kill_process errno allow");
        files.file("/sys/fs/cgroup/cgroup.controllers", "cpuset cpu io memory pids");
        files.file("/proc/self/maps", "7f00-7f01 r--p 0 00:01 2   /usr/lib/hexrun/lib/hexrun.aot");
        files.file("/usr/lib/hexrun/lib/hexrun.aot", "");
        files.file("/run/systemd/private", "");
        files.directory("/run/hexrun");
        providers.addAll(List.of(
                new Readers(),
                new Drivers(),
                new Launchers(),
                new Formats(),
                new Stores(),
                new Compilers(),
                new Modules()));
    }

    /** Turns the host into that of an ordinary user, on which everything works. */
    private void actAsUser() {
        uid = 1000;
        root = Path.of("/run/user/1000/hexrun");
        host = host.withUser(1000, 1000).withOwnCgroups("0::/user.slice");
        processes.user(1000, "me");
        environment.put("XDG_RUNTIME_DIR", "/run/user/1000");
        files.directory("/run/user/1000");
        files.file("/run/user/1000/systemd/private", "");
        files.executable("/usr/bin/newuidmap");
        files.executable("/usr/bin/newgidmap");
        files.file("/etc/subuid", "me:100000:65536");
        files.file("/etc/subgid", "1000:100000:65536");
        files.file("/sys/fs/cgroup/user.slice/cgroup.controllers", "cpuset cpu io memory pids");
        files.file("/sys/fs/cgroup/user.slice/cgroup.procs", "");
    }

    private Diagnosis diagnose() {
        List<Provider> all = new ArrayList<>(providers);
        all.add(new Hosts());
        Adapters adapters = new Adapters(new FakeProviders(all), choices);
        CommandContext context = new CommandContext(List.of(), environment, Optional.of(Path.of("/")), 1, uid, uid, 0);
        return new DiagnoseHost(adapters, new CallerHost(adapters, context, settings), context, settings, () -> {
                    if (refusal.isPresent()) {
                        throw new ContainerException(refusal.get());
                    }
                    return new InMemoryStateStore();
                })
                .diagnose(Optional.of(HOME), root);
    }

    private Finding find(String name) {
        return diagnose().findings().stream()
                .filter(finding -> finding.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private void assertFinding(String name, Verdict verdict, String detail, String advice) {
        Diagnosis diagnosis = diagnose();
        Finding finding = find(name);
        assertThat(finding.verdict()).as(finding.toString()).isEqualTo(verdict);
        assertThat(finding.detail()).contains(detail);
        assertThat(finding.advice()).contains(advice);
        assertThat(diagnosis.canRun()).isEqualTo(verdict != Verdict.FAILS);
    }

    @Test
    void findsNothingOnAHostForRoot() {
        Diagnosis diagnosis = diagnose();
        assertThat(diagnosis.caller()).isEqualTo("root");
        assertThat(diagnosis.canRun()).isTrue();
        assertThat(diagnosis.findings())
                .allSatisfy(finding ->
                        assertThat(finding.verdict()).as(finding.toString()).isIn(Verdict.WORKS, Verdict.INFORMATION));
        assertThat(diagnosis.findings())
                .extracting(Finding::name)
                .containsExactly(
                        "kernel",
                        "privileges",
                        "namespaces",
                        "user-namespaces",
                        "subordinate-ids",
                        "file-systems",
                        "procfs",
                        "cgroups",
                        "cgroup-controllers",
                        "cgroup-delegation",
                        "systemd",
                        "seccomp",
                        "security-modules",
                        "adapters",
                        "state-root",
                        "start-up-cache",
                        "clients");
    }

    @Test
    void findsNothingOnAHostForAUser() {
        actAsUser();
        Diagnosis diagnosis = diagnose();
        assertThat(diagnosis.caller()).isEqualTo("user me (1000)");
        assertThat(diagnosis.findings())
                .allSatisfy(finding ->
                        assertThat(finding.verdict()).as(finding.toString()).isIn(Verdict.WORKS, Verdict.INFORMATION));
        assertThat(find("subordinate-ids").detail())
                .isEqualTo("65536 user ids and 65536 group ids, mapped by /usr/bin/newuidmap");
    }

    @Test
    void givesAdviceForEverythingThatDoesNotWork() {
        actAsUser();
        files.file("/proc/sys/user/max_user_namespaces", "0");
        files.file("/etc/subuid", "");
        files.readOnly("/sys/fs/cgroup/user.slice");
        files.readOnly("/run/user/1000");
        providers.clear();
        assertThat(diagnose().findings())
                .filteredOn(finding -> finding.verdict() == Verdict.FAILS || finding.verdict() == Verdict.LIMITED)
                .hasSizeGreaterThan(4)
                .allSatisfy(finding -> assertThat(finding.advice()).isNotEmpty());
    }

    @ParameterizedTest
    @CsvSource({
        "5.13.19-generic, false",
        "4.18.0-553.el8, false",
        "5.14.0-1, true",
        "6.12.107, true",
        "7, true",
        "x.y, true"
    })
    void requiresTheOldestSupportedKernel(String release, boolean works) {
        host = host.withKernel(release, "x86_64");
        assertFinding("kernel", works ? Verdict.WORKS : Verdict.FAILS, release, works ? "" : "install a newer kernel");
    }

    @Test
    void reportsMissingNamespaces() {
        host = host.withNamespaces("mnt", "pid", "net", "ipc", "uts", "cgroup", "user");
        assertFinding("namespaces", Verdict.LIMITED, "of the types time", "CONFIG_NAMESPACES");
        host = host.withNamespaces("mnt", "net");
        assertFinding("namespaces", Verdict.FAILS, "pid, ipc, uts", "");
    }

    @Test
    void reportsMissingFileSystems() {
        host = host.withFileSystems("proc", "sysfs", "tmpfs", "devpts");
        assertFinding("file-systems", Verdict.LIMITED, "does not list mqueue", "CONFIG_POSIX_MQUEUE");
    }

    @Test
    void reportsMissingCapabilitiesOfRoot() {
        host = host.withCapabilities(~(1L << Capability.CAP_MKNOD.number()));
        assertFinding("privileges", Verdict.LIMITED, "root without CAP_MKNOD", "--privileged");
        host = host.withCapabilities(0x00000000a80425fbL);
        assertFinding("privileges", Verdict.FAILS, "CAP_SYS_ADMIN", "--privileged");
    }

    @Test
    void reportsDisabledUserNamespaces() {
        files.file("/proc/sys/user/max_user_namespaces", "0");
        assertFinding("user-namespaces", Verdict.LIMITED, "max_user_namespaces is 0", "sysctl -w user.max_user");
        actAsUser();
        assertFinding("user-namespaces", Verdict.FAILS, "max_user_namespaces is 0", "sysctl -w user.max_user");
    }

    @Test
    void reportsTheSysctlOfDebianToUsersOnly() {
        files.file("/proc/sys/kernel/unprivileged_userns_clone", "0");
        assertFinding("user-namespaces", Verdict.WORKS, "", "");
        actAsUser();
        assertFinding(
                "user-namespaces", Verdict.FAILS, "unprivileged_userns_clone is 0", "unprivileged_userns_clone=1");
    }

    @Test
    void reportsTheRestrictionOfUbuntu() {
        actAsUser();
        files.file("/proc/sys/kernel/apparmor_restrict_unprivileged_userns", "1");
        files.file("/proc/self/attr/apparmor/current", "unconfined");
        assertFinding("user-namespaces", Verdict.FAILS, "without a profile", "\"userns,\"");
        files.file("/proc/self/attr/apparmor/current", "hexrun (unconfined)");
        assertFinding("user-namespaces", Verdict.LIMITED, "the profile is hexrun", "\"userns,\"");
        files.file("/proc/sys/kernel/apparmor_restrict_unprivileged_userns", "0");
        assertFinding("user-namespaces", Verdict.WORKS, "", "");
    }

    @Test
    void reportsAKernelWithoutUserNamespaces() {
        actAsUser();
        host = host.withNamespaces("mnt", "pid", "net", "ipc", "uts", "cgroup", "time");
        assertFinding("user-namespaces", Verdict.FAILS, "the kernel has none", "CONFIG_USER_NS");
    }

    @Test
    void reportsMissingHelpersForIds() {
        actAsUser();
        environment.put("PATH", "/sbin");
        assertFinding("subordinate-ids", Verdict.LIMITED, "newuidmap and newgidmap not found", "Debian: uidmap");
    }

    @Test
    void reportsMissingAndSmallRangesOfIds() {
        actAsUser();
        files.file("/etc/subgid", "other:100000:65536");
        assertFinding(
                "subordinate-ids",
                Verdict.LIMITED,
                "no range of the caller in /etc/subgid",
                "usermod --add-subuids 100000-165535 --add-subgids 100000-165535 me");
        files.file("/etc/subgid", "me:100000:1000");
        assertFinding("subordinate-ids", Verdict.LIMITED, "65536 user ids and 1000 group ids", "larger range");
    }

    @Test
    void reportsAUserNamespaceWithOneId() {
        IdMap one = new IdMap(List.of(new LinuxIdMapping(0, 1000, 1)));
        host = host.withIdMaps(one, one);
        assertThat(diagnose().caller()).isEqualTo("root of a user namespace");
        assertFinding("subordinate-ids", Verdict.LIMITED, "only 1 user id:", "more ids");
    }

    @Test
    void reportsMountsOverProcfsInUserNamespaces() {
        host = host.withMounts(
                PROC,
                CGROUP2,
                "30 22 0:6 / /proc/kcore rw - tmpfs tmpfs rw",
                "31 22 0:7 / /proc/sys/fs/binfmt_misc rw - binfmt_misc none rw",
                "32 22 0:8 / /proc/keys rw - tmpfs tmpfs rw");
        assertFinding("procfs", Verdict.WORKS, "", "");
        actAsUser();
        assertFinding("procfs", Verdict.LIMITED, "cover /proc/kcore and 1 more", "unmask=ALL");
        host = host.withMounts(CGROUP2);
        assertFinding("procfs", Verdict.FAILS, "no procfs", "mount -t proc");
    }

    @Test
    void reportsAHostWithoutCgroups() {
        host = host.withMounts(PROC);
        assertFinding("cgroups", Verdict.LIMITED, "no cgroup file system", "mount -t cgroup2");
        providers.removeIf(Drivers.class::isInstance);
        assertFinding("adapters", Verdict.FAILS, "no usable cgroup-driver", "hexrun adapters --verbose");
        settings = new RuntimeSettings(Optional.empty(), CgroupUse.NONE);
        assertFinding("cgroups", Verdict.INFORMATION, "not used", "");
        assertFinding("adapters", Verdict.WORKS, "", "");
    }

    @Test
    void reportsMissingControllersWithTheirCause() {
        files.file("/sys/fs/cgroup/cgroup.controllers", "cpuset cpu pids");
        files.file("/proc/cgroups", "#subsys_name\thierarchy\tnum_cgroups\tenabled\nmemory\t0\t1\t0\nblkio\t5\t1\t1");
        assertFinding("cgroup-controllers", Verdict.LIMITED, "missing: memory, io", "cgroup_enable=memory");
        files.file("/proc/cgroups", "memory\t4\t1\t1\nblkio\t5\t1\t1");
        assertFinding("cgroup-controllers", Verdict.LIMITED, "", "version 1 that use memory, blkio");
        files.file("/proc/cgroups", "memory\t0\t1\t1");
        assertFinding("cgroup-controllers", Verdict.LIMITED, "", "cgroup.subtree_control");
    }

    @Test
    void distinguishesVersionsOfCgroups() {
        assertFinding("cgroups", Verdict.WORKS, "version 2 at /sys/fs/cgroup", "");
        host = host.withMounts(
                        PROC,
                        "30 21 0:8 / /sys/fs/cgroup rw - tmpfs tmpfs rw",
                        "31 30 0:9 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory",
                        "32 30 0:10 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw")
                .withOwnCgroups("4:memory:/", "0::/");
        assertFinding(
                "cgroups", Verdict.WORKS, "version 1 with 1 hierarchies and version 2 at /sys/fs/cgroup/unified", "");
        assertFinding("cgroup-controllers", Verdict.LIMITED, "missing: cpu, cpuset, pids", "mount their hierarchies");
    }

    @Test
    void reportsReadOnlyCgroups() {
        host = host.withMounts(PROC, CGROUP2.replace("cgroup rw shared", "cgroup ro shared"));
        assertFinding("cgroup-delegation", Verdict.FAILS, "/sys/fs/cgroup is read-only", "--cgroupns private");
        actAsUser();
        assertFinding("cgroup-delegation", Verdict.LIMITED, "no cgroups of their own", "--cgroupns private");
        host = host.withMounts(PROC, CGROUP2.replace("cgroup rw shared", "cgroup ro shared"), CGROUP2);
        assertFinding("cgroup-delegation", Verdict.WORKS, "", "");
    }

    @Test
    void reportsCgroupsThatAreNotDelegated() {
        actAsUser();
        files.file("/sys/fs/cgroup/user.slice/cgroup.controllers", "memory pids");
        assertFinding("cgroup-delegation", Verdict.LIMITED, "without cpu, cpuset, io", "Delegate=cpu cpuset io");
        files.readOnly("/sys/fs/cgroup/user.slice/cgroup.procs");
        assertFinding("cgroup-delegation", Verdict.LIMITED, "is not delegated", "systemd-run --user --scope");
    }

    @Test
    void reportsCgroupsOfVersion1ToUsers() {
        actAsUser();
        files.directory("/sys/fs/cgroup/memory/me");
        files.directory("/sys/fs/cgroup/pids/me");
        host = host.withMounts(
                        PROC,
                        "31 30 0:9 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory",
                        "32 30 0:10 / /sys/fs/cgroup/pids rw - cgroup cgroup rw,pids")
                .withOwnCgroups("4:memory:/me", "5:pids:/me");
        assertFinding("cgroup-delegation", Verdict.WORKS, "all hierarchies", "");
        files.readOnly("/sys/fs/cgroup/memory/me");
        assertFinding("cgroup-delegation", Verdict.LIMITED, "only pids", "");
        files.readOnly("/sys/fs/cgroup/pids/me");
        assertFinding("cgroup-delegation", Verdict.LIMITED, "no cgroup of version 1", "unified_cgroup_hierarchy=1");
    }

    @Test
    void reportsAnUnreachableSystemd() {
        actAsUser();
        environment.put("XDG_RUNTIME_DIR", "/run/user/7");
        assertFinding("systemd", Verdict.LIMITED, "/run/user/7/systemd/private is missing", "enable-linger");
        environment.put("DBUS_SESSION_BUS_ADDRESS", "unix:path=/x");
        assertFinding("systemd", Verdict.WORKS, "unix:path=/x", "");
        host = host.withoutSystemd();
        assertFinding("systemd", Verdict.INFORMATION, "not the init system", "cgroupfs");
    }

    @Test
    void reportsMissingSeccomp() {
        providers.removeIf(Compilers.class::isInstance);
        assertFinding("seccomp", Verdict.LIMITED, "none is installed", "libseccomp2");
        providers.add(new Compilers() {
            @Override
            public Usability probe(Host probed) {
                return Usability.unusable("no libseccomp.so.2");
            }
        });
        assertFinding("seccomp", Verdict.LIMITED, "fake: no libseccomp.so.2: conf", "libseccomp2");
        files.file("/proc/sys/kernel/seccomp/actions_avail", "");
        assertFinding("seccomp", Verdict.LIMITED, "the kernel has no seccomp filters", "CONFIG_SECCOMP_FILTER");
    }

    @Test
    void listsSecurityModules() {
        files.file("/sys/kernel/security/lsm", "lockdown,apparmor");
        assertFinding("security-modules", Verdict.WORKS, "in use: fake; active in the kernel: lockdown,apparmor", "");
        providers.removeIf(Modules.class::isInstance);
        assertFinding("security-modules", Verdict.INFORMATION, "none is usable", "apparmorProfile");
    }

    @Test
    void reportsAdaptersThatCannotBeUsed() {
        providers.add(new Old());
        assertFinding("adapters", Verdict.LIMITED, "seccomp-compiler adapter old: ", "remove or replace");
        providers.removeIf(Compilers.class::isInstance);
        assertFinding("adapters", Verdict.LIMITED, "seccomp-compiler adapter old: ", "remove or replace");
    }

    @Test
    void failsIfAPolicyIsBroken() {
        providers.add(new OldPolicy());
        assertFinding("adapters", Verdict.FAILS, "a broken policy denies all containers", "remove or replace");
    }

    @Test
    void failsIfAnExplicitChoiceIsMissing() {
        choices = Map.of("seccomp-compiler", "nowhere");
        assertFinding("adapters", Verdict.FAILS, "nowhere", "");
        choices = Map.of("cgroup-driver", "nowhere");
        assertFinding("adapters", Verdict.FAILS, "no usable cgroup-driver: nowhere: ", "");
    }

    @Test
    void reportsAStateRootThatCannotBeUsed() {
        files.readOnly("/run/hexrun");
        assertFinding("state-root", Verdict.FAILS, "/run/hexrun is not writable", "--root");
        root = Path.of("/run/other/hexrun");
        assertFinding("state-root", Verdict.WORKS, "can be created in /run", "");
        files.readOnly("/run");
        assertFinding("state-root", Verdict.FAILS, "does not exist, and /run is not writable", "--root");
        refusal = Optional.of("state root /run/hexrun: refused: writable by others");
        assertFinding("state-root", Verdict.FAILS, "refused", "--root");
    }

    @Test
    void advisesUsersWithoutARuntimeDirectory() {
        actAsUser();
        environment.remove("XDG_RUNTIME_DIR");
        environment.put("DBUS_SESSION_BUS_ADDRESS", "unix:path=/x");
        root = Path.of("/run/hexrun");
        files.readOnly("/run/hexrun");
        assertFinding("state-root", Verdict.FAILS, "not writable", "set XDG_RUNTIME_DIR");
    }

    @Test
    void reportsAMissingOrUnusedCache() {
        files.file("/proc/self/maps", "7f00-7f01 r-xp 0 00:01 2   /usr/lib/hexrun/lib/server/libjvm.so");
        assertFinding("start-up-cache", Verdict.LIMITED, "does not match", "run hexrun adapters --train");
        files.readOnly("/usr/lib/hexrun/lib");
        actAsUser();
        assertFinding("start-up-cache", Verdict.LIMITED, "does not match", "--train as root");
    }

    @Test
    void findsTheCacheBehindALink() {
        files.link("/opt/hexrun", "/usr/lib/hexrun");
        files.link("/usr/lib/hexrun/lib/hexrun.aot", "/var/cache/hexrun.aot");
        files.file("/var/cache/hexrun.aot", "");
        files.file("/proc/self/maps", "1-2 r--p 0 00:01 2 /var/cache/hexrun.aot\n3-4 rw-p 0 00:01 3");
        assertFinding("start-up-cache", Verdict.WORKS, "in use", "");
    }

    @Test
    void namesTheConfigurationsOfClients() {
        assertFinding("clients", Verdict.INFORMATION, "no configuration", "name it there");
        files.file("/etc/docker/daemon.json", "{}");
        assertFinding("clients", Verdict.INFORMATION, "not named in /etc/docker/daemon.json", "name it there");
        environment.put("HOME", "/home/me");
        files.file("/home/me/.config/containers/containers.conf", "runtime = \"hexrun\"");
        assertFinding("clients", Verdict.INFORMATION, "named in /home/me/.config/containers/containers.conf", "");
    }

    private final class Hosts extends FakeProvider implements HostProvider {

        @Override
        public Host create() {
            return host;
        }
    }

    private static final class Readers extends FakeProvider implements BundleReaderProvider {

        @Override
        public BundleReader create() {
            throw new AssertionError();
        }
    }

    private static final class Drivers extends FakeProvider implements CgroupDriverProvider {

        @Override
        public CgroupDriver create(Host of, CgroupDriverContext context) {
            throw new AssertionError();
        }
    }

    private static final class Launchers extends FakeProvider implements ContainerLauncherProvider {

        @Override
        public ContainerLauncher create(CommandChannel channel) {
            throw new AssertionError();
        }
    }

    private static final class Formats extends FakeProvider implements JsonFormatProvider {

        @Override
        public JsonFormat create() {
            throw new AssertionError();
        }
    }

    private static final class Stores extends FakeProvider implements StateStoreProvider {

        @Override
        public StateStore create(Path directory) {
            throw new AssertionError();
        }
    }

    private static class Compilers extends FakeProvider implements SeccompCompilerProvider {

        @Override
        public SeccompCompiler create(Host of) {
            throw new AssertionError();
        }
    }

    private static final class Old extends FakeProvider implements SeccompCompilerProvider {

        @Override
        public String name() {
            return "old";
        }

        @Override
        public SpiVersion spiVersion() {
            return new SpiVersion(SpiVersion.MAJOR + 1, 0);
        }

        @Override
        public SeccompCompiler create(Host of) {
            throw new AssertionError();
        }
    }

    private static final class OldPolicy extends FakeProvider implements PlanPolicyProvider {

        @Override
        public SpiVersion spiVersion() {
            return new SpiVersion(SpiVersion.MAJOR + 1, 0);
        }

        @Override
        public PlanPolicy create(PlanPolicyContext context) {
            throw new AssertionError();
        }
    }

    private static final class Modules extends FakeProvider implements SecurityModuleProvider {

        @Override
        public SecurityModule open(Host of) {
            throw new AssertionError();
        }
    }
}
