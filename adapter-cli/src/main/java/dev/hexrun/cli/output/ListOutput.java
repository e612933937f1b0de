package dev.hexrun.cli.output;

import dev.hexrun.app.state.ContainerState;
import dev.hexrun.cli.message.Printable;
import dev.hexrun.cli.template.RowFields;
import dev.hexrun.domain.json.JsonValue;
import dev.hexrun.domain.json.JsonValue.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/** The table of {@code list}. It retains only the cells of each line, not the states. */
public final class ListOutput {

    /** The fields of a row. */
    public static final RowFields FIELDS = new RowFields(
            List.of(
                    "id",
                    "pid",
                    "status",
                    "bundle",
                    "rootfs",
                    "created",
                    "createdAgo",
                    "owner",
                    "ociVersion",
                    "annotations"),
            Set.of("annotations"));

    /** The fields by which rows can be sorted. */
    public static final RowFields SORTABLE = new RowFields(
            List.of("id", "pid", "status", "bundle", "rootfs", "created", "owner", "ociVersion"), Set.of());

    private static final int BUNDLE = 3;

    private final Table table = new Table("ID", "PID", "STATUS", "BUNDLE", "CREATED", "OWNER");
    private final int columns;
    private final boolean noTrunc;
    private final Instant now;

    /**
     * Creates an empty list.
     *
     * @param columns the width of the terminal; 0 if the output is not a terminal
     * @param noTrunc whether to print everything, without truncation
     * @param now the current time
     */
    public ListOutput(int columns, boolean noTrunc, Instant now) {
        this.columns = columns;
        this.noTrunc = noTrunc;
        this.now = now;
    }

    /**
     * Adds a container.
     *
     * @param state its state
     */
    public void add(ContainerState state) {
        boolean full = columns == 0 || noTrunc;
        table.add(
                full ? state.id().value() : ShortId.of(state.id().value()),
                Integer.toString(state.pid()),
                state.status().specName(),
                Printable.line(state.bundle()),
                columns == 0 ? state.created() : RelativeTime.of(state.created(), now),
                state.owner());
    }

    /**
     * Returns a container as a row for templates and for sorting.
     *
     * @param state its state
     * @param now the current time
     * @return an object with the members of {@link #FIELDS}
     */
    public static JsonObject row(ContainerState state, Instant now) {
        return new JsonValue.Builder()
                .put("id", state.id().value())
                .put("pid", state.pid())
                .put("status", state.status().specName())
                .put("bundle", state.bundle())
                .put("rootfs", state.rootfs())
                .put("created", state.created())
                .put("createdAgo", RelativeTime.of(state.created(), now))
                .put("owner", state.owner())
                .put("ociVersion", state.ociVersion())
                .put("annotations", new TreeMap<>(state.annotations()))
                .build();
    }

    /**
     * Returns the table.
     *
     * @return a header and one line per container
     */
    public String text() {
        return columns == 0 || noTrunc ? table.text() : table.fittingText(columns, BUNDLE);
    }
}
