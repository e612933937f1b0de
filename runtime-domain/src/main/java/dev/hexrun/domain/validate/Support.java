package dev.hexrun.domain.validate;

import dev.hexrun.domain.config.Configuration;
import dev.hexrun.domain.config.Linux;
import dev.hexrun.domain.config.LinuxIntelRdt;
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
        refuse(linux.intelRdt().isPresent() && asks(linux.intelRdt().get()), "/linux/intelRdt", NOT);
    }

    private static boolean asks(Optional<String> text) {
        return text.isPresent() && !text.get().isEmpty();
    }

    private static boolean asks(LinuxIntelRdt rdt) {
        return asks(rdt.closID())
                || !rdt.schemata().isEmpty()
                || asks(rdt.l3CacheSchema())
                || asks(rdt.memBwSchema())
                || rdt.enableMonitoring();
    }

    private void refuse(boolean asked, String pointer, String message) {
        if (asked) {
            problems.add(pointer, message);
        }
    }
}
