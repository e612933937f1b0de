package dev.hexrun.adapter.systemd;

import dev.hexrun.domain.failure.ContainerException;
import dev.hexrun.port.cgroup.CgroupRequest;

/**
 * The unit that a container gets: {@code linux.cgroupsPath} in the form of this driver, {@code slice:prefix:name}.
 *
 * @param slice the slice above, for example {@code system.slice}
 * @param unit the unit's name: {@code prefix-name.scope}, or the name itself if that is a slice's
 */
record UnitPlace(String slice, String unit) {

    static final String SLICE = ".slice";

    private static final String SCOPE = ".scope";
    private static final String FIELD = "/linux/cgroupsPath: ";
    private static final String PREFIX = "runc";

    /** UNIT_NAME_MAX of systemd's unit-name.h, less the NUL. */
    private static final int LONGEST = 255;

    /** Reads the path of a request; without one, the container's id is the name. */
    static UnitPlace of(CgroupRequest request) {
        String ordinary = request.rootless() ? "user.slice" : "system.slice";
        String path = request.cgroupsPath();
        if (path.isEmpty()) {
            return checked(ordinary, PREFIX, request.id().value());
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
                slice.isEmpty() ? ordinary : slice, path.substring(first + 1, second), path.substring(second + 1));
    }

    private static UnitPlace checked(String slice, String prefix, String name) {
        String unit = name.endsWith(SLICE) ? name : prefix + '-' + name + SCOPE;
        if (name.isEmpty()) {
            throw new ContainerException(FIELD + "the name of the unit is empty");
        }
        for (int i = 0; i < unit.length(); i++) {
            if (!allowed(unit.charAt(i))) {
                throw new ContainerException(FIELD + "invalid unit name: " + unit);
            }
        }
        if (unit.length() > LONGEST) {
            throw new ContainerException(FIELD + "unit name of more than " + LONGEST + " characters: " + unit);
        }
        UnitPlace place = new UnitPlace(slice, unit);
        place.below();
        return place;
    }

    /** VALID_CHARS of systemd's unit-name.c. */
    private static boolean allowed(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || ":-_.\\".indexOf(c) >= 0;
    }

    boolean isSlice() {
        return unit.endsWith(SLICE);
    }

    /** Where its cgroup is below systemd's own, with a slash in front. */
    String below() {
        if (isSlice()) {
            return expand(unit);
        }
        char first = unit.charAt(0);
        // cg_escape() of systemd's cgroup-util.c: such names could be the kernel's.
        return expand(slice) + '/' + (first == '_' || first == '.' ? "_" : "") + unit;
    }

    /**
     * Where a slice is: {@code /a.slice/a-b.slice} for {@code a-b.slice}, since its name is its path; nothing for
     * {@code -.slice}, the root.
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

    /** The slice above a slice, by its name: {@code a.slice} for {@code a-b.slice}. */
    String parent() {
        int dash = unit.lastIndexOf('-');
        return dash < 0 ? "-.slice" : unit.substring(0, dash) + SLICE;
    }
}
