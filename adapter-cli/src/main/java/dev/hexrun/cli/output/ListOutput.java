package dev.hexrun.cli.output;

import dev.hexrun.app.state.ContainerState;
import dev.hexrun.cli.message.Printable;
import java.time.Instant;

/** The table of {@code list}. It retains only the cells of each line, not the states. */
public final class ListOutput {

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
     * Returns the table.
     *
     * @return a header and one line per container
     */
    public String text() {
        return columns == 0 || noTrunc ? table.text() : table.fittingText(columns, BUNDLE);
    }
}
