package dev.hexrun.cgroup.stats;

import dev.hexrun.domain.cpuset.CpusetList;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.StringTokenizer;
import java.util.TreeMap;

/** A parser of the numbers in cgroup files. It ignores a line with another format. */
final class NumberParser {

    private static final long MAX = -1;

    private NumberParser() {}

    /** Parses an unsigned number, or {@code max}, which is 2^64-1. */
    static OptionalLong number(String word) {
        if (word.equals("max")) {
            return OptionalLong.of(MAX);
        }
        try {
            return OptionalLong.of(Long.parseUnsignedLong(word));
        } catch (NumberFormatException none) {
            return OptionalLong.empty();
        }
    }

    /** Parses a signed number. */
    static OptionalLong signed(String word) {
        try {
            return OptionalLong.of(Long.parseLong(word));
        } catch (NumberFormatException none) {
            return OptionalLong.empty();
        }
    }

    /** Parses lines with a key and a number. */
    static SortedMap<String, Long> flatKeyed(String text) {
        SortedMap<String, Long> found = new TreeMap<>();
        for (String line : lines(text)) {
            List<String> words = words(line);
            OptionalLong value = words.size() == 2 ? number(words.get(1)) : OptionalLong.empty();
            if (value.isPresent()) {
                found.put(words.get(0), value.getAsLong());
            }
        }
        return found;
    }

    /** Returns the number of a key. */
    static OptionalLong get(SortedMap<String, Long> keyed, String key) {
        Long value = keyed.get(key);
        return value == null ? OptionalLong.empty() : OptionalLong.of(value);
    }

    /** Returns the number of a key in another unit. */
    static OptionalLong get(SortedMap<String, Long> keyed, String key, long factor) {
        Long value = keyed.get(key);
        return value == null ? OptionalLong.empty() : OptionalLong.of(value * factor);
    }

    /** Parses numbers on one line. */
    static List<Long> row(String text) {
        List<Long> row = new ArrayList<>();
        for (String word : words(text)) {
            add(row, word);
        }
        return row;
    }

    /**
     * Parses a column of {@code cpuacct.usage_all}, which has the header {@code cpu user system} and a line for each
     * CPU.
     *
     * @param text the file
     * @param name the column's name in the first line
     */
    static List<Long> column(String text, String name) {
        List<Long> column = new ArrayList<>();
        List<String> lines = lines(text);
        int at = lines.isEmpty() ? -1 : words(lines.getFirst()).indexOf(name);
        for (int i = 1; i < lines.size() && at >= 0; i++) {
            List<String> words = words(lines.get(i));
            if (words.size() > at) {
                add(column, words.get(at));
            }
        }
        return column;
    }

    private static void add(List<Long> numbers, String word) {
        OptionalLong number = number(word);
        if (number.isPresent()) {
            numbers.add(number.getAsLong());
        }
    }

    /** Parses a list such as {@code 0-3,7}; {@code cpuset(7)}, "List format". */
    static List<Integer> list(String text) {
        List<Integer> list = new ArrayList<>();
        if (CpusetList.isValid(text)) {
            BitSet numbers = CpusetList.of(text);
            for (int number = numbers.nextSetBit(0); number >= 0; number = numbers.nextSetBit(number + 1)) {
                list.add(number);
            }
        }
        return list;
    }

    static List<String> lines(String text) {
        List<String> lines = new ArrayList<>();
        int from = 0;
        for (int end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
            lines.add(text.substring(from, end));
            from = end + 1;
        }
        if (from < text.length()) {
            lines.add(text.substring(from));
        }
        return lines;
    }

    static List<String> words(String line) {
        List<String> words = new ArrayList<>();
        StringTokenizer tokens = new StringTokenizer(line);
        while (tokens.hasMoreTokens()) {
            words.add(tokens.nextToken());
        }
        return words;
    }
}
