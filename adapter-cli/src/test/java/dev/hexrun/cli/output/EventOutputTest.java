package dev.hexrun.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hexrun.app.adapters.Adapters;
import dev.hexrun.app.adapters.Port;
import dev.hexrun.domain.json.JsonValue;
import dev.hexrun.domain.state.ContainerId;
import dev.hexrun.port.cgroup.CgroupStats;
import dev.hexrun.port.cgroup.CgroupStats.Blkio;
import dev.hexrun.port.cgroup.CgroupStats.BlkioEntry;
import dev.hexrun.port.cgroup.CgroupStats.Burst;
import dev.hexrun.port.cgroup.CgroupStats.Counter;
import dev.hexrun.port.cgroup.CgroupStats.Cpu;
import dev.hexrun.port.cgroup.CgroupStats.Cpuset;
import dev.hexrun.port.cgroup.CgroupStats.Hugetlb;
import dev.hexrun.port.cgroup.CgroupStats.Memory;
import dev.hexrun.port.cgroup.CgroupStats.Pids;
import dev.hexrun.port.cgroup.CgroupStats.Pressure;
import dev.hexrun.port.cgroup.CgroupStats.Rdma;
import dev.hexrun.port.cgroup.CgroupStats.RdmaEntry;
import dev.hexrun.port.cgroup.CgroupStats.Stall;
import dev.hexrun.port.cgroup.CgroupStats.Throttling;
import dev.hexrun.port.cgroup.MemoryPressure;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class EventOutputTest {

    private static final ContainerId WEB = ContainerId.of("web");

    private static String text(JsonValue event) {
        return new Adapters(EventOutputTest.class.getClassLoader(), Map.of())
                .choose(Port.JSON_FORMAT)
                .create()
                .write(event, 0);
    }

    private static OptionalLong of(long value) {
        return OptionalLong.of(value);
    }

    @Test
    void printsUnknownStatisticsLikeRunc() {
        assertThat(text(EventOutput.statistics(WEB, CgroupStats.NONE)))
                .isEqualTo("{\"type\":\"stats\",\"id\":\"web\",\"data\":{\"cpu\":{\"usage\":{\"kernel\":0,\"user\":0},"
                        + "\"throttling\":{}},\"cpuset\":{\"cpu_exclusive\":0,\"mem_hardwall\":0,\"mem_exclusive\":0,"
                        + "\"memory_migrate\":0,\"memory_spread_page\":0,\"memory_spread_slab\":0,\"memory_pressure\":0,"
                        + "\"sched_load_balance\":0,\"sched_relax_domain_level\":0},\"memory\":{\"usage\":{\"limit\":0,"
                        + "\"failcnt\":0},\"swap\":{\"limit\":0,\"failcnt\":0},\"kernel\":{\"limit\":0,\"failcnt\":0},"
                        + "\"kernelTCP\":{\"limit\":0,\"failcnt\":0}},\"pids\":{},\"blkio\":{},\"hugetlb\":{},"
                        + "\"intel_rdt\":{},\"network_interfaces\":null}}");
    }

    @Test
    void printsMembersInTheOrderOfRunc() {
        Pressure pressure = new Pressure(new Stall(0.12, 1, 0, 9), Stall.NONE);
        OptionalLong none = OptionalLong.empty();
        CgroupStats stats = new CgroupStats(
                new Cpu(
                        of(7),
                        of(2),
                        of(5),
                        List.of(7L, 0L),
                        List.of(2L, 0L),
                        List.of(5L, 0L),
                        new Throttling(of(3), of(0), of(4)),
                        Burst.NONE,
                        Optional.of(pressure)),
                new Cpuset(List.of(0, 1), List.of(0), of(1), none, none, none, none, none, none, of(1), of(-1)),
                new Memory(
                        of(8),
                        new Counter(of(-1), of(9), of(10), of(1)),
                        Counter.NONE,
                        Counter.NONE,
                        Counter.NONE,
                        new TreeMap<>(Map.of("b", 1L, "a", 0L)),
                        Optional.empty()),
                new Pids(of(2), of(17)),
                Blkio.of(List.of(new BlkioEntry(8, 0, "Read", 4096)), List.of(), Optional.empty()),
                new TreeMap<>(Map.of("2MB", new Hugetlb(of(0), none, of(0)))),
                new Rdma(List.of(), List.of(new RdmaEntry("mlx4_0", of(2), none))));
        assertThat(text(EventOutput.statistics(WEB, stats)))
                .isEqualTo(
                        "{\"type\":\"stats\",\"id\":\"web\",\"data\":{\"cpu\":{\"usage\":{\"total\":7,\"percpu\":[7,0],"
                                + "\"percpu_kernel\":[2,0],\"percpu_user\":[5,0],\"kernel\":2,\"user\":5},\"throttling\":{\"periods\":3,"
                                + "\"throttledTime\":4},\"psi\":{\"some\":{\"avg10\":0.12,\"avg60\":1,\"avg300\":0,\"total\":9},"
                                + "\"full\":{\"avg10\":0,\"avg60\":0,\"avg300\":0,\"total\":0}}},\"cpuset\":{\"cpus\":[0,1],"
                                + "\"cpu_exclusive\":1,\"mems\":[0],\"mem_hardwall\":0,\"mem_exclusive\":0,\"memory_migrate\":0,"
                                + "\"memory_spread_page\":0,\"memory_spread_slab\":0,\"memory_pressure\":0,\"sched_load_balance\":1,"
                                + "\"sched_relax_domain_level\":-1},\"memory\":{\"cache\":8,\"usage\":{"
                                + "\"limit\":18446744073709551615,\"usage\":9,\"max\":10,\"failcnt\":1},\"swap\":{\"limit\":0,"
                                + "\"failcnt\":0},\"kernel\":{\"limit\":0,\"failcnt\":0},\"kernelTCP\":{\"limit\":0,\"failcnt\":0},"
                                + "\"raw\":{\"a\":0,\"b\":1}},\"pids\":{\"current\":2,\"limit\":17},\"blkio\":{"
                                + "\"ioServiceBytesRecursive\":[{\"major\":8,\"op\":\"Read\",\"value\":4096}]},\"hugetlb\":{\"2MB\":"
                                + "{\"failcnt\":0}},\"intel_rdt\":{},\"network_interfaces\":null,\"rdma\":{\"current\":[],\"limit\":["
                                + "{\"device\":\"mlx4_0\",\"hcaHandles\":2}]}}}");
    }

    @Test
    void printsOomAndPressureEvents() {
        assertThat(text(EventOutput.outOfMemory(WEB))).isEqualTo("{\"type\":\"oom\",\"id\":\"web\"}");
        assertThat(text(EventOutput.pressure(WEB, MemoryPressure.LOW)))
                .isEqualTo("{\"type\":\"pressure\",\"id\":\"web\",\"data\":{\"level\":\"low\"}}");
    }
}
