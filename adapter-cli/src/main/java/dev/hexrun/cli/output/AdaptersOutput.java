package dev.hexrun.cli.output;

import dev.hexrun.app.adapters.FoundAdapter;
import dev.hexrun.app.inspect.ListAdapters.Entry;
import dev.hexrun.domain.json.JsonValue;
import java.util.ArrayList;
import java.util.List;

/** The output of {@code adapters}. */
public final class AdaptersOutput {

    private AdaptersOutput() {}

    /**
     * Returns adapters as a table.
     *
     * @param entries the adapters
     * @return a header and one line per adapter
     */
    public static String table(List<Entry> entries) {
        Table table = new Table("PORT", "ADAPTER", "PRIORITY", "USABLE", "CHOSEN", "FROM", "WHY");
        for (Entry entry : entries) {
            FoundAdapter<?> adapter = entry.adapter();
            table.add(
                    adapter.port(),
                    adapter.name(),
                    Integer.toString(adapter.priority()),
                    word(adapter.usable()),
                    word(entry.chosen()),
                    file(adapter.origin()),
                    adapter.reason());
        }
        return table.text();
    }

    /**
     * Returns adapters as JSON.
     *
     * @param entries the adapters
     * @return an array of objects
     */
    public static JsonValue document(List<Entry> entries) {
        List<JsonValue> items = new ArrayList<>();
        for (Entry entry : entries) {
            FoundAdapter<?> adapter = entry.adapter();
            items.add(new JsonValue.Builder()
                    .put("port", adapter.port())
                    .put("name", adapter.name())
                    .put("priority", adapter.priority())
                    .put("usable", adapter.usable())
                    .put("chosen", entry.chosen())
                    .put("origin", adapter.origin())
                    .put("reason", adapter.reason())
                    .build());
        }
        return new JsonValue.JsonArray(items);
    }

    private static String word(boolean value) {
        return value ? "yes" : "no";
    }

    /** Returns the module, or the last part of the path of the jar or directory; JSON has the whole path. */
    private static String file(String origin) {
        int end = origin.endsWith("/") ? origin.length() - 1 : origin.length();
        return origin.substring(origin.lastIndexOf('/', end - 1) + 1, end);
    }
}
