package dev.hexrun.domain.validate;

import dev.hexrun.domain.config.Configuration;
import dev.hexrun.domain.config.LinuxBlockIo;
import dev.hexrun.domain.config.LinuxCpu;
import dev.hexrun.domain.config.LinuxHugepageLimit;
import dev.hexrun.domain.config.LinuxMemory;
import dev.hexrun.domain.config.LinuxResources;
import dev.hexrun.domain.config.LinuxWeightDevice;
import dev.hexrun.domain.cpuset.CpusetList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * The rules for {@code linux.resources} (config-linux.md, "Control groups"), except device rules. Values that only one
 * version of cgroups refuses are checked by the cgroup driver.
 */
final class ResourceRules implements Rules {

    /** Files that move or kill processes: processes moved into the cgroup would be killed with the container. */
    private static final List<String> PROCESS_FILES = List.of("cgroup.procs", "cgroup.threads", "cgroup.kill");

    @Override
    public void check(Configuration configuration, HostQueries host, Problems.Builder problems) {
        if (configuration.linux().isPresent()
                && configuration.linux().get().resources().isPresent()) {
            check(configuration.linux().get().resources().get(), problems);
        }
    }

    void check(LinuxResources resources, Problems.Builder problems) {
        if (resources.memory().isPresent()) {
            memory(resources.memory().get(), problems);
        }
        if (resources.cpu().isPresent()) {
            cpu(resources.cpu().get(), problems);
        }
        if (resources.pids().isPresent()) {
            atLeastMinusOne(
                    "/linux/resources/pids/limit", resources.pids().get().limit(), problems);
        }
        if (resources.blockIO().isPresent()) {
            blockIo(resources.blockIO().get(), problems);
        }
        hugepages(resources.hugepageLimits(), problems);
        for (String key : resources.unified().keySet()) {
            if (key.isEmpty() || key.indexOf('/') >= 0 || key.equals(".") || key.equals("..") || key.indexOf(0) >= 0) {
                problems.add(
                        "/linux/resources/unified/" + Problem.escape(key),
                        "\"" + key + "\" is not the name of a cgroup file");
            } else if (PROCESS_FILES.contains(key)) {
                problems.add(
                        "/linux/resources/unified/" + Problem.escape(key),
                        "is not a resource setting; writing it would move or kill host processes");
            }
        }
    }

    private static void memory(LinuxMemory memory, Problems.Builder problems) {
        atLeastMinusOne("/linux/resources/memory/limit", memory.limit(), problems);
        atLeastMinusOne("/linux/resources/memory/reservation", memory.reservation(), problems);
        atLeastMinusOne("/linux/resources/memory/swap", memory.swap(), problems);
        long limit = memory.limit().orElse(0);
        long swap = memory.swap().orElse(0);
        if (limit > 0 && swap > 0 && swap < limit) {
            problems.add("/linux/resources/memory/swap", "memory+swap limit should be >= memory limit");
        }
        if (memory.swappiness().isPresent()) {
            long swappiness = memory.swappiness().getAsLong();
            // 2^64-1 is -1 ("do not change") in an unsigned field.
            if (swappiness != -1 && (swappiness < 0 || swappiness > 100)) {
                problems.add(
                        "/linux/resources/memory/swappiness",
                        Long.toUnsignedString(swappiness) + " is not in the range 0 to 100");
            }
        }
    }

    private static void cpu(LinuxCpu cpu, Problems.Builder problems) {
        long quota = cpu.quota().orElse(0);
        if (quota > 0
                && cpu.burst().isPresent()
                && Long.compareUnsigned(cpu.burst().getAsLong(), quota) > 0) {
            problems.add(
                    "/linux/resources/cpu/burst",
                    Long.toUnsignedString(cpu.burst().getAsLong()) + " exceeds the quota " + quota);
        }
        long idle = cpu.idle().orElse(0);
        if (idle != 0 && idle != 1) {
            problems.add("/linux/resources/cpu/idle", idle + " is neither 0 nor 1");
        }
        list("/linux/resources/cpu/cpus", cpu.cpus(), problems);
        list("/linux/resources/cpu/mems", cpu.mems(), problems);
    }

    private static void list(String pointer, Optional<String> list, Problems.Builder problems) {
        if (list.isPresent() && !CpusetList.isValid(list.get())) {
            problems.add(pointer, "\"" + list.get() + "\" is not a list such as 0-3,7");
        }
    }

    private static void blockIo(LinuxBlockIo blockIo, Problems.Builder problems) {
        weight("/linux/resources/blockIO/weight", blockIo.weight(), problems);
        weight("/linux/resources/blockIO/leafWeight", blockIo.leafWeight(), problems);
        List<LinuxWeightDevice> devices = blockIo.weightDevice();
        for (int i = 0; i < devices.size(); i++) {
            String pointer = "/linux/resources/blockIO/weightDevice/" + i;
            weight(pointer + "/weight", devices.get(i).weight(), problems);
            weight(pointer + "/leafWeight", devices.get(i).leafWeight(), problems);
        }
    }

    private static void weight(String pointer, OptionalInt weight, Problems.Builder problems) {
        int value = weight.orElse(0);
        if (value != 0 && (value < 10 || value > 1000)) {
            problems.add(pointer, value + " is not in the range 10 to 1000");
        }
    }

    private static void hugepages(List<LinuxHugepageLimit> limits, Problems.Builder problems) {
        for (int i = 0; i < limits.size(); i++) {
            String size = limits.get(i).pageSize();
            int digits = 0;
            while (digits < size.length() && size.charAt(digits) >= '0' && size.charAt(digits) <= '9') {
                digits++;
            }
            String unit = size.substring(digits);
            boolean known = unit.equals("KB") || unit.equals("MB") || unit.equals("GB");
            if (digits == 0 || size.charAt(0) == '0' || !known) {
                problems.add(
                        "/linux/resources/hugepageLimits/" + i + "/pageSize",
                        "\"" + size + "\" is not a size such as 2MB");
            }
        }
    }

    private static void atLeastMinusOne(String pointer, OptionalLong value, Problems.Builder problems) {
        if (value.orElse(0) < -1) {
            problems.add(pointer, value.getAsLong() + " is less than -1, which means no limit");
        }
    }
}
