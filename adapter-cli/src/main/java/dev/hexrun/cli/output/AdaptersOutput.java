package dev.hexrun.cli.output;

import dev.hexrun.app.adapters.FoundAdapter;
import dev.hexrun.app.inspect.ListAdapters.Entry;
import dev.hexrun.app.inspect.ListAdapters.Listing;
import dev.hexrun.app.inspect.ListAdapters.Unused;
import dev.hexrun.cli.message.Printable;
import dev.hexrun.domain.json.JsonValue;
import dev.hexrun.domain.validate.OptionalFeature;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The output of {@code adapters}. */
public final class AdaptersOutput {

    private static final int REASON = 4;
    private static final int NANOS_PER_MICRO = 1_000;

    private AdaptersOutput() {}

    /**
     * Returns adapters as a table.
     *
     * @param listing the adapters
     * @param columns the width of the terminal, for a table with fewer columns that fits; 0 for the whole table
     * @return a header and one line per adapter, and one line per file without an adapter
     */
    public static String table(Listing listing, int columns) {
        Table table = columns == 0
                ? new Table("PORT", "ADAPTER", "PRIORITY", "USABLE", "CHOSEN", "FROM", "WHY")
                : new Table("PORT", "ADAPTER", "STATUS", "FROM", "WHY");
        for (Entry entry : listing.entries()) {
            FoundAdapter<?> adapter = entry.adapter();
            String reason = Printable.line(adapter.reason());
            if (columns == 0) {
                table.add(
                        adapter.port(),
                        Printable.line(adapter.name()),
                        Integer.toString(adapter.priority()),
                        word(adapter.usable()),
                        word(entry.chosen()),
                        file(adapter.origin()),
                        reason);
            } else {
                table.add(
                        adapter.port(),
                        Printable.line(adapter.name()),
                        entry.chosen() ? "chosen" : status(adapter),
                        adapter.location().isEmpty() ? "built-in" : file(adapter.location()),
                        reason);
            }
        }
        for (Unused unused : listing.unused()) {
            String reason = Printable.line(unused.reason());
            if (columns == 0) {
                table.add("-", "-", "-", "no", "no", file(unused.path()), reason);
            } else {
                table.add("-", "-", "unused", file(unused.path()), reason);
            }
        }
        return columns == 0 ? table.text() : table.fittingText(columns, REASON);
    }

    /**
     * Returns every property of the adapters as text.
     *
     * @param listing the adapters
     * @return a paragraph for each port, and one for the files without an adapter
     */
    public static String details(Listing listing) {
        StringBuilder text = new StringBuilder();
        String port = "";
        for (Entry entry : listing.entries()) {
            FoundAdapter<?> adapter = entry.adapter();
            if (!adapter.port().equals(port)) {
                text.append(port.isEmpty() ? "" : "\n").append(adapter.port()).append('\n');
                port = adapter.port();
            }
            text.append("  ").append(Printable.line(adapter.name())).append('\n');
            detail(text, "decision", entry.chosen() ? "used: " + entry.decision() : "not used: " + entry.decision());
            detail(text, "status", status(adapter) + ": " + adapter.reason());
            detail(text, "found in", found(adapter));
            if (adapter.type().isPresent()) {
                detail(text, "class", adapter.type().get().getName());
                detail(text, "class loader", loader(adapter.type().get()));
            }
            if (adapter.spiVersion().isPresent()) {
                detail(text, "SPI version", adapter.spiVersion().get().toString());
                detail(text, "priority", Integer.toString(adapter.priority()));
                detail(
                        text,
                        "probe",
                        adapter.probeNanos() == 0 ? "not executed" : adapter.probeNanos() / NANOS_PER_MICRO + " us");
            }
            if (!adapter.features().isEmpty()) {
                detail(text, "features", String.join(", ", features(adapter)));
            }
        }
        if (!listing.unused().isEmpty()) {
            text.append("\nfiles without an adapter\n");
            for (Unused unused : listing.unused()) {
                text.append("  ").append(Printable.line(unused.path())).append('\n');
                detail(text, "reason", unused.reason());
            }
        }
        return text.toString();
    }

    private static void detail(StringBuilder text, String name, String value) {
        text.append("    ")
                .append(name)
                .append(": ")
                .append(Printable.line(value))
                .append('\n');
    }

    private static String found(FoundAdapter<?> adapter) {
        if (!adapter.location().isEmpty()) {
            return adapter.location();
        }
        return adapter.origin().isEmpty() ? "nowhere" : "the distribution (" + adapter.origin() + ")";
    }

    private static String loader(Class<?> type) {
        ClassLoader loader = type.getClassLoader();
        String name = loader == null ? "" : loader.getName();
        return name == null || name.isEmpty() ? "unnamed" : name;
    }

    /**
     * Returns adapters as JSON.
     *
     * @param listing the adapters
     * @return an array of objects; a file without an adapter has an empty port and name
     */
    public static JsonValue document(Listing listing) {
        List<JsonValue> items = new ArrayList<>();
        for (Entry entry : listing.entries()) {
            FoundAdapter<?> adapter = entry.adapter();
            JsonValue.Builder item = new JsonValue.Builder()
                    .put("port", adapter.port())
                    .put("name", adapter.name())
                    .put("priority", adapter.priority())
                    .put("usable", adapter.usable())
                    .put("chosen", entry.chosen())
                    .put("origin", adapter.origin())
                    .put("reason", adapter.reason())
                    .put("status", status(adapter))
                    .put("decision", entry.decision())
                    .put(
                            "builtIn",
                            adapter.location().isEmpty() && adapter.type().isPresent())
                    .put("features", JsonValue.JsonArray.ofStrings(features(adapter)));
            if (adapter.spiVersion().isPresent()) {
                item.put("spiVersion", adapter.spiVersion().get().toString());
                item.put("probeMicros", adapter.probeNanos() / NANOS_PER_MICRO);
            }
            items.add(item.build());
        }
        for (Unused unused : listing.unused()) {
            items.add(new JsonValue.Builder()
                    .put("port", "")
                    .put("name", "")
                    .put("priority", 0)
                    .put("usable", false)
                    .put("chosen", false)
                    .put("origin", unused.path())
                    .put("reason", unused.reason())
                    .put("status", "unused")
                    .build());
        }
        return new JsonValue.JsonArray(items);
    }

    private static List<String> features(FoundAdapter<?> adapter) {
        List<String> features = new ArrayList<>();
        for (OptionalFeature feature : OptionalFeature.values()) {
            if (adapter.features().contains(feature)) {
                features.add(feature.name().toLowerCase(Locale.ROOT).replace('_', '-'));
            }
        }
        return features;
    }

    private static String status(FoundAdapter<?> adapter) {
        return switch (adapter.status()) {
            case USABLE -> "usable";
            case UNUSABLE -> "unusable";
            case BROKEN -> "broken";
        };
    }

    private static String word(boolean truth) {
        return truth ? "yes" : "no";
    }

    /** Returns the module, or the last part of the path of the jar or directory; JSON has the whole path. */
    private static String file(String origin) {
        int end = origin.endsWith("/") ? origin.length() - 1 : origin.length();
        return Printable.line(origin.substring(origin.lastIndexOf('/', end - 1) + 1, end));
    }
}
