package dev.hexrun.testkit.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hexrun.domain.idmap.IdMap;
import dev.hexrun.port.host.Host;
import dev.hexrun.port.host.HostFiles;
import dev.hexrun.port.host.MountInfo;
import dev.hexrun.port.host.ProcessTable;
import dev.hexrun.testkit.Rule;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * The contract of {@link Host}. A subclass creates hosts with the properties that a test chooses, for example from a
 * directory with the files of {@code /proc}. The tests need no privileges.
 */
public abstract class HostContract {

    private static final String ALL_IDS = "         0          0 4294967295\n";
    private static final int PID = 4711;
    private static final int NO_PID = 4712;

    /** Creates the test class. */
    protected HostContract() {}

    /**
     * The properties of a host, in the format of the kernel's files.
     *
     * @param kernelRelease the release of the kernel
     * @param uid the effective user id, unsigned
     * @param gid the effective group id, unsigned
     * @param capabilities the permitted capabilities, bit N for the capability with number N
     * @param uidMap the text of {@code /proc/self/uid_map}
     * @param gidMap the text of {@code /proc/self/gid_map}
     * @param mounts the lines of {@code /proc/self/mountinfo}
     * @param ownCgroups the lines of {@code /proc/self/cgroup}
     * @param otherCgroups the lines of {@code /proc/PID/cgroup} of other processes, by pid
     * @param fileSystems the lines of {@code /proc/filesystems}
     * @param namespaces the names in {@code /proc/self/ns}
     * @param systemd whether systemd is the init system
     */
    public record Facts(
            String kernelRelease,
            int uid,
            int gid,
            long capabilities,
            String uidMap,
            String gidMap,
            List<String> mounts,
            List<String> ownCgroups,
            Map<Integer, List<String>> otherCgroups,
            List<String> fileSystems,
            Set<String> namespaces,
            boolean systemd) {

        /** Copies the collections. */
        public Facts {
            mounts = List.copyOf(mounts);
            ownCgroups = List.copyOf(ownCgroups);
            otherCgroups = Map.copyOf(otherCgroups);
            fileSystems = List.copyOf(fileSystems);
            namespaces = Set.copyOf(namespaces);
        }
    }

    /**
     * Creates a host.
     *
     * @param facts its properties; it has no processes
     * @return a new host
     * @throws Exception if the test cannot create it
     */
    protected abstract Host host(Facts facts) throws Exception;

    private static Facts facts(int uid, int gid, String uidMap, String gidMap, boolean systemd) {
        return new Facts(
                "6.12.107-cloud-amd64",
                uid,
                gid,
                0x1ff_fffe_ffffL,
                uidMap,
                gidMap,
                List.of(
                        "22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw,errors=remount-ro",
                        "27 22 0:24 /sub\\040dir /mnt/a\\011b\\134c ro,nosuid master:2 propagate_from:1 - tmpfs"
                                + " no\\012ne rw"),
                List.of("4:memory:/user.slice", "0::/init.scope"),
                Map.of(PID, List.of("4:memory:/web", "0::/")),
                List.of("nodev\tproc", "\text4", "nodev\toverlay"),
                Set.of("mnt", "pid", "time"),
                systemd);
    }

    private static Facts facts() {
        return facts(0, 0, ALL_IDS, ALL_IDS, true);
    }

    @Test
    @Rule("kernel-release")
    void must_returnTheReleaseOfTheKernel() throws Exception {
        assertThat(host(facts()).kernelRelease()).isEqualTo("6.12.107-cloud-amd64");
    }

    @Test
    @Rule("architecture")
    void must_nameTheArchitectureAsTheKernelDoes() throws Exception {
        assertThat(host(facts()).architecture())
                .as("the architecture")
                .matches("[a-z0-9_]+")
                .isNotIn("amd64", "arm64");
    }

    @Test
    @Rule("effective-ids")
    void must_returnTheEffectiveIds_alsoAbove31Bits() throws Exception {
        Host host = host(facts(1001, -2, ALL_IDS, ALL_IDS, true));
        assertThat(host.effectiveUid()).as("uid").isEqualTo(1001);
        assertThat(host.effectiveGid()).as("gid").isEqualTo(-2);
    }

