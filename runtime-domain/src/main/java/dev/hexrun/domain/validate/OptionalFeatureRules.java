package dev.hexrun.domain.validate;

import dev.hexrun.domain.config.Configuration;
import dev.hexrun.domain.config.Linux;
import dev.hexrun.domain.config.LinuxIntelRdt;
import dev.hexrun.domain.config.Process;
import java.util.Optional;

/**
 * The rules for fields of optional features: they are refused if no adapter provides the feature, so that the runtime
 * never silently ignores them. A field that requests nothing (an empty string, an object without values) is accepted.
 */
final class OptionalFeatureRules implements Rules {

    @Override
    public void check(Configuration configuration, HostQueries host, Problems.Builder problems) {
        checkProcess(configuration, host, problems);
        if (configuration.linux().isPresent()) {
            Linux linux = configuration.linux().get();
            if (isSet(linux.mountLabel())) {
                require(OptionalFeature.SELINUX, "/linux/mountLabel", host, problems);
            }
            if (linux.intelRdt().isPresent() && isSet(linux.intelRdt().get())) {
                require(OptionalFeature.INTEL_RDT, "/linux/intelRdt", host, problems);
            }
        }
    }

    void checkProcess(Configuration configuration, HostQueries host, Problems.Builder problems) {
        if (configuration.process().isPresent()) {
            Process process = configuration.process().get();
            if (isSet(process.apparmorProfile())) {
                require(OptionalFeature.APPARMOR, "/process/apparmorProfile", host, problems);
            }
            if (isSet(process.selinuxLabel())) {
                require(OptionalFeature.SELINUX, "/process/selinuxLabel", host, problems);
            }
        }
    }

    private static void require(OptionalFeature feature, String pointer, HostQueries host, Problems.Builder problems) {
        if (!host.provides(feature)) {
            problems.add(pointer, "not supported: no installed adapter provides " + feature.title());
        }
    }

    private static boolean isSet(Optional<String> text) {
        return !text.orElse("").isEmpty();
    }

    private static boolean isSet(LinuxIntelRdt rdt) {
        return isSet(rdt.closID())
                || !rdt.schemata().isEmpty()
                || isSet(rdt.l3CacheSchema())
                || isSet(rdt.memBwSchema())
                || rdt.enableMonitoring();
    }
}
