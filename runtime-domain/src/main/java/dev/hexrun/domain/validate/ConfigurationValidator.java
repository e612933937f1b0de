package dev.hexrun.domain.validate;

import dev.hexrun.domain.config.Configuration;
import dev.hexrun.domain.config.LinuxResources;

/**
 * Checks a configuration against the rules of the runtime specification and of the kernel, as far as they can be known
 * before anything is made.
 */
public final class ConfigurationValidator {

    private ConfigurationValidator() {}

    /**
     * Finds everything that is wrong.
     *
     * @param configuration the configuration
     * @param host the host it is for
     * @return every problem, in the order of the specification's sections
     */
    public static Problems validate(Configuration configuration, HostConditions host) {
        Problems.Builder problems = new Problems.Builder();
        new TopLevelRules().check(configuration, host, problems);
        new ProcessRules().check(configuration, host, problems);
        new SchedulingRules().check(configuration, host, problems);
        new MountRules().check(configuration, host, problems);
        new HookRules().check(configuration, host, problems);
        new NamespaceRules().check(configuration, host, problems);
        new DeviceRules().check(configuration, host, problems);
        new NetDeviceRules().check(configuration, host, problems);
        new SysctlRules().check(configuration, host, problems);
        new RestrictedPathRules().check(configuration, host, problems);
        new ResourceRules().check(configuration, host, problems);
        new SeccompRules().check(configuration, host, problems);
        new IntelRdtRules().check(configuration, host, problems);
        new OptionalFeatureRules().check(configuration, host, problems);
        return problems.build();
    }

    /**
     * Finds what is wrong with the process alone, as for one that is executed in a container which exists.
     *
     * @param configuration the container's configuration with that process
     * @param host the host it is for
     * @return every problem below {@code /process}
     */
    public static Problems validateProcess(Configuration configuration, HostConditions host) {
        Problems.Builder problems = new Problems.Builder();
        new ProcessRules().check(configuration, host, problems);
        new SchedulingRules().checkProcess(configuration, problems);
        new OptionalFeatureRules().checkProcess(configuration, host, problems);
        return problems.build();
    }

    /**
     * Finds what is wrong with limits alone, as for an update of those of a container that exists.
     *
     * @param resources the limits; device rules are not looked at
     * @return every problem below {@code /linux/resources}
     */
    public static Problems validateResources(LinuxResources resources) {
        Problems.Builder problems = new Problems.Builder();
        new ResourceRules().check(resources, problems);
        return problems.build();
    }

    /**
     * Finds what is no mistake by the letter of the specification and still worth a word: what is ignored or bent.
     *
     * @param configuration the configuration
     * @return every such thing, in the order of the specification's sections
     */
    public static Problems warnings(Configuration configuration) {
        Problems.Builder warnings = new Problems.Builder();
        new ConfigurationWarnings(warnings).find(configuration);
        return warnings.build();
    }

    /**
     * Finds what is ignored in the process alone, as for one that is executed in a container which exists.
     *
     * @param configuration the container's configuration with that process
     * @return every such thing below {@code /process}
     */
    public static Problems processWarnings(Configuration configuration) {
        Problems.Builder warnings = new Problems.Builder();
        new ConfigurationWarnings(warnings).process(configuration);
        return warnings.build();
    }

    /**
     * Finds the capabilities that a process cannot have because the runtime does not have them. The specification wants a
     * warning for each, and that the process does without.
     *
     * @param configuration the configuration
     * @param held the runtime's own capabilities, one bit each
     * @return a warning for each; none for a process in a user namespace of its own
     */
    public static Problems ungrantableCapabilities(Configuration configuration, long held) {
        Problems.Builder warnings = new Problems.Builder();
        new ConfigurationWarnings(warnings).ungrantable(configuration, held);
        return warnings.build();
    }

    /**
     * Finds what is no mistake in limits and still worth a word: what is ignored or bent.
     *
     * @param resources the limits
     * @return every such thing below {@code /linux/resources}
     */
    public static Problems resourceWarnings(LinuxResources resources) {
        Problems.Builder warnings = new Problems.Builder();
        new ConfigurationWarnings(warnings).find(resources);
        return warnings.build();
    }
}
