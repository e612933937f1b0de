package dev.hexrun.cli.output;

import dev.hexrun.app.resource.ContainerUsage;
import dev.hexrun.cli.template.RowFields;
import dev.hexrun.domain.json.JsonValue;
import dev.hexrun.domain.json.JsonValue.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;

/** The output of {@code stats}. */
public final class UsageOutput {

    /** The fields of a row for templates. */
    public static final RowFields FIELDS = new RowFields(
            List.of(
                    "id",
                    "cpuPerc",
                    "memUsage",
                    "memPerc",
                    "pids",
                    "blockIO",
                    "pressure",
                    "cpuPercent",
                    "memory",
                    "memoryLimit",
                    "memoryPercent",
                    "pidsLimit",
                    "readBytes",
                    "writtenBytes",
                    "cpuPressure",
                    "memoryPressure",
                    "ioPressure"),
            Set.of());

    /** The fields by which containers can be sorted. */
    public static final RowFields SORTABLE = FIELDS;

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
            addNumbers(usage, item);
            items.add(item.build());
        }
        return new JsonValue.JsonArray(items);
    }

    private static void addNumbers(ContainerUsage usage, JsonValue.Builder item) {
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
    }

    /**
     * Returns resource usage as a row for templates: the formatted values of the table, and the numbers of the JSON format.
     *
     * @param usage the usage of a container
     * @return an object with the members of {@link #FIELDS}, null for unknown values
     */
    public static JsonObject row(ContainerUsage usage) {
        JsonValue.Builder row = new JsonValue.Builder()
                .put("id", usage.id().value())
                .put("cpuPerc", percent(usage.cpuPercent()))
                .put("memUsage", bytes(usage.memory()) + " / " + bytes(usage.memoryLimit()))
                .put("memPerc", percent(usage.memoryPercent()))
                .put("blockIO", bytes(usage.readBytes()) + " / " + bytes(usage.writtenBytes()))
                .put(
                        "pressure",
                        percent(usage.cpuPressure()) + " / " + percent(usage.memoryPressure()) + " / "
                                + percent(usage.ioPressure()));
        addNumbers(usage, row);
        return withNulls(row.build(), FIELDS.names());
    }

    /**
     * Returns the values by which {@code --sort} orders containers: for a formatted field, its number.
     *
     * @param usage the usage of a container
     * @return an object with the members of {@link #SORTABLE}, null for unknown values
     */
    public static JsonObject sortRow(ContainerUsage usage) {
        JsonValue.Builder row = new JsonValue.Builder().put("id", usage.id().value());
        put(row, "cpuPerc", usage.cpuPercent());
        put(row, "memUsage", usage.memory());
        put(row, "memPerc", usage.memoryPercent());
        put(row, "pressure", usage.cpuPressure());
        if (usage.readBytes().isPresent() && usage.writtenBytes().isPresent()) {
            row.put(
                    "blockIO",
                    JsonValue.ofUnsigned(
                            usage.readBytes().getAsLong() + usage.writtenBytes().getAsLong()));
        }
        addNumbers(usage, row);
        return withNulls(row.build(), SORTABLE.names());
    }

    private static JsonObject withNulls(JsonObject row, List<String> names) {
        JsonValue.Builder all = new JsonValue.Builder();
        for (String name : names) {
            JsonValue value = row.get(name);
            all.put(name, value == null ? new JsonValue.JsonNull() : value);
        }
        return all.build();
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
