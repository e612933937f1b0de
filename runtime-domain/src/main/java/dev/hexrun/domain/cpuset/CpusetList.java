package dev.hexrun.domain.cpuset;

import java.util.BitSet;

/** A list of CPUs or memory nodes such as {@code 0-3,7} ({@code cpuset(7)}, "List format"). */
public final class CpusetList {

    /** More than any kernel has of CPUs or nodes; a guard against numbers that make no sense. */
    private static final int MAX = 1 << 20;

    private CpusetList() {}

    /**
     * Tells whether a text is a list; blanks around the parts are fine, and so is a list of nothing.
     *
     * @param text the text
     * @return {@code true} if {@link #of} takes it
     */
    public static boolean isValid(String text) {
        return collect(text, new BitSet());
    }

    /**
     * Reads a list.
     *
     * @param text the list
     * @return the numbers
     * @throws IllegalArgumentException if it is none
     */
    public static BitSet of(String text) {
        BitSet numbers = new BitSet();
        if (!collect(text, numbers)) {
            throw new IllegalArgumentException("\"" + text + "\" is not a list of numbers such as 0-3,7");
        }
        return numbers;
    }

    /**
     * Counts the numbers of a text, which may be no list.
     *
     * @param text the text
     * @return how many there are up to where it stops to be a list
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
