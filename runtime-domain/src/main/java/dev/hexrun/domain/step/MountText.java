package dev.hexrun.domain.step;

import dev.hexrun.domain.mount.MountFlags;
import java.util.List;
import java.util.function.Function;

/** Mount attributes and options as {@code mount(8)} and {@code hexrun plan} write them. */
final class MountText {

    private MountText() {}

    static String attributes(long set, List<String> params) {
        StringBuilder text = new StringBuilder();
        add(text, has(set, MountFlags.MOUNT_ATTR_RDONLY), "ro");
        add(text, has(set, MountFlags.MOUNT_ATTR_NOSUID), "nosuid");
        add(text, has(set, MountFlags.MOUNT_ATTR_NODEV), "nodev");
        add(text, has(set, MountFlags.MOUNT_ATTR_NOEXEC), "noexec");
        long atime = set & MountFlags.MOUNT_ATTR__ATIME;
        add(text, atime == MountFlags.MOUNT_ATTR_NOATIME, "noatime");
        add(text, atime == MountFlags.MOUNT_ATTR_STRICTATIME, "strictatime");
        add(text, has(set, MountFlags.MOUNT_ATTR_NODIRATIME), "nodiratime");
        add(text, has(set, MountFlags.MOUNT_ATTR_NOSYMFOLLOW), "nosymfollow");
        for (String param : params) {
            add(text, true, param);
        }
        return text.isEmpty() ? "" : " (" + text + ")";
    }

    static <T> String labels(List<T> options, Function<T, String> label) {
        StringBuilder text = new StringBuilder();
        for (T option : options) {
            add(text, true, label.apply(option));
        }
        return text.isEmpty() ? "" : " [" + text + "]";
    }

    private static boolean has(long set, long attribute) {
        return (set & attribute) != 0;
    }

    private static void add(StringBuilder text, boolean present, String name) {
        if (present) {
            text.append(text.isEmpty() ? "" : ",").append(name);
        }
    }
}
