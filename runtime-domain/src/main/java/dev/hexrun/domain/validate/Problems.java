package dev.hexrun.domain.validate;

import java.util.ArrayList;
import java.util.List;

/**
 * Every broken rule that was found in one configuration.
 *
 * @param list the problems in the order in which they were found
 */
public record Problems(List<Problem> list) {

    /** That nothing is wrong. */
    public static final Problems EMPTY = new Problems(List.of());

    /** Keeps a copy of the list. */
    public Problems {
        list = List.copyOf(list);
    }

    /**
     * Tells whether nothing is wrong.
     *
     * @return {@code true} if there is no problem
     */
    public boolean isEmpty() {
        return list.isEmpty();
    }

    /**
     * Says everything in one line.
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
     * Adds what a later look found, except for what only follows from a problem that is known: a value that could not be
     * read is missing later, and an array element that could not be read moves those behind it.
     *
     * @param later problems found in what the first look could read
     * @return both
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
            String place = known.pointer();
            if (pointer.equals(place) || pointer.startsWith(place + "/") || place.startsWith(pointer + "/")) {
                return true;
            }
            int start = index(place);
            if (start >= 0 && pointer.startsWith(place.substring(0, start)) && index(pointer) == start) {
                if (number(pointer, start) >= number(place, start)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Where the first array index of a pointer starts; -1 if there is none. */
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

    /** Gathers problems while someone looks for them. For one thread. */
    public static final class Builder {

        private final List<Problem> list = new ArrayList<>(0);

        /** Starts without problems. */
        public Builder() {}

        /**
         * Adds a problem.
         *
         * @param pointer where, see {@link Problem#pointer}
         * @param message what is wrong
         */
        public void add(String pointer, String message) {
            list.add(new Problem(pointer, message));
        }

        /**
         * Ends the gathering.
         *
         * @return the problems in the order in which they were added
         */
        public Problems build() {
            return list.isEmpty() ? EMPTY : new Problems(list);
        }
    }
}
