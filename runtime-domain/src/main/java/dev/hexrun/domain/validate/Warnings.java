package dev.hexrun.domain.validate;

import dev.hexrun.domain.capability.CapabilitySet;
import dev.hexrun.domain.config.Configuration;
import dev.hexrun.domain.config.LinuxCapabilities;
import dev.hexrun.domain.config.LinuxMemory;
import java.util.List;

/** What is ignored or bent in a configuration, and that the specification wants no error for. */
final class Warnings {

    private final Configuration configuration;
    private final Problems.Builder warnings;

    Warnings(Configuration configuration, Problems.Builder warnings) {
        this.configuration = configuration;
        this.warnings = warnings;
    }

    void find() {
        if (configuration.process().isPresent()
                && configuration.process().get().capabilities().isPresent()) {
            LinuxCapabilities sets =
                    configuration.process().get().capabilities().get();
            capabilities("bounding", sets.bounding());
            capabilities("effective", sets.effective());
            capabilities("inheritable", sets.inheritable());
            capabilities("permitted", sets.permitted());
            capabilities("ambient", sets.ambient());
        }
        for (int i = 0; i < configuration.mounts().size(); i++) {
            String destination = configuration.mounts().get(i).destination();
            if (!destination.isEmpty() && !destination.startsWith("/")) {
                warnings.add("/mounts/" + i + "/destination", "\"" + destination + "\" is taken as below /");
            }
        }
        if (configuration.linux().isPresent()
                && configuration.linux().get().resources().isPresent()
                && configuration.linux().get().resources().get().memory().isPresent()) {
            memory(configuration.linux().get().resources().get().memory().get());
        }
    }

    private void capabilities(String set, List<String> names) {
        for (String name : CapabilitySet.unknown(names)) {
            warnings.add("/process/capabilities/" + set, "unknown capability \"" + name + "\" is ignored");
        }
    }

    private void memory(LinuxMemory memory) {
        if (memory.kernel().orElse(0) != 0) {
            warnings.add("/linux/resources/memory/kernel", "kernel memory limits are obsolete and ignored");
        }
        if (memory.kernelTCP().orElse(0) != 0) {
            warnings.add("/linux/resources/memory/kernelTCP", "kernel memory limits are obsolete and ignored");
        }
    }
}
