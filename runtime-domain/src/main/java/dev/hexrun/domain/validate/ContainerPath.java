package dev.hexrun.domain.validate;

import java.util.ArrayList;
import java.util.List;

/** A path in a container, cleaned by its letters alone: what links there are is known only when the path is used. */
final class ContainerPath {

    private ContainerPath() {}

    /** The path from the root without {@code .}, {@code ..} and double slashes; a relative one lies below the root. */
    static String clean(String path) {
        List<String> parts = new ArrayList<>();
        int start = 0;
        while (start <= path.length()) {
            int end = path.indexOf('/', start);
            end = end < 0 ? path.length() : end;
            String part = path.substring(start, end);
            if (part.equals("..")) {
                if (!parts.isEmpty()) {
                    parts.remove(parts.size() - 1);
                }
            } else if (!part.isEmpty() && !part.equals(".")) {
                parts.add(part);
            }
            start = end + 1;
        }
        StringBuilder clean = new StringBuilder(path.length() + 1);
        for (String part : parts) {
            clean.append('/').append(part);
        }
        return clean.isEmpty() ? "/" : clean.toString();
    }
}
