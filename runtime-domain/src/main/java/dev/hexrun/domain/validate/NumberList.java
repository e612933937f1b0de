package dev.hexrun.domain.validate;

/** A list of CPUs or memory nodes such as {@code 0-3,7} ({@code cpuset(7)}, "List format"). */
final class NumberList {

    /** More than any kernel has of CPUs or nodes; a guard against numbers that make no sense. */
    private static final int MAX = 1 << 20;

    private NumberList() {}

    /** Whether the text is a list; blanks around the parts are fine, and so is a list of nothing. */
    static boolean isValid(String text) {
        if (text.isBlank()) {
            return true;
        }
        int start = 0;
        while (start <= text.length()) {
            int end = text.indexOf(',', start);
            end = end < 0 ? text.length() : end;
            if (!isRange(text.substring(start, end).strip())) {
                return false;
            }
            start = end + 1;
        }
        return true;
    }

    private static boolean isRange(String range) {
        int dash = range.indexOf('-');
        if (dash < 0) {
            return number(range) >= 0;
        }
        int first = number(range.substring(0, dash));
        int last = number(range.substring(dash + 1));
        return first >= 0 && last >= first;
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
