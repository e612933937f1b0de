package dev.hexrun.cgroup.stats;

import dev.hexrun.port.cgroup.CgroupStats.BlkioEntry;
import dev.hexrun.port.cgroup.CgroupStats.Pressure;
import dev.hexrun.port.cgroup.CgroupStats.RdmaEntry;
import dev.hexrun.port.cgroup.CgroupStats.Stall;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** A parser of files with a line for each device or kind. It ignores a line with another format. */
final class TableParser {

    private TableParser() {}

    /** Parses {@code blkio.*} of v1: {@code 8:0 Read 4096}, {@code 8:0 17}. Ignores the sum, {@code Total 4096}. */
    static List<BlkioEntry> blkio(String text) {
        List<BlkioEntry> entries = new ArrayList<>();
        for (String line : NumberParser.lines(text)) {
            List<String> words = NumberParser.words(line);
            boolean named = words.size() == 3;
            OptionalLong value =
                    words.size() == 2 || named ? NumberParser.number(words.getLast()) : OptionalLong.empty();
            if (value.isPresent()) {
                add(entries, words.getFirst(), named ? words.get(1) : "", value.getAsLong());
            }
        }
        return entries;
    }

    /**
     * Parses {@code io.stat} of v2: {@code 8:0 rbytes=4096 wbytes=0 rios=1 wios=0}. Ignores other keys, such as those
     * of {@code io.cost}.
     *
     * @param text the file
     * @param read the key of the read counter
     * @param written the key of the write counter
     */
    static List<BlkioEntry> io(String text, String read, String written) {
        List<BlkioEntry> entries = new ArrayList<>();
        for (String line : NumberParser.lines(text)) {
            List<String> words = NumberParser.words(line);
            for (String word : words) {
                String op = word.startsWith(read + '=') ? "Read" : word.startsWith(written + '=') ? "Write" : "";
                OptionalLong value = NumberParser.number(word.substring(word.indexOf('=') + 1));
                if (!op.isEmpty() && value.isPresent()) {
                    add(entries, words.getFirst(), op, value.getAsLong());
                }
            }
        }
        return entries;
    }

    private static void add(List<BlkioEntry> entries, String device, String op, long value) {
        int colon = device.indexOf(':');
        if (colon > 0) {
            OptionalLong major = NumberParser.number(device.substring(0, colon));
            OptionalLong minor = NumberParser.number(device.substring(colon + 1));
            if (major.isPresent() && minor.isPresent()) {
                entries.add(new BlkioEntry(major.getAsLong(), minor.getAsLong(), op, value));
            }
        }
    }

    /** Parses {@code rdma.current} and {@code rdma.max}: {@code mlx4_0 hca_handle=2 hca_object=max}. */
    static List<RdmaEntry> rdma(String text) {
        List<RdmaEntry> entries = new ArrayList<>();
        for (String line : NumberParser.lines(text)) {
            List<String> words = NumberParser.words(line);
            if (words.size() > 1) {
                entries.add(new RdmaEntry(words.getFirst(), limit(words, "hca_handle="), limit(words, "hca_object=")));
            }
        }
        return entries;
    }

    private static OptionalLong limit(List<String> words, String key) {
        for (String word : words) {
            if (word.startsWith(key) && !word.endsWith("=max")) {
                return NumberParser.number(word.substring(key.length()));
            }
        }
        return OptionalLong.empty();
    }

    /** Parses {@code some avg10=0.12 avg60=0.05 avg300=0.01 total=123456}, and the same for {@code full}. */
    static Optional<Pressure> pressure(String text) {
        Stall some = null;
        Stall full = null;
        for (String line : NumberParser.lines(text)) {
            if (line.startsWith("some ")) {
                some = stall(line);
            } else if (line.startsWith("full ")) {
                full = stall(line);
            }
        }
        // Full CPU pressure exists since Linux 5.13.
        return some == null ? Optional.empty() : Optional.of(new Pressure(some, full == null ? Stall.NONE : full));
    }

    private static Stall stall(String line) {
        List<String> words = NumberParser.words(line);
        return new Stall(
                share(words, "avg10="),
                share(words, "avg60="),
                share(words, "avg300="),
                NumberParser.number(value(words, "total=")).orElse(0));
    }

    private static double share(List<String> words, String key) {
        try {
            double share = Double.parseDouble(value(words, key));
            return Double.isFinite(share) ? share : 0;
        } catch (NumberFormatException none) {
            return 0;
        }
    }

    private static String value(List<String> words, String key) {
        for (String word : words) {
            if (word.startsWith(key)) {
                return word.substring(key.length());
            }
        }
        return "";
    }
}
