package dev.hexrun.cli.output;

import dev.hexrun.app.state.ContainerState;
import dev.hexrun.cli.message.Printable;
import java.time.Instant;

/** A list of containers for people. Keeps the cells of a line for each container, and nothing else of its state. */
public final class ListOutput {

    private static final int BUNDLE = 3;

    private final Table table = new Table("ID", "PID", "STATUS", "BUNDLE", "CREATED", "OWNER");
    private final int columns;
    private final boolean whole;
    private final Instant now;

    /**
     * Creates an empty list.
     *
     * @param columns the width of the terminal that shows it; 0 if it is not for a terminal
     * @param whole whether nothing is shortened or left out
     * @param now the time of the clock
     */
    public ListOutput(int columns, boolean whole, Instant now) {
        this.columns = columns;
        this.whole = whole;
        this.now = now;
    }

    /**
     * Adds a container.
     *
     * @param state its state
     */
    public void add(ContainerState state) {
        boolean full = columns == 0 || whole;
        table.add(
                full ? state.id().value() : ShortId.of(state.id().value()),
                Integer.toString(state.pid()),
                state.status().specName(),
                Printable.line(state.bundle()),
                columns == 0 ? state.created() : RelativeTime.of(state.created(), now),
                state.owner());
    }

    /**
     * Returns the list.
     *
     * @return a header and a line for each container
     */
    public String text() {
        return columns == 0 || whole ? table.text() : table.fitting(columns, BUNDLE);
    }
}
