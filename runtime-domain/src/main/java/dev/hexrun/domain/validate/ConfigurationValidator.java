package dev.hexrun.domain.validate;

import dev.hexrun.domain.config.Configuration;
import dev.hexrun.domain.config.LinuxResources;

/**
 * The validation of a configuration against the rules of the runtime specification and the kernel, before anything is
 * created.
 */
public final class ConfigurationValidator {

    private ConfigurationValidator() {}

    /**
     * Checks a configuration.
     *
     * @param configuration the configuration
     * @param host the host
     * @return every problem, in the order of the specification's sections
     */
    public static Problems validate(Configuration configuration, HostQueries host) {
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
     * Checks the process only, as for {@code exec}.
     *
     * @param configuration the configuration of the container, with that process
     * @param host the host
     * @return every problem below {@code /process}
     */
    public static Problems validateProcess(Configuration configuration, HostQueries host) {
        Problems.Builder problems = new Problems.Builder();
        new ProcessRules().check(configuration, host, problems);
        new SchedulingRules().checkProcess(configuration, problems);
        new OptionalFeatureRules().checkProcess(configuration, host, problems);
        return problems.build();
    }

    /**
     * Checks limits only, as for {@code update}.
     *
     * @param resources the limits; device rules are not checked
     * @return every problem below {@code /linux/resources}
     */
    public static Problems validateResources(LinuxResources resources) {
        Problems.Builder problems = new Problems.Builder();
        new ResourceRules().check(resources, problems);
        return problems.build();
    }

    /**
     * Returns warnings about settings that are ignored or adjusted, which the specification does not treat as errors.
     *
     * @param configuration the configuration
     * @return the warnings, in the order of the specification's sections
     */
    public static Problems warnings(Configuration configuration) {
        Problems.Builder warnings = new Problems.Builder();
        new ConfigurationWarnings(warnings).find(configuration);
        return warnings.build();
    }

    /**
     * Returns warnings about the process only, as for {@code exec}.
     *
     * @param configuration the configuration of the container, with that process
     * @return the warnings below {@code /process}
     */
    public static Problems processWarnings(Configuration configuration) {
        Problems.Builder warnings = new Problems.Builder();
        new ConfigurationWarnings(warnings).process(configuration);
        return warnings.build();
    }

    /**
     * Returns warnings about capabilities that the runtime cannot grant because it does not have them. The
     * specification requires a warning, and that the container runs without them.
     *
     * @param configuration the configuration
     * @param available the capabilities of the runtime, one bit each
     * @return a warning for each; none if the container has a user namespace
     */
    public static Problems ungrantableCapabilities(Configuration configuration, long available) {
        Problems.Builder warnings = new Problems.Builder();
        new ConfigurationWarnings(warnings).ungrantable(configuration, available);
        return warnings.build();
    }

    /**
     * Returns warnings about limits that are ignored or adjusted.
     *
     * @param resources the limits
     * @return the warnings below {@code /linux/resources}
     */
    public static Problems resourceWarnings(LinuxResources resources) {
        Problems.Builder warnings = new Problems.Builder();
        new ConfigurationWarnings(warnings).find(resources);
        return warnings.build();
    }
}
