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
        if (usesMountLabel(configuration)) {
            require(OptionalFeature.SELINUX, "/linux/mountLabel", host, problems);
        }
        if (usesIntelRdt(configuration)) {
            require(OptionalFeature.INTEL_RDT, "/linux/intelRdt", host, problems);
        }
    }

    void checkProcess(Configuration configuration, HostQueries host, Problems.Builder problems) {
        if (usesApparmor(configuration)) {
            require(OptionalFeature.APPARMOR, "/process/apparmorProfile", host, problems);
        }
        if (usesProcessLabel(configuration)) {
            require(OptionalFeature.SELINUX, "/process/selinuxLabel", host, problems);
        }
    }

    static boolean usesApparmor(Configuration configuration) {
        Optional<Process> process = configuration.process();
        return process.isPresent() && isSet(process.get().apparmorProfile());
    }

    static boolean usesProcessLabel(Configuration configuration) {
        Optional<Process> process = configuration.process();
        return process.isPresent() && isSet(process.get().selinuxLabel());
    }

    static boolean usesMountLabel(Configuration configuration) {
        Optional<Linux> linux = configuration.linux();
        return linux.isPresent() && isSet(linux.get().mountLabel());
    }

    static boolean usesIntelRdt(Configuration configuration) {
        Optional<Linux> linux = configuration.linux();
        return linux.isPresent()
                && linux.get().intelRdt().isPresent()
                && isSet(linux.get().intelRdt().get());
    }

    private static void require(OptionalFeature feature, String pointer, HostQueries host, Problems.Builder problems) {
        if (host.provides(feature)) {
            return;
        }
        Optional<String> reason = host.reasonUnusable(feature);
        problems.add(
                pointer,
                reason.isPresent()
                        ? feature.unusableMessage() + ": " + reason.get()
                        : "not supported: no installed adapter provides " + feature.title());
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
