package dev.hexrun.app.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hexrun.app.record.ContainerRecord;
import dev.hexrun.app.record.ContainerRecords;
import dev.hexrun.app.world.World;
import dev.hexrun.domain.json.JsonValue;
import dev.hexrun.domain.json.JsonValue.JsonArray;
import dev.hexrun.domain.json.JsonValue.JsonObject;
import dev.hexrun.domain.state.ContainerStatus;
import dev.hexrun.domain.state.NoSuchContainerException;
import dev.hexrun.port.cgroup.CgroupPaths;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class InspectContainerTest {

    private static final String CGROUP = World.CGROUP.directories().getFirst();
    private static final String PROC = "/proc/" + World.INIT + "/";

    private final World world = new World();

    private static JsonObject resources(long memory) {
        return new JsonValue.Builder()
                .put("memory", new JsonValue.Builder().put("limit", memory).build())
                .put(
                        "cpu",
                        new JsonValue.Builder()
                                .put("quota", 5)
                                .put("period", 10)
                                .build())
                .put(
                        "hugepageLimits",
                        new JsonArray(List.of(
                                new JsonValue.Builder()
                                        .put("pageSize", "2MB")
                                        .put("limit", 7)
                                        .build(),
                                new JsonValue.Builder()
                                        .put("pageSize", "../x")
                                        .put("limit", 7)
                                        .build())))
                .put("unified", Map.of("memory.high", "9", "../../x", "9"))
                .build();
    }

    private void running() {
        world.running();
        world.save(
                ContainerRecords.CONFIGURATION,
                new JsonValue.Builder()
                        .put(
                                "linux",
                                new JsonValue.Builder()
                                        .put("resources", resources(100))
                                        .build())
                        .build());
        world.files.file(CGROUP + "/memory.max", "4096");
        world.files.file(CGROUP + "/memory.high", "9");
        world.files.file(CGROUP + "/cpu.max", "5 10");
        world.files.file(CGROUP + "/pids.max", "max");
        world.files.file(CGROUP + "/hugetlb.2MB.max", "0");
        world.files.file(PROC + "status", "Uid:\t0\t0\t0\t0\nNoNewPrivs:\t1\nSeccomp:\t2\nSeccomp_filters:\t3\n");
        world.files.file(PROC + "cmdline", "sleep\0" + "100\0");
        world.files.link(PROC + "ns/net", "net:[1]");
        world.files.link(PROC + "ns/user", "user:[7]");
        world.files.link("/proc/self/ns/net", "net:[2]");
        world.files.link("/proc/self/ns/user", "user:[7]");
    }

    private static Optional<AppliedLimit> limit(Inspection inspection, String file) {
        return inspection.limits().stream()
                .filter(limit -> limit.path().equals(CGROUP + "/" + file))
                .findFirst();
    }

    @Test
    void showsAppliedLimitsBesideTheConfiguredOnes() {
        running();
        Inspection inspection = world.inspect.inspect(World.WEB);
        AppliedLimit memory = limit(inspection, "memory.max").orElseThrow();
        assertThat(memory.applied()).isEqualTo("4096");
        assertThat(memory.configured())
                .containsExactly(Map.entry("/linux/resources/memory/limit", new JsonValue.JsonInteger(100)));
        assertThat(limit(inspection, "cpu.max").orElseThrow().configured())
                .containsOnlyKeys("/linux/resources/cpu/quota", "/linux/resources/cpu/period");
        assertThat(limit(inspection, "memory.high").orElseThrow().configured())
                .containsExactly(Map.entry("/linux/resources/unified/memory.high", new JsonValue.JsonString("9")));
        assertThat(limit(inspection, "pids.max").orElseThrow().configured()).isEmpty();
        assertThat(limit(inspection, "hugetlb.2MB.max").orElseThrow().configured())
                .isNotEmpty();
        assertThat(limit(inspection, "io.max"))
                .as("neither applied nor configured")
                .isEmpty();
        assertThat(inspection.limits()).noneMatch(limit -> limit.path().contains(".."));
    }

    @Test
    void showsTheLimitsOfTheLatestUpdate() {
        running();
        world.save(ContainerRecords.RESOURCES, resources(200));
        assertThat(limit(world.inspect.inspect(World.WEB), "memory.max")
                        .orElseThrow()
                        .configured())
                .containsValue(new JsonValue.JsonInteger(200));
    }

    @Test
    void showsProcessesNamespacesAndSecurityOfInit() {
        running();
        Inspection inspection = world.inspect.inspect(World.WEB);
        assertThat(inspection.state().status()).isEqualTo(ContainerStatus.RUNNING);
        assertThat(inspection.processes()).containsExactly(new InspectedProcess(World.INIT, 1, 'S', "sleep 100"));
        assertThat(inspection.namespaces())
                .containsExactly(
                        new InspectedNamespace("net", "net:[1]", false),
                        new InspectedNamespace("user", "user:[7]", true));
        assertThat(inspection.mounts()).isNotEmpty();
        ProcessSecurity security = inspection.security().orElseThrow();
        assertThat(security.noNewPrivileges()).contains(true);
        assertThat(security.seccompMode()).isEqualTo("filter");
        assertThat(inspection.notes()).isEmpty();
    }

    @Test
    void namesAProcessWithoutArguments() {
        running();
        world.files.file(PROC + "cmdline", "");
        assertThat(world.inspect.inspect(World.WEB).processes())
                .extracting(InspectedProcess::command)
                .containsExactly("[p]");
    }

    @Test
    void showsNoProcessOfAStoppedContainer() {
        running();
        world.ends(World.INIT);
        Inspection inspection = world.inspect.inspect(World.WEB);
        assertThat(inspection.state().status()).isEqualTo(ContainerStatus.STOPPED);
        assertThat(inspection.processes()).isEmpty();
        assertThat(inspection.namespaces()).isEmpty();
        assertThat(inspection.mounts()).isEmpty();
        assertThat(inspection.security()).isEmpty();
        assertThat(inspection.configuration()).isPresent();
    }

    @Test
    void notesWhatCannotBeRead() {
        world.running();
        Inspection inspection = world.inspect.inspect(World.WEB);
        assertThat(inspection.configuration()).isEmpty();
        assertThat(inspection.notes())
                .containsExactly(
                        "the saved config.json cannot be read: line 1, column 1: not a document",
                        "the namespaces of the init process cannot be read: permission denied");
    }

    @Test
    void notesThatAContainerHasNoCgroup() {
        running();
        world.records.save(ContainerRecord.builder()
                .from(world.records.get(World.WEB))
                .cgroups(new CgroupPaths.None(""))
                .build());
        Inspection inspection = world.inspect.inspect(World.WEB);
        assertThat(inspection.limits()).isEmpty();
        assertThat(inspection.processes()).hasSize(1);
        assertThat(inspection.notes())
                .containsExactly(
                        "the container has no cgroup: no limits are applied",
                        "the container has no cgroup that identifies its other processes");
    }

    @Test
    void readsTheHierarchyOfEachControllerOnV1() {
        running();
        world.records.save(ContainerRecord.builder()
                .from(world.records.get(World.WEB))
                .cgroups(CgroupPaths.of("fake", Map.of("memory", "/m/web", "pids", "/p/web")))
                .cgroupIds(Map.of())
                .build());
        world.files.file("/m/web/memory.limit_in_bytes", "4096");
        world.files.file("/p/web/pids.max", "5");
        Inspection inspection = world.inspect.inspect(World.WEB);
        assertThat(inspection.limits())
                .extracting(AppliedLimit::path)
                .containsExactly("/p/web/pids.max", "/m/web/memory.limit_in_bytes");
        assertThat(inspection.notes()).contains("the container has no cgroup of the controllers cpu, hugetlb");
    }

    @Test
    void rejectsAMissingContainer() {
        assertThatThrownBy(() -> world.inspect.inspect(World.WEB)).isInstanceOf(NoSuchContainerException.class);
    }

    @Test
    void parsesTheStatusOfAProcess() {
        ProcessSecurity security =
                ProcessSecurity.parse("""
                Name:\tx
                Uid:\t1\t2\t3\t4
                Gid:\t5\t6\t7\t8
                NoNewPrivs:\t0
                Seccomp:\t0
                Seccomp_filters:\t0
                CapInh:\t0000000000000000
                CapEff:\t0000000020000021
                CapBnd:\tzz
                """, "docker-default (enforce)\n", "system_u:system_r:container_t:s0:c1,c2\0");
        assertThat(security.uids()).containsExactly("1", "2", "3", "4");
        assertThat(security.gids()).containsExactly("5", "6", "7", "8");
        assertThat(security.noNewPrivileges()).contains(false);
        assertThat(security.seccompMode()).isEqualTo("disabled");
        assertThat(security.appArmor()).isEqualTo("docker-default (enforce)");
        assertThat(security.selinux()).isEqualTo("system_u:system_r:container_t:s0:c1,c2");
        assertThat(security.capabilities())
                .containsEntry("inheritable", List.of())
                .containsEntry("effective", List.of("CAP_CHOWN", "CAP_KILL", "CAP_AUDIT_WRITE"))
                .containsEntry("bounding", List.of())
                .doesNotContainKey("permitted");
        assertThat(ProcessSecurity.parse("", "", "unconfined").selinux()).isEmpty();
        assertThat(ProcessSecurity.parse("garbage\n:\n", "", "").noNewPrivileges())
                .isEmpty();
    }
}
