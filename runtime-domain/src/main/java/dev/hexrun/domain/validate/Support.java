package dev.hexrun.domain.validate;

import dev.hexrun.domain.config.Configuration;
import dev.hexrun.domain.config.Linux;
import dev.hexrun.domain.config.LinuxBlockIo;
import dev.hexrun.domain.config.LinuxIntelRdt;
import dev.hexrun.domain.config.LinuxMemory;
import dev.hexrun.domain.config.LinuxNetwork;
import dev.hexrun.domain.config.LinuxResources;
import dev.hexrun.domain.config.LinuxSeccomp;
import dev.hexrun.domain.config.Process;
import java.util.Optional;

/**
 * What the specification knows and this build does not carry out. It is refused by name and never skipped; what asks for
 * nothing (an empty text, an object without values, a zero that means unset) is let through.
 */
public final class Support {

    private static final String NOT = "not supported by this build";

    private final Problems.Builder problems = new Problems.Builder();

    private Support() {}

    /**
     * Finds what cannot be carried out.
     *
     * @param configuration the configuration
     * @return a problem for each such field
     */
    public static Problems missingFor(Configuration configuration) {
        Support support = new Support();
        if (configuration.process().isPresent()) {
            support.process(configuration.process().get());
        }
        if (configuration.linux().isPresent()) {
            support.linux(configuration.linux().get());
        }
        return support.problems.build();
    }

    /**
     * Finds what cannot be carried out of the process alone.
     *
     * @param configuration a configuration with a process
     * @return a problem for each such field
     */
    public static Problems missingForProcess(Configuration configuration) {
        Support support = new Support();
        if (configuration.process().isPresent()) {
            support.process(configuration.process().get());
        }
        return support.problems.build();
    }

    private void process(Process process) {
        refuse(asks(process.apparmorProfile()), "/process/apparmorProfile", NOT);
        refuse(asks(process.selinuxLabel()), "/process/selinuxLabel", NOT);
    }

    private void linux(Linux linux) {
        refuse(asks(linux.mountLabel()), "/linux/mountLabel", NOT);
        refuse(
                linux.seccomp().isPresent() && asks(linux.seccomp().get()),
                "/linux/seccomp",
                NOT + ": there is no seccomp adapter");
        refuse(linux.intelRdt().isPresent() && asks(linux.intelRdt().get()), "/linux/intelRdt", NOT);
        if (linux.resources().isPresent()) {
            resources(linux.resources().get());
        }
    }

    private void resources(LinuxResources resources) {
        if (resources.memory().isPresent()) {
            LinuxMemory memory = resources.memory().get();
            boolean swappiness =
                    memory.swappiness().isPresent() && memory.swappiness().getAsLong() != -1;
            refuse(swappiness, "/linux/resources/memory/swappiness", NOT);
            refuse(memory.disableOOMKiller().orElse(false), "/linux/resources/memory/disableOOMKiller", NOT);
        }
        refuse(resources.blockIO().isPresent() && asks(resources.blockIO().get()), "/linux/resources/blockIO", NOT);
        refuse(!resources.hugepageLimits().isEmpty(), "/linux/resources/hugepageLimits", NOT);
        refuse(resources.network().isPresent() && asks(resources.network().get()), "/linux/resources/network", NOT);
        refuse(!resources.rdma().isEmpty(), "/linux/resources/rdma", NOT);
        refuse(!resources.unified().isEmpty(), "/linux/resources/unified", NOT);
    }

    private static boolean asks(Optional<String> text) {
        return text.isPresent() && !text.get().isEmpty();
    }

    private static boolean asks(LinuxSeccomp seccomp) {
        return seccomp.defaultAction().isPresent() || !seccomp.syscalls().isEmpty();
    }

    private static boolean asks(LinuxIntelRdt rdt) {
        return asks(rdt.closID())
                || !rdt.schemata().isEmpty()
                || asks(rdt.l3CacheSchema())
                || asks(rdt.memBwSchema())
                || rdt.enableMonitoring();
    }

    private static boolean asks(LinuxBlockIo blockIo) {
        return blockIo.weight().orElse(0) != 0
                || blockIo.leafWeight().orElse(0) != 0
                || !blockIo.weightDevice().isEmpty()
                || !blockIo.throttleReadBpsDevice().isEmpty()
                || !blockIo.throttleWriteBpsDevice().isEmpty()
                || !blockIo.throttleReadIOPSDevice().isEmpty()
                || !blockIo.throttleWriteIOPSDevice().isEmpty();
    }

    private static boolean asks(LinuxNetwork network) {
        return network.classID().orElse(0) != 0 || !network.priorities().isEmpty();
    }

    private void refuse(boolean asked, String pointer, String message) {
        if (asked) {
            problems.add(pointer, message);
        }
    }
}
