package dev.hexrun.domain.resource;

/**
 * A write to a file of a cgroup.
 *
 * @param pointer the JSON pointer of the field in the configuration
 * @param controller the controller of the file, by its name in that version of cgroups; empty for a file of the cgroup
 *     core
 * @param file the name of the file
 * @param value the value to write
 * @param onRefusal the handling if the kernel refuses the write
 */
public record CgroupWrite(String pointer, String controller, String file, String value, OnRefusal onRefusal) {

    /** The handling of a write that the kernel refuses. */
    public enum OnRefusal {
        /** The operation fails. */
        FAIL,
        /** The operation fails, unless the file does not exist ({@code ENOENT}): such a kernel behaves as requested. */
        IGNORE_MISSING_FILE,
        /** After {@code EINVAL} the write is retried after all others, since it may depend on one of them. */
        RETRY_LAST
    }

    /**
     * Creates a write with {@link OnRefusal#FAIL}.
     *
     * @param field the field of the configuration
     * @param controller the controller
     * @param file the file
     * @param value the value to write
     * @return the write
     */
    static CgroupWrite of(ResourceField field, String controller, String file, String value) {
        return new CgroupWrite(field.pointer(), controller, file, value, OnRefusal.FAIL);
    }

    /**
     * Returns this write with another handling of a refusal.
     *
     * @param handling the handling
     * @return the write
     */
    CgroupWrite withOnRefusal(OnRefusal handling) {
        return new CgroupWrite(pointer, controller, file, value, handling);
    }
}
