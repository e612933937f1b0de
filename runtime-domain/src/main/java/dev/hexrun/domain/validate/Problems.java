package dev.hexrun.domain.validate;

import java.util.ArrayList;
import java.util.List;

/**
 * The problems of a configuration: every violation of a rule.
 *
 * @param list the problems in the order in which they were found
 */
public record Problems(List<Problem> list) {

    /** No problems. */
    public static final Problems EMPTY = new Problems(List.of());

    /** Copies the list. */
    public Problems {
        list = List.copyOf(list);
    }

    /**
     * Returns whether there are no problems.
     *
     * @return {@code true} if there is no problem
     */
    public boolean isEmpty() {
        return list.isEmpty();
    }

    /**
     * Returns all problems in one line.
     *
     * @return the problems, joined by {@code "; "}
     */
    public String summary() {
        StringBuilder text = new StringBuilder();
        for (Problem problem : list) {
            text.append(text.isEmpty() ? "" : "; ").append(problem);
        }
        return text.toString();
    }

    /**
     * Appends the problems of a later check, except for consequences of a known problem: a value that could not be read is
     * missing in the later check, and an array element that could not be read shifts the following ones.
     *
     * @param later the problems found in the part that could be read
     * @return the problems of both checks
     */
    public Problems and(Problems later) {
        if (isEmpty() || later.isEmpty()) {
            return isEmpty() ? later : this;
        }
        List<Problem> all = new ArrayList<>(list);
        for (Problem candidate : later.list) {
            if (!followsFromKnown(candidate.pointer())) {
                all.add(candidate);
            }
        }
        return new Problems(all);
    }

    private boolean followsFromKnown(String pointer) {
        for (Problem known : list) {
            String knownPointer = known.pointer();
            if (pointer.equals(knownPointer)
                    || pointer.startsWith(knownPointer + "/")
                    || knownPointer.startsWith(pointer + "/")) {
                return true;
            }
            int start = index(knownPointer);
            if (start >= 0 && pointer.startsWith(knownPointer.substring(0, start)) && index(pointer) == start) {
                if (number(pointer, start) >= number(knownPointer, start)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Returns the position of the first array index of a pointer; -1 if there is none. */
    private static int index(String pointer) {
        for (int i = 1; i < pointer.length(); i++) {
            if (pointer.charAt(i - 1) == '/' && isDigit(pointer.charAt(i))) {
                return i;
            }
        }
        return -1;
    }

    private static long number(String pointer, int start) {
        long number = 0;
        for (int i = start; i < pointer.length() && i < start + 9 && isDigit(pointer.charAt(i)); i++) {
            number = number * 10 + (pointer.charAt(i) - '0');
        }
        return number;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    /** Collects problems. Not thread-safe. */
    public static final class Builder {

        private final List<Problem> list = new ArrayList<>(0);

        /** Creates a builder without problems. */
        public Builder() {}

        /**
         * Adds a problem.
         *
         * @param pointer the JSON pointer, see {@link Problem#pointer}
         * @param message the message, see {@link Problem#message}
         */
        public void add(String pointer, String message) {
            list.add(new Problem(pointer, message));
        }

        /**
         * Returns the collected problems.
         *
         * @return the problems in the order in which they were added
         */
        public Problems build() {
            return list.isEmpty() ? EMPTY : new Problems(list);
        }
    }
}
