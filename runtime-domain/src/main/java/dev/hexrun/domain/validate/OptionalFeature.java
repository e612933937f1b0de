package dev.hexrun.domain.validate;

/**
 * A part of the configuration that the runtime carries out only with an adapter that provides it. A configuration that uses a
 * feature which no adapter provides is refused.
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
