package dev.hexrun.domain.validate;

/**
 * A part of the configuration that the runtime supports only with an adapter for it. The runtime refuses a
 * configuration with a feature that no adapter supports.
 */
public enum OptionalFeature {

    /** {@code process.apparmorProfile}. */
    APPARMOR("AppArmor"),

    /** {@code process.selinuxLabel} and {@code linux.mountLabel}. */
    SELINUX("SELinux"),

    /** {@code linux.intelRdt}. */
    INTEL_RDT("Intel RDT");

    private final String title;

    OptionalFeature(String title) {
        this.title = title;
    }

    /** {@return the name of the feature in messages} */
    public String title() {
        return title;
    }
}
