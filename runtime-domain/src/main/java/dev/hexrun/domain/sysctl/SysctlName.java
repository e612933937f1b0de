package dev.hexrun.domain.sysctl;

/**
 * The name of a kernel parameter.
 *
 * <p>As in {@code sysctl.d(5)}, the first separator decides: if it is a dot, dots separate parts and a slash is a dot within a
 * part ({@code net.ipv4.conf.eth0/1.rp_filter}); if it is a slash, vice versa ({@code net/ipv4/conf/eth0.1/rp_filter}).
 * Both examples name the interface {@code eth0.1}.
 *
 * @param path the path relative to {@code /proc/sys}; no part of it is empty, {@code .} or {@code ..}
 */
public record SysctlName(String path) {
    /**
     * Checks the path.
     *
     * @throws IllegalArgumentException if the path could leave {@code /proc/sys}; the message is for the user
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
     * Parses a name.
     *
     * @param text the name, with dots or slashes
     * @return the name
     * @throws IllegalArgumentException if a part is empty, {@code .} or {@code ..}; the message is for the user
     */
    public static SysctlName of(String text) {
        return new SysctlName(separatedByDots(text) ? swapped(text) : text);
    }

    /**
     * Returns the name with dots.
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
