package dev.hexrun.domain.resource;

/**
 * One value that is written to one file of a cgroup.
 *
 * @param pointer the field of the configuration that asks for it, a JSON pointer
 * @param controller the controller whose file it is, in the words of that version of cgroups; empty for a file of the
 *     cgroup core
 * @param file the name of the file
 * @param value the value
 * @param onRefusal what it means if the kernel does not take it
 */
public record CgroupWrite(String pointer, String controller, String file, String value, OnRefusal onRefusal) {

    /** What a refusal means. */
    public enum OnRefusal {
        /** A failure. */
        FAIL,
        /** A failure, unless the kernel has no such file ({@code ENOENT}): it then does what is asked for anyway. */
        IGNORE_MISSING_FILE,
        /** {@code EINVAL}: a value that bounds this one may not be there yet; to be tried again after all others. */
        RETRY_LAST
    }

    /**
     * Makes one whose refusal is a failure.
     *
     * @param field what asks for it
     * @param controller the controller
     * @param file the file
     * @param value the value
     * @return the write
     */
    static CgroupWrite of(ResourceField field, String controller, String file, String value) {
        return new CgroupWrite(field.pointer(), controller, file, value, OnRefusal.FAIL);
    }

    /**
     * The same with another meaning of a refusal.
     *
     * @param meaning what it means
     * @return the write
     */
    CgroupWrite withOnRefusal(OnRefusal meaning) {
        return new CgroupWrite(pointer, controller, file, value, meaning);
    }
}
