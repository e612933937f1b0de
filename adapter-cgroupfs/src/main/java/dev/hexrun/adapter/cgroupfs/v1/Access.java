package dev.hexrun.adapter.cgroupfs.v1;

/** What may be done with a device, as a set of bits. */
final class Access {

    static final int READ = 1;
    static final int WRITE = 2;
    static final int MKNOD = 4;
    static final int ALL = READ | WRITE | MKNOD;

    private Access() {}

    /** Reads some of {@code rwm}; what is something else makes it 0. */
    static int of(String letters) {
        int access = 0;
        for (int i = 0; i < letters.length(); i++) {
            switch (letters.charAt(i)) {
                case 'r' -> access |= READ;
                case 'w' -> access |= WRITE;
                case 'm' -> access |= MKNOD;
                default -> {
                    return 0;
                }
            }
        }
        return access;
    }

    static String letters(int access) {
        return ((access & READ) != 0 ? "r" : "")
                + ((access & WRITE) != 0 ? "w" : "")
                + ((access & MKNOD) != 0 ? "m" : "");
    }
}
