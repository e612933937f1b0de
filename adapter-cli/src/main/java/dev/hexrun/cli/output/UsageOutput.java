package dev.hexrun.cli.output;

import dev.hexrun.app.resource.ContainerUsage;
import dev.hexrun.domain.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** The output of {@code stats}. */
public final class UsageOutput {

    private static final String UNKNOWN = "-";
    private static final String[] UNITS = {"KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};

    // console_codes(4)
    private static final String CLEAR_LINE = "\u001b[K";
    private static final String CLEAR_BELOW = "\u001b[J";
    private static final String WRAP_OFF = "\u001b[?7l";
    private static final String WRAP_ON = "\u001b[?7h";

    private UsageOutput() {}

    /**
     * Returns resource usage as a table. If the terminal is too narrow, columns are omitted from the right.
     *
     * @param usages the usage of each container
     * @param columns the width of the terminal; 0 if the output is not a terminal
     * @param noTrunc whether to print everything, without truncation
     * @return a header and one line per container
     */
    public static String table(List<ContainerUsage> usages, int columns, boolean noTrunc) {
        Table table =
                new Table("ID", "CPU %", "MEM USAGE / LIMIT", "MEM %", "PIDS", "BLOCK I/O", "PRESSURE CPU / MEM / IO");
        boolean fits = columns > 0 && !noTrunc;
        for (ContainerUsage usage : usages) {
            String id = usage.id().value();
            table.add(
                    fits ? ShortId.of(id) : id,
                    percent(usage.cpuPercent()),
                    bytes(usage.memory()) + " / " + bytes(usage.memoryLimit()),
                    percent(usage.memoryPercent()),
                    number(usage.pids()),
                    bytes(usage.readBytes()) + " / " + bytes(usage.writtenBytes()),
                    percent(usage.cpuPressure()) + " / " + percent(usage.memoryPressure()) + " / "
                            + percent(usage.ioPressure()));
        }
        return fits ? table.fittingText(columns, 0) : table.text();
    }

    /**
     * Returns the control sequences that replace the previous table on a terminal. Long lines are truncated. If the table
     * has more lines than the terminal, the last line of the terminal shows the last line of the table.
     *
     * @param table the table
     * @param columns the width of the terminal
     * @param first whether this is the first table, for which the terminal is cleared
     * @return the text to write to the terminal
     */
    public static String inPlace(String table, int columns, boolean first) {
        List<String> lines = table.lines().toList();
        String below = moveToLine(lines.size() + 1);
        StringBuilder text = new StringBuilder(first ? moveToLine(1) : below).append(CLEAR_BELOW);
        text.append(WRAP_OFF);
        for (int i = 0; i < lines.size(); i++) {
            // The line is cleared first, since clearing it after its last column would erase that column.
            text.append(moveToLine(i + 1)).append(CLEAR_LINE).append(DisplayWidth.cut(lines.get(i), columns));
        }
        return text.append(WRAP_ON).append(below).toString();
    }

    /** Returns the sequence that moves to the beginning of a line, counted from 1; terminals limit it to their last line. */
    private static String moveToLine(int line) {
        return "\u001b[" + line + ";1H";
    }

    /**
     * Returns resource usage as JSON.
     *
     * @param usages the usage of each container
     * @return an array of objects without unknown values
     */
    public static JsonValue document(List<ContainerUsage> usages) {
        List<JsonValue> items = new ArrayList<>();
        for (ContainerUsage usage : usages) {
            JsonValue.Builder item =
                    new JsonValue.Builder().put("id", usage.id().value());
            put(item, "cpuPercent", usage.cpuPercent());
            put(item, "memory", usage.memory());
            put(item, "memoryLimit", usage.memoryLimit());
            put(item, "memoryPercent", usage.memoryPercent());
            put(item, "pids", usage.pids());
            put(item, "pidsLimit", usage.pidsLimit());
            put(item, "readBytes", usage.readBytes());
            put(item, "writtenBytes", usage.writtenBytes());
            put(item, "cpuPressure", usage.cpuPressure());
            put(item, "memoryPressure", usage.memoryPressure());
            put(item, "ioPressure", usage.ioPressure());
            items.add(item.build());
        }
        return new JsonValue.JsonArray(items);
    }

    private static void put(JsonValue.Builder item, String name, OptionalLong value) {
        if (value.isPresent()) {
            item.put(name, JsonValue.ofUnsigned(value.getAsLong()));
        }
    }

    private static void put(JsonValue.Builder item, String name, OptionalDouble value) {
        if (value.isPresent()) {
            item.put(name, EventOutput.number(hundredths(value.getAsDouble()) / 100.0));
        }
    }

    private static String number(OptionalLong value) {
        return value.isPresent() ? Long.toUnsignedString(value.getAsLong()) : UNKNOWN;
    }

    private static String percent(OptionalDouble value) {
        return value.isPresent() ? fixed(value.getAsDouble()) + "%" : UNKNOWN;
    }

    private static String bytes(OptionalLong value) {
        return value.isPresent() ? bytes(value.getAsLong()) : UNKNOWN;
    }

    /** Formats a size in the largest unit in which it is at least 1. */
    static String bytes(long value) {
        if (value < 1024) {
            return value + "B";
        }
        double rest = value / 1024.0;
        int unit = 0;
        // A size that would be rounded to 1024.00 is 1.00 of the next unit.
        while (hundredths(rest) >= 102_400 && unit < UNITS.length - 1) {
            rest /= 1024;
            unit++;
        }
        return fixed(rest) + UNITS[unit];
    }

    /** Formats a number with two decimal places, independent of the locale. */
    static String fixed(double value) {
        long hundredths = hundredths(value);
        long fraction = hundredths % 100;
        return hundredths / 100 + (fraction < 10 ? ".0" : ".") + fraction;
    }

    private static long hundredths(double value) {
        return Math.round(value * 100);
    }
}
