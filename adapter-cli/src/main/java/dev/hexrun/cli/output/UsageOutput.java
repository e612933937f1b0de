package dev.hexrun.cli.output;

import dev.hexrun.app.resource.ContainerUsage;
import dev.hexrun.port.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** Prints what containers use. */
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
     * Prints it for people. Where the terminal is too narrow, columns are left out from the right.
     *
     * @param usages what is used
     * @param columns the width of the terminal that shows it; 0 if it is not for a terminal
     * @param whole whether nothing is shortened or left out
     * @return a header and a line for each container
     */
    public static String table(List<ContainerUsage> usages, int columns, boolean whole) {
        Table table =
                new Table("ID", "CPU %", "MEM USAGE / LIMIT", "MEM %", "PIDS", "BLOCK I/O", "PRESSURE CPU / MEM / IO");
        boolean fits = columns > 0 && !whole;
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
        return fits ? table.fitting(columns, 0) : table.text();
    }

    /**
     * Puts a table over the one before it. Lines that are too long are cut; of those that would be below the terminal's last
     * line it shows the last.
     *
     * @param table the table
     * @param columns the width of the terminal
     * @param first whether there is none before it, so that the terminal is cleared
     * @return what a terminal has to be sent
     */
    public static String inPlace(String table, int columns, boolean first) {
        List<String> lines = table.lines().toList();
        String below = atLine(lines.size() + 1);
        StringBuilder text = new StringBuilder(first ? atLine(1) : below).append(CLEAR_BELOW);
        text.append(WRAP_OFF);
        for (int i = 0; i < lines.size(); i++) {
            // Cleared before it is written: behind its last column the terminal would clear that one.
            text.append(atLine(i + 1)).append(CLEAR_LINE).append(DisplayWidth.cut(lines.get(i), columns));
        }
        return text.append(WRAP_ON).append(below).toString();
    }

    /** Moves to the beginning of a line, counted from 1; a terminal takes one that is below its last for the last. */
    private static String atLine(int line) {
        return "\u001b[" + line + ";1H";
    }

    /**
     * Prints it for tools.
     *
     * @param usages what is used
     * @return a list of objects, without what is not known
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

    /** With the largest unit that leaves something before the point. */
    static String bytes(long value) {
        if (value < 1024) {
            return value + "B";
        }
        double rest = value / 1024.0;
        int unit = 0;
        // What would be shown as 1024.00 is 1.00 of the next unit.
        while (hundredths(rest) >= 102_400 && unit < UNITS.length - 1) {
            rest /= 1024;
            unit++;
        }
        return fixed(rest) + UNITS[unit];
    }

    /** Two digits behind the point, in every country. */
    static String fixed(double value) {
        long hundredths = hundredths(value);
        long fraction = hundredths % 100;
        return hundredths / 100 + (fraction < 10 ? ".0" : ".") + fraction;
    }

    private static long hundredths(double value) {
        return Math.round(value * 100);
    }
}
