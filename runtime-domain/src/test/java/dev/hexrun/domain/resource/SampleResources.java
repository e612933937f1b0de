package dev.hexrun.domain.resource;

import dev.hexrun.domain.config.LinuxBlockIo;
import dev.hexrun.domain.config.LinuxCpu;
import dev.hexrun.domain.config.LinuxHugepageLimit;
import dev.hexrun.domain.config.LinuxInterfacePriority;
import dev.hexrun.domain.config.LinuxMemory;
import dev.hexrun.domain.config.LinuxNetwork;
import dev.hexrun.domain.config.LinuxPids;
import dev.hexrun.domain.config.LinuxRdma;
import dev.hexrun.domain.config.LinuxResources;
import dev.hexrun.domain.config.LinuxThrottleDevice;
import dev.hexrun.domain.config.LinuxWeightDevice;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Short constructors of limits for tables of tests. */
final class SampleResources {

    private SampleResources() {}

    static LinuxResources memory(LinuxMemory.Builder memory) {
        return LinuxResources.builder().memory(memory.build()).build();
    }

    static LinuxResources cpu(LinuxCpu.Builder cpu) {
        return LinuxResources.builder().cpu(cpu.build()).build();
    }

    static LinuxResources pids(long limit) {
        return LinuxResources.builder()
                .pids(LinuxPids.builder().limit(limit).build())
                .build();
    }

    static LinuxResources blockIo(LinuxBlockIo.Builder io) {
        return LinuxResources.builder().blockIO(io.build()).build();
    }

    static LinuxResources hugepages(String size, long limit) {
        return LinuxResources.builder()
                .addHugepageLimits(new LinuxHugepageLimit(size, limit))
                .build();
    }

    static LinuxResources rdma(String device, LinuxRdma.Builder limit) {
        return LinuxResources.builder().putRdma(device, limit.build()).build();
    }

    static LinuxResources network(long classId, LinuxInterfacePriority... priorities) {
        return LinuxResources.builder()
                .network(LinuxNetwork.builder()
                        .classID(classId)
                        .addPriorities(priorities)
                        .build())
                .build();
    }

    static LinuxResources unified(String file, String value) {
        return LinuxResources.builder().putUnified(file, value).build();
    }

    static LinuxWeightDevice weight(int weight) {
        return LinuxWeightDevice.builder().major(8).minor(16).weight(weight).build();
    }

    static LinuxThrottleDevice rate(long rate) {
        return new LinuxThrottleDevice(8, 16, rate);
    }

    /** A cgroup with these files. */
    static CurrentSettings files(Map<String, String> files) {
        return (controller, file) -> Optional.ofNullable(files.get(file));
    }

    /** {@code FILE=VALUE}, followed by {@code ?} if a missing file is ignored, and {@code ~} if the write is retried last. */
    static List<String> lines(List<CgroupWrite> writes) {
        return writes.stream()
                .map(write -> write.file()
                        + '='
                        + write.value()
                        + switch (write.onRefusal()) {
                            case FAIL -> "";
                            case IGNORE_MISSING_FILE -> "?";
                            case RETRY_LAST -> "~";
                        })
                .toList();
    }
}
