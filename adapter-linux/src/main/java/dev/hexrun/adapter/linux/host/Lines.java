package dev.hexrun.adapter.linux.host;

import java.util.ArrayList;
import java.util.List;

/** Functions that split text without the regular expressions of {@link String#split}. */
final class Lines {

    private Lines() {}

    /** Returns the lines of a text that are not empty. */
    static List<String> of(String text) {
        return fields(text, '\n');
    }

    /** Returns the pieces between separators that are not empty. */
    static List<String> fields(String text, char separator) {
        List<String> fields = new ArrayList<>();
        int from = 0;
        while (from < text.length()) {
            int to = text.indexOf(separator, from);
            if (to < 0) {
                to = text.length();
            }
            if (to > from) {
                fields.add(text.substring(from, to));
            }
            from = to + 1;
        }
        return fields;
    }

    /** Returns the value of a number in ASCII digits; -1 if the text is not a number, or exceeds 63 bits. */
    static long number(String text) {
        if (text.isEmpty()) {
            return -1;
        }
        long value = 0;
        for (int i = 0; i < text.length(); i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9 || value > (Long.MAX_VALUE - digit) / 10) {
                return -1;
            }
            value = value * 10 + digit;
        }
        return value;
    }
}
