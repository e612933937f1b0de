package dev.hexrun.domain.resource;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hexrun.domain.config.LinuxCpu;
import dev.hexrun.domain.config.LinuxMemory;
import dev.hexrun.domain.config.LinuxPids;
import dev.hexrun.domain.config.LinuxResources;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LimitFileTest {

    private static List<String> names(List<LimitFile> files) {
        return files.stream().map(LimitFile::file).toList();
    }

    private static Set<ResourceField> fields(List<LimitFile> files) {
        Set<ResourceField> fields = EnumSet.noneOf(ResourceField.class);
        files.forEach(file -> fields.addAll(file.fields()));
        return fields;
    }

    @Test
    void hasAFileForEveryFieldOfV1() {
        Set<ResourceField> expected = EnumSet.complementOf(EnumSet.of(ResourceField.UNIFIED));
        assertThat(fields(LimitFile.v1(Set.of("2MB")))).isEqualTo(expected);
    }

    @Test
    void hasAFileForEveryFieldOfV2() {
        Set<ResourceField> expected = new HashSet<>();
        for (ResourceField field : ResourceField.values()) {
            if (!field.v2Controller().isEmpty() || field == ResourceField.UNIFIED) {
                expected.add(field);
            }
        }
        // The rates of block I/O for single devices are in the file of the weight, and v2 has no real-time limits.
        expected.removeAll(Set.of(
                ResourceField.BLOCK_IO_WEIGHT_DEVICE,
                ResourceField.CPU_REALTIME_RUNTIME,
                ResourceField.CPU_REALTIME_PERIOD));
        assertThat(fields(LimitFile.v2(Set.of("2MB"), Set.of("memory.high")))).isEqualTo(expected);
    }

    @Test
    void namesEachFileOnce() {
        assertThat(names(LimitFile.v1(Set.of("2MB", "1GB")))).doesNotHaveDuplicates();
        assertThat(names(LimitFile.v2(Set.of("2MB", "1GB"), Set.of("memory.max", "memory.high"))))
                .doesNotHaveDuplicates()
                .contains("hugetlb.1GB.max", "memory.high", "memory.max");
    }

    @Test
    void leavesOutNamesThatAreNotFilesOfTheCgroup() {
        assertThat(names(LimitFile.v2(Set.of(), Set.of("../memory.max", "a/b", "", ".", "x\0"))))
                .isEqualTo(names(LimitFile.v2(Set.of(), Set.of())));
    }

    /** The files are those that the runtime writes for the same fields. */
    @Test
    void agreesWithTheWrites() {
        LinuxResources resources = LinuxResources.builder()
                .memory(LinuxMemory.builder()
                        .limit(1 << 20)
                        .swap(1 << 21)
                        .reservation(1 << 19)
                        .build())
                .cpu(LinuxCpu.builder()
                        .shares(512)
                        .quota(1000)
                        .period(10_000)
                        .cpus("0")
                        .mems("0")
                        .build())
                .pids(LinuxPids.builder().limit(5).build())
                .build();
        for (CgroupWrite write : CgroupV1Writes.of(resources, CurrentSettings.NONE)) {
            assertThat(LimitFile.v1(Set.of()))
                    .anySatisfy(file -> assertThat(file.controller() + "/" + file.file())
                            .isEqualTo(write.controller() + "/" + write.file()));
        }
        for (CgroupWrite write : CgroupV2Writes.of(resources, CurrentSettings.NONE)) {
            assertThat(names(LimitFile.v2(Set.of(), Set.of()))).contains(write.file());
        }
    }
}
