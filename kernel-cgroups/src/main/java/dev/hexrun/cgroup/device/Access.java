package dev.hexrun.cgroup.device;

/** What may be done with a device, as a set of bits. */
public final class Access {

    /** Reading, {@code r}. */
    public static final int READ = 1;

    /** Writing, {@code w}. */
    public static final int WRITE = 2;

    /** Making a node, {@code m}. */
    public static final int MKNOD = 4;

    /** All three. */
    public static final int ALL = READ | WRITE | MKNOD;

    private Access() {}

    /**
     * Reads some of {@code rwm}. Other letters mean nothing.
     *
     * @param letters the text
     * @return the bits
     */
    public static int of(String letters) {
        int access = 0;
        for (int i = 0; i < letters.length(); i++) {
            switch (letters.charAt(i)) {
                case 'r' -> access |= READ;
                case 'w' -> access |= WRITE;
                case 'm' -> access |= MKNOD;
                default -> {
                    // As with other runtimes.
                }
            }
        }
        return access;
    }

    /**
     * Writes bits as letters.
     *
     * @param access the bits
     * @return some of {@code rwm}
     */
    public static String letters(int access) {
        return ((access & READ) != 0 ? "r" : "")
                + ((access & WRITE) != 0 ? "w" : "")
                + ((access & MKNOD) != 0 ? "m" : "");
    }
}
