package dev.hexrun.adapter.systemd;

import dev.hexrun.domain.failure.ContainerException;
import dev.hexrun.port.cgroup.CgroupRequest;

/**
 * The unit of a container, from {@code linux.cgroupsPath} in the format {@code slice:prefix:name}.
 *
 * @param slice the parent slice, for example {@code system.slice}
 * @param name the name of the unit: {@code prefix-name.scope}, or {@code name} if that is the name of a slice
 */
record ContainerUnit(String slice, String name) {

    static final String SLICE = ".slice";

    private static final String SCOPE = ".scope";
    private static final String FIELD = "/linux/cgroupsPath: ";
    private static final String PREFIX = "runc";

    /** UNIT_NAME_MAX of systemd's unit-name.h, without the NUL. */
    private static final int MAX_LENGTH = 255;

    /** Parses the path of a request. The default name is the id of the container. */
    static ContainerUnit of(CgroupRequest request, boolean rootless) {
        String defaultSlice = rootless ? "user.slice" : "system.slice";
        String path = request.cgroupsPath();
        if (path.isEmpty()) {
            return checked(defaultSlice, PREFIX, request.id().value());
        }
        int first = path.indexOf(':');
        int second = path.indexOf(':', first + 1);
        if (first < 0 || second < 0 || path.indexOf(':', second + 1) >= 0) {
            throw new ContainerException(
                    FIELD + "expected cgroupsPath to be of format \"slice:prefix:name\" for systemd cgroups, got \""
                            + path + "\" instead");
        }
        String slice = path.substring(0, first);
        return checked(
                slice.isEmpty() ? defaultSlice : slice, path.substring(first + 1, second), path.substring(second + 1));
    }

    private static ContainerUnit checked(String slice, String prefix, String name) {
        String unit = name.endsWith(SLICE) ? name : prefix + '-' + name + SCOPE;
        if (name.isEmpty()) {
            throw new ContainerException(FIELD + "the name of the unit is empty");
        }
        for (int i = 0; i < unit.length(); i++) {
            if (!allowed(unit.charAt(i))) {
                throw new ContainerException(FIELD + "invalid unit name: " + unit);
            }
        }
        if (unit.length() > MAX_LENGTH) {
            throw new ContainerException(FIELD + "unit name of more than " + MAX_LENGTH + " characters: " + unit);
        }
        ContainerUnit parsed = new ContainerUnit(slice, unit);
        parsed.path();
        return parsed;
    }

    /** Returns whether VALID_CHARS of systemd's unit-name.c contains a character. */
    private static boolean allowed(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || ":-_.\\".indexOf(c) >= 0;
    }

    boolean isSlice() {
        return name.endsWith(SLICE);
    }

    /** Returns the path of the unit's cgroup relative to systemd's own cgroup, with a leading slash. */
    String path() {
        if (isSlice()) {
            return expand(name);
        }
        char first = name.charAt(0);
        // cg_escape() of systemd's cgroup-util.c: such names could conflict with the names of kernel files.
        return expand(slice) + '/' + (first == '_' || first == '.' ? "_" : "") + name;
    }

    /**
     * Returns the path of a slice, derived from its name: {@code /a.slice/a-b.slice} for {@code a-b.slice}, and empty
     * for {@code -.slice}, the root.
     */
    static String expand(String slice) {
        if (slice.equals("-.slice")) {
            return "";
        }
        int length = slice.length() - SLICE.length();
        if (length <= 0 || !slice.endsWith(SLICE) || slice.indexOf('/') >= 0) {
            throw new ContainerException(FIELD + "invalid slice name: " + slice);
        }
        StringBuilder path = new StringBuilder(2 * slice.length());
        int dash = -1;
        do {
            int from = dash + 1;
            dash = slice.indexOf('-', from);
            dash = dash < 0 || dash > length ? length : dash;
            if (dash == from) {
                throw new ContainerException(FIELD + "invalid slice name: " + slice);
            }
            path.append('/').append(slice, 0, dash).append(SLICE);
        } while (dash < length);
        return path.toString();
    }

    /** Returns the parent of a slice: {@code a.slice} for {@code a-b.slice}. */
    String parent() {
        int dash = name.lastIndexOf('-');
        return dash < 0 ? "-.slice" : name.substring(0, dash) + SLICE;
    }
}