    @Test
    @Rule("capabilities")
    void must_returnTheCapabilities_orAllBits() throws Exception {
        assertThat(host(facts()).permittedCapabilities()).as("the capabilities").isIn(0x1ff_fffe_ffffL, -1L);
    }

    @Test
    @Rule("user-namespace")
    void must_distinguishTheInitialUserNamespace() throws Exception {
        assertThat(host(facts()).inUserNamespace()).as("with all ids").isFalse();
        for (String map : List.of("0 1000 1\n", "0 0 65536\n", "1 1 4294967294\n")) {
            assertThat(host(facts(0, 0, map, map, true)).inUserNamespace())
                    .as("with the map %s", map.strip())
                    .isTrue();
        }
    }

    @Test
    @Rule("id-maps")
    void must_returnTheIdMaps() throws Exception {
        Host host = host(facts(
                0,
                0,
                "         0       1000          1\n         1     100000      65536\n",
                "         0       2000          1\n",
                true));
        IdMap uids = host.uidMap();
        assertThat(uids.procFormat()).as("uid_map").isEqualTo("0 1000 1\n1 100000 65536\n");
        assertThat(host.gidMap().procFormat()).as("gid_map").isEqualTo("0 2000 1\n");
    }

    @Test
    @Rule("mounts")
    void must_returnTheMounts_inTheirOrder_withEscapesDecoded() throws Exception {
        assertThat(host(facts()).mounts())
                .containsExactly(
                        new MountInfo(
                                22,
                                1,
                                "/",
                                "/",
                                List.of("rw", "relatime"),
                                List.of("shared:1"),
                                "ext4",
                                "/dev/sda1",
                                List.of("rw", "errors=remount-ro")),
                        new MountInfo(
                                27,
                                22,
                                "/sub dir",
                                "/mnt/a\tb\\c",
                                List.of("ro", "nosuid"),
                                List.of("master:2", "propagate_from:1"),
                                "tmpfs",
                                "no\nne",
                                List.of("rw")));
    }

    @Test
    @Rule("own-cgroups")
    void must_returnItsOwnCgroups() throws Exception {
        assertThat(host(facts()).ownCgroups()).containsExactly("4:memory:/user.slice", "0::/init.scope");
    }

    @Test
    @Rule("other-cgroups")
    void must_returnTheCgroupsOfAnotherProcess_orNone() throws Exception {
        Host host = host(facts());
        assertThat(host.cgroupsOf(PID)).containsExactly("4:memory:/web", "0::/");
        assertThat(host.cgroupsOf(NO_PID)).as("a process that does not exist").isEmpty();
    }

    @Test
    @Rule("other-mounts")
    void must_returnNoMounts_ofAProcessThatDoesNotExist() throws Exception {
        assertThat(host(facts()).mountsOf(NO_PID, 10))
                .as("a process that does not exist")
                .isEmpty();
    }

    @Test
    @Rule("file-systems")
    void must_returnTheTypesOfFileSystems() throws Exception {
        assertThat(host(facts()).fileSystems()).containsExactly("proc", "ext4", "overlay");
    }

    @Test
    @Rule("namespaces")
    void must_distinguishSupportedNamespaces() throws Exception {
        Host host = host(facts());
        assertThat(host.hasNamespace("time")).as("time").isTrue();
        assertThat(host.hasNamespace("ipc")).as("ipc").isFalse();
    }

    @Test
    @Rule("systemd")
    void must_returnWhetherSystemdRuns() throws Exception {
        assertThat(host(facts()).systemdRunning()).as("with systemd").isTrue();
        assertThat(host(facts(0, 0, ALL_IDS, ALL_IDS, false)).systemdRunning())
                .as("without systemd")
                .isFalse();
    }

    @Test
    @Rule("processes")
    void must_haveAProcessTable() throws Exception {
        ProcessTable processes = host(facts()).processes();
        assertThat(processes.find(NO_PID)).as("a process that does not exist").isEmpty();
    }

    @Test
    @Rule("files")
    void must_haveFiles() throws Exception {
        HostFiles files = host(facts()).files();
        assertThat(files.kind(Path.of("/"))).isEqualTo(HostFiles.Kind.DIRECTORY);
    }
}
