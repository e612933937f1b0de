package dev.hexrun.domain.plan;

/** The {@code CLONE_NEW*} flags of {@code linux/sched.h} in words. */
final class NamespaceText {

    private NamespaceText() {}

    static String names(long flags) {
        StringBuilder words = new StringBuilder();
        add(words, flags, 0x10000000L, "user");
        add(words, flags, 0x20000000L, "pid");
        add(words, flags, 0x40000000L, "network");
        add(words, flags, 0x08000000L, "ipc");
        add(words, flags, 0x04000000L, "uts");
        add(words, flags, 0x00020000L, "mount");
        add(words, flags, 0x02000000L, "cgroup");
        add(words, flags, 0x00000080L, "time");
        return words.toString();
    }

    private static void add(StringBuilder words, long flags, long flag, String word) {
        if ((flags & flag) != 0) {
            words.append(words.isEmpty() ? "" : ", ").append(word);
        }
    }
}
