package dev.hexrun.domain.validate;

import dev.hexrun.domain.config.Configuration;

/**
 * A part of the configuration that the runtime supports only with an adapter for it. The runtime refuses a
 * configuration with a feature that no adapter supports.
 */
public enum OptionalFeature {

    /** {@code process.apparmorProfile}. */
    APPARMOR("AppArmor", "apparmor: config provided but apparmor not supported"),

    /** {@code process.selinuxLabel} and {@code linux.mountLabel}. */
    SELINUX("SELinux", "selinux label is specified in config, but selinux is disabled or not supported"),

    /** {@code linux.intelRdt}. */
    INTEL_RDT("Intel RDT", "intelRdt is specified in config, but Intel RDT is not enabled");

    private final String title;
    private final String unusableMessage;

    OptionalFeature(String title, String unusableMessage) {
        this.title = title;
        this.unusableMessage = unusableMessage;
    }

    /** {@return the name of the feature in messages} */
    public String title() {
        return title;
    }

    /**
     * Returns whether a configuration requests a label of its process that the feature writes.
     *
     * @param configuration the configuration
     * @return {@code true} if {@code apparmorProfile} or {@code selinuxLabel} is set and belongs to this feature
     */
    public boolean labelsProcess(Configuration configuration) {
        return (this == APPARMOR && OptionalFeatureRules.usesApparmor(configuration))
                || (this == SELINUX && OptionalFeatureRules.usesProcessLabel(configuration));
    }

    /** {@return the problem if an adapter is installed but cannot be used on this host, in the words of runc} */
    String unusableMessage() {
        return unusableMessage;
    }

    /**
     * Returns whether a configuration uses the feature. A field that requests nothing (an empty string, an object
     * without values) does not use it.
     *
     * @param configuration the configuration
     * @return {@code true} if one of the fields of the feature is set
     */
    public boolean isUsedBy(Configuration configuration) {
        return switch (this) {
            case APPARMOR -> OptionalFeatureRules.usesApparmor(configuration);
            case SELINUX ->
                OptionalFeatureRules.usesProcessLabel(configuration)
                        || OptionalFeatureRules.usesMountLabel(configuration);
            case INTEL_RDT -> OptionalFeatureRules.usesIntelRdt(configuration);
        };
    }
}
