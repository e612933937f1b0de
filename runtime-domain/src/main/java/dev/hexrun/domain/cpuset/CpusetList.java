package dev.hexrun.domain.cpuset;

import java.util.BitSet;

/** A list of CPUs or memory nodes such as {@code 0-3,7} ({@code cpuset(7)}, "List format"). */
public final class CpusetList {

    /** An upper bound for CPUs and nodes, beyond what any kernel supports. */
    private static final int MAX = 1 << 20;

    private CpusetList() {}

    /**
     * Returns whether a text is a list. Blanks around the parts are allowed, and so is an empty list.
     *
     * @param text the text
     * @return {@code true} if {@link #of} accepts it
     */
    public static boolean isValid(String text) {
        return collect(text, new BitSet());
    }

    /**
     * Parses a list.
     *
     * @param text the list
     * @return the numbers
     * @throws IllegalArgumentException if the text is not a list
     */
    public static BitSet of(String text) {
        BitSet numbers = new BitSet();
        if (!collect(text, numbers)) {
            throw new IllegalArgumentException("\"" + text + "\" is not a list of numbers such as 0-3,7");
        }
        return numbers;
    }

    /**
     * Returns the number of CPUs or nodes of a text that may not be a list.
     *
     * @param text the text
     * @return the count in the part before the first error
     */
    public static int count(String text) {
        BitSet numbers = new BitSet();
        collect(text, numbers);
        return numbers.cardinality();
    }

    private static boolean collect(String text, BitSet numbers) {
        if (text.isBlank()) {
            return true;
        }
        int start = 0;
        while (start <= text.length()) {
            int end = text.indexOf(',', start);
            end = end < 0 ? text.length() : end;
            if (!range(text.substring(start, end).strip(), numbers)) {
                return false;
            }
            start = end + 1;
        }
        return true;
    }

    private static boolean range(String range, BitSet numbers) {
        int dash = range.indexOf('-');
        int first = number(dash < 0 ? range : range.substring(0, dash));
        int last = dash < 0 ? first : number(range.substring(dash + 1));
        if (first < 0 || last < first) {
            return false;
        }
        numbers.set(first, last + 1);
        return true;
    }

    private static int number(String text) {
        if (text.isEmpty() || text.length() > 7) {
            return -1;
        }
        int number = 0;
        for (int i = 0; i < text.length(); i++) {
            char digit = text.charAt(i);
            if (digit < '0' || digit > '9') {
                return -1;
            }
            number = number * 10 + (digit - '0');
        }
        return number > MAX ? -1 : number;
    }
}
