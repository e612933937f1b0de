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
    public static Problems findUnsupported(Configuration configuration) {
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
    public static Problems findUnsupportedInProcess(Configuration configuration) {
        Support support = new Support();
        if (configuration.process().isPresent()) {
            support.process(configuration.process().get());
        }
        return support.problems.build();
    }

    private void process(Process process) {
        reportIf(isSet(process.apparmorProfile()), "/process/apparmorProfile", NOT);
        reportIf(isSet(process.selinuxLabel()), "/process/selinuxLabel", NOT);
    }

    private void linux(Linux linux) {
        reportIf(isSet(linux.mountLabel()), "/linux/mountLabel", NOT);
        reportIf(linux.intelRdt().isPresent() && isSet(linux.intelRdt().get()), "/linux/intelRdt", NOT);
    }

    private static boolean isSet(Optional<String> text) {
        return text.isPresent() && !text.get().isEmpty();
    }

    private static boolean isSet(LinuxIntelRdt rdt) {
        return isSet(rdt.closID())
                || !rdt.schemata().isEmpty()
                || isSet(rdt.l3CacheSchema())
                || isSet(rdt.memBwSchema())
                || rdt.enableMonitoring();
    }

    private void reportIf(boolean asked, String pointer, String message) {
        if (asked) {
            problems.add(pointer, message);
        }
    }
}
