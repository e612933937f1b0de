package dev.hexrun.domain.sysctl;

/**
 * The name of a kernel parameter, in either of its spellings.
 *
 * <p>As in {@code sysctl.d(5)}, the first separator decides: after a dot, dots separate and a slash stands for a dot in
 * a part ({@code net.ipv4.conf.eth0/1.rp_filter}); after a slash it is the other way round
 * ({@code net/ipv4/conf/eth0.1/rp_filter}). Both name the interface {@code eth0.1}.
 *
 * @param path the file below {@code /proc/sys}; never absolute, and no part of it is empty, {@code .} or {@code ..}
 */
public record SysctlName(String path) {
    /**
     * Checks the path.
     *
     * @throws IllegalArgumentException if it would not stay below {@code /proc/sys}; the message is meant for the user
     */
    public SysctlName {
        int start = 0;
        while (start <= path.length()) {
            int end = path.indexOf('/', start);
            end = end < 0 ? path.length() : end;
            String part = path.substring(start, end);
            if (part.isEmpty() || part.equals(".") || part.equals("..") || part.indexOf(0) >= 0) {
                throw new IllegalArgumentException("sysctl \"" + path + "\" is not a valid name");
            }
            start = end + 1;
        }
    }

    /**
     * Reads a name.
     *
     * @param text the name in either spelling
     * @return the name
     * @throws IllegalArgumentException if it has an empty part or one that leads upwards; the message is meant for the
     *     user
     */
    public static SysctlName of(String text) {
        return new SysctlName(separatedByDots(text) ? swapped(text) : text);
    }

    /**
     * Spells the name with dots.
     *
     * @return for example {@code net.ipv4.ip_forward}
     */
    public String dotted() {
        return swapped(path);
    }

    @Override
    public String toString() {
        return dotted();
    }

    private static boolean separatedByDots(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '.' || c == '/') {
                return c == '.';
            }
        }
        return true;
    }

    private static String swapped(String text) {
        StringBuilder swapped = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            swapped.append(c == '.' ? '/' : c == '/' ? '.' : c);
        }
        return swapped.toString();
    }
}
