package dev.hexrun.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hexrun.app.inspect.AppliedLimit;
import dev.hexrun.app.inspect.InspectedNamespace;
import dev.hexrun.app.inspect.InspectedProcess;
import dev.hexrun.app.inspect.Inspection;
import dev.hexrun.app.inspect.ProcessSecurity;
import dev.hexrun.app.record.ContainerRecord;
import dev.hexrun.app.record.ProcessId;
import dev.hexrun.app.state.ContainerState;
import dev.hexrun.domain.json.JsonText;
import dev.hexrun.domain.json.JsonValue;
import dev.hexrun.domain.json.JsonValue.JsonArray;
import dev.hexrun.domain.state.ContainerId;
import dev.hexrun.domain.state.ContainerStatus;
import dev.hexrun.port.cgroup.CgroupPaths;
import dev.hexrun.port.host.MountInfo;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InspectOutputTest {

    private static final Instant NOW = Instant.parse("2026-01-02T03:06:05Z");
    private static final String CREATED = "2026-01-02T03:04:05.000000000Z";

    private static Inspection inspection() {
        ContainerId id = ContainerId.of("web");
        ContainerState state = new ContainerState(
                "1.3.0",
                id,
                42,
                ContainerStatus.RUNNING,
                "/srv/web",
                "/srv/web/rootfs",
                CREATED,
                Map.of("team", "a\u001b[31m"),
                Map.of(),
                "root");
        ContainerRecord record = ContainerRecord.builder()
                .id(id)
                .ociVersion("1.3.0")
                .bundle("/srv/web")
                .rootfs("/srv/web/rootfs")
                .created(CREATED)
                .phase(ContainerRecord.Phase.CREATED)
                .creator(ProcessId.NONE)
                .init(new ProcessId(42, 420))
                .cgroups(CgroupPaths.of("cgroupfs", Map.of("", "/sys/fs/cgroup/web")))
                .rootless(false)
                .sharesPids(false)
                .hooks(false)
                .keyring(false)
                .build();
        JsonValue process = new JsonValue.Builder()
                .put("args", JsonArray.ofStrings(List.of("sleep", "100")))
                .put("cwd", "/")
                .put(
                        "user",
                        new JsonValue.Builder().put("uid", 1000).put("gid", 0).build())
                .build();
        return new Inspection(
                state,
                record,
                Optional.of(new JsonValue.Builder().put("process", process).build()),
                List.of(
                        new AppliedLimit(
                                "/sys/fs/cgroup/web/memory.max",
                                "67108864",
                                Map.of("/linux/resources/memory/limit", new JsonValue.JsonInteger(67_108_864))),
                        new AppliedLimit("/sys/fs/cgroup/web/memory.low", "9223372036854771712", Map.of()),
                        new AppliedLimit("/sys/fs/cgroup/web/io.max", "8:0 rbps=1\n8:16 rbps=2", Map.of()),
                        new AppliedLimit(
                                "/sys/fs/cgroup/web/pids.max",
                                "",
                                Map.of("/linux/resources/pids/limit", new JsonValue.JsonInteger(5)))),
                List.of(new InspectedProcess(42, 1, 'S', "sleep 100\n")),
                1,
                List.of(new InspectedNamespace("net", "net:[1]", false)),
                List.of(new MountInfo(
                        1, 0, "/sub", "/data", List.of("ro"), List.of("master:1"), "ext4", "/dev/vda", List.of("rw"))),
                Optional.of(new ProcessSecurity(
                        Optional.of(true),
                        "filter",
                        "2",
                        "web (enforce)",
                        "",
                        List.of("1000"),
                        List.of("0"),
                        Map.of("effective", List.of("CAP_KILL")))),
                List.of("one note"));
    }

    @Test
    void printsEverythingForPeople() {
        assertThat(InspectOutput.text(inspection(), 0, TerminalStyle.PLAIN, NOW))
                .isEqualTo("""
                web
                  status            running, pid 42
                  created           2026-01-02T03:04:05.000000000Z (2 minutes ago)
                  owner             root
                  bundle            /srv/web
                  rootfs            /srv/web/rootfs
                  args              sleep 100
                  cwd               /
                  user              1000:0
                  annotation        team=a\\x1b[31m
                  seccomp           filter, filters: 2
                  noNewPrivileges   true
                  AppArmor          web (enforce)
                  capabilities      CAP_KILL
                  note              one note

                cgroups, by the driver cgroupfs
                CONTROLLER   PATH
                unified      /sys/fs/cgroup/web

                limits
                FILE         APPLIED                   CONFIGURED
                memory.max   67108864 (64.00MiB)       limit=67108864
                memory.low   no limit                  -
                io.max       8:0 rbps=1; 8:16 rbps=2   -
                pids.max     -                         limit=5

                namespaces
                TYPE        ID          SHARED WITH THE RUNTIME
                net         net:[1]     no

                processes: 1
                PID         PARENT      STATE       COMMAND
                42          1           S           sleep 100\\x0a

                mounts
                TARGET      TYPE        SOURCE           OPTIONS
                /data       ext4        /dev/vda[/sub]   ro
                """);
    }

    @ParameterizedTest
    @ValueSource(ints = {20, 40, 80, 200})
    void fitsTablesIntoATerminal(int columns) {
        List<String> lines = InspectOutput.text(inspection(), columns, TerminalStyle.PLAIN, NOW)
                .lines()
                .toList();
        int tables = lines.indexOf("") + 1;
        assertThat(lines.subList(tables, lines.size()))
                .filteredOn(line -> !line.startsWith("cgroups, "))
                .allSatisfy(line -> assertThat(line.stripTrailing()).hasSizeLessThanOrEqualTo(columns));
    }

    @Test
    void hasAllFieldsOfTemplates() {
        assertThat(InspectOutput.document(inspection(), new JsonValue.JsonNull())
                        .members()
                        .keySet())
                .containsExactlyElementsOf(InspectOutput.FIELDS.names());
    }

    @Test
    void printsTheStateOfTheKernelAsJson() {
        assertThat(JsonText.of(InspectOutput.document(inspection(), new JsonValue.JsonNull())))
                .contains(
                        "\"cgroupPaths\":{\"unified\":\"/sys/fs/cgroup/web\"}",
                        "{\"file\":\"/sys/fs/cgroup/web/memory.max\",\"applied\":\"67108864\","
                                + "\"configured\":{\"/linux/resources/memory/limit\":67108864}}",
                        "\"namespaces\":{\"net\":{\"id\":\"net:[1]\",\"ofRuntime\":false}}",
                        "\"processes\":[{\"pid\":42,\"parent\":1,\"state\":\"S\",\"command\":\"sleep 100\\n\"}]",
                        "\"plan\":null")
                .doesNotContain("\u001b");
    }
}
