package dev.hexrun.domain.resource;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hexrun.domain.resource.CgroupWrite.OnRefusal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FormerValueTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "pids.max; 5; max; max",
                "cpu.max; 5000 10000; max 100000; max 100000",
                "memory.oom_control; 1; oom_kill_disable 0|under_oom 0|oom_kill 0; 0",
                "memory.oom_control; 0; oom_kill_disable 1|under_oom 0|oom_kill 0; 1",
                "io.max; 8:0 rbps=5; 8:0 rbps=max wbps=7 riops=max wiops=max; 8:0 rbps=max wbps=7 riops=max wiops=max",
                "io.max; 8:0 rbps=5; 8:16 rbps=9 wbps=max riops=max wiops=max; 8:0 rbps=max wbps=max riops=max wiops=max",
                "io.weight; 50; default 100|8:0 70; default 100",
                "io.weight; default 50; default 100; default 100",
                "io.weight; 8:0 50; default 100|8:0 70; 8:0 70",
                "io.weight; 8:0 50; default 100; 8:0 default",
                "io.bfq.weight; 50; 100; 100",
                "blkio.bfq.weight_device; 8:0 50; default 100; 8:0 default",
                "blkio.throttle.read_bps_device; 8:0 50; 8:16 7|8:0 70; 8:0 70",
                "blkio.throttle.read_bps_device; 8:0 50; 8:00 7; 8:0 0",
                "rdma.max; mlx4_0 hca_handle=1 hca_object=max; mlx4_0 hca_handle=2 hca_object=3; mlx4_0 hca_handle=2 hca_object=3",
                "net_prio.ifpriomap; eth0 5; lo 0|eth0 3; eth0 3",
                "misc.max; sev 5; sev max|sev_es 9; sev max",
            })
    void hasTheFormThatTheFileAccepts(String file, String value, String text, String former) {
        assertThat(FormerValue.of(write(file, value), text.replace('|', '\n')))
                .get()
                .extracting(CgroupWrite::value)
                .isEqualTo(former);
    }

    @Test
    void isANewline_ifTheFileWasEmpty() {
        assertThat(FormerValue.of(write("cpuset.cpus", "0"), ""))
                .get()
                .extracting(CgroupWrite::value)
                .isEqualTo("\n");
    }

    @Test
    void isEmpty_ifTheContentCannotBeWritten() {
        assertThat(FormerValue.of(write("cpu.weight", "50"), "0")).isEmpty();
    }

    private static CgroupWrite write(String file, String value) {
        return new CgroupWrite("/x", "c", file, value, OnRefusal.FAIL);
    }
}
