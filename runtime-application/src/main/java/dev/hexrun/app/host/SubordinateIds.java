package dev.hexrun.app.host;

import java.util.ArrayList;
import java.util.List;

/** The ranges of ids that a user may map, {@code subuid(5)}. */
public final class SubordinateIds {

    private final List<long[]> ranges = new ArrayList<>();

    private SubordinateIds() {}

    /**
     * Parses the ranges of a user.
     *
     * @param text the content of the file
     * @param user the user's name; empty if the user has none
     * @param uid the user's id
     * @return the ranges of this user
     */
    public static SubordinateIds of(String text, String user, int uid) {
        SubordinateIds ids = new SubordinateIds();
        for (String line : text.split("\n", -1)) {
            String[] fields = line.split(":", -1);
            boolean own = fields.length == 3
                    && !fields[0].isEmpty()
                    && (fields[0].equals(user) || fields[0].equals(Integer.toUnsignedString(uid)));
            if (own) {
                try {
                    ids.ranges.add(new long[] {Long.parseLong(fields[1]), Long.parseLong(fields[2].strip())});
                } catch (NumberFormatException notARange) {
                    // newuidmap ignores such a line.
                }
            }
        }
        return ids;
    }

    /**
     * Returns whether a single range covers all ids.
     *
     * @param first the first id
     * @param count the number of ids
     * @return {@code true} if one of the ranges covers them
     */
    public boolean contains(long first, long count) {
        for (long[] range : ranges) {
            if (first >= range[0] && first + count <= range[0] + range[1]) {
                return true;
            }
        }
        return false;
    }

    /**
     * Returns the number of ids in all ranges.
     *
     * @return the number; ids in overlapping ranges are counted more than once
     */
    public long count() {
        long count = 0;
        for (long[] range : ranges) {
            count += range[1];
        }
        return count;
    }
}
