package dev.hexrun.domain.plan;

import java.util.List;

/** Mount flags and attributes in the words of {@code mount(8)}. */
final class MountText {

    private MountText() {}

    static String propagation(long flags) {
        String recursive = (flags & 0x4000L) != 0 ? "r" : "";
        if ((flags & (1L << 20)) != 0) {
            return recursive + "shared";
        }
        if ((flags & (1L << 19)) != 0) {
            return recursive + "slave";
        }
        return recursive + ((flags & (1L << 17)) != 0 ? "unbindable" : "private");
    }

    static String attributes(long set, List<String> params) {
        StringBuilder words = new StringBuilder();
        add(words, (set & 0x1L) != 0, "ro");
        add(words, (set & 0x2L) != 0, "nosuid");
        add(words, (set & 0x4L) != 0, "nodev");
        add(words, (set & 0x8L) != 0, "noexec");
        add(words, (set & 0x70L) == 0x10L, "noatime");
        add(words, (set & 0x70L) == 0x20L, "strictatime");
        add(words, (set & 0x80L) != 0, "nodiratime");
        add(words, (set & 0x200000L) != 0, "nosymfollow");
        for (String param : params) {
            add(words, true, param);
        }
        return words.isEmpty() ? "" : " (" + words + ")";
    }

    private static void add(StringBuilder words, boolean present, String word) {
        if (present) {
            words.append(words.isEmpty() ? "" : ",").append(word);
        }
    }
}
