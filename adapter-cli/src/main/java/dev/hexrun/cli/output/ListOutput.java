package dev.hexrun.cli.output;

import dev.hexrun.app.ContainerState;
import dev.hexrun.cli.message.Printable;
import dev.hexrun.port.document.Document;
import java.util.ArrayList;
import java.util.List;

/** Prints lists of containers. */
public final class ListOutput {

    private ListOutput() {}

    /**
     * Prints containers for people.
     *
     * @param containers the containers
     * @return a header and a line for each
     */
    public static String table(List<ContainerState> containers) {
        Table table = new Table("ID", "PID", "STATUS", "BUNDLE", "CREATED", "OWNER");
        for (ContainerState state : containers) {
            table.add(
                    state.id().value(),
                    Integer.toString(state.pid()),
                    state.status().word(),
                    Printable.line(state.bundle()),
                    state.created(),
                    state.owner());
        }
        return table.text();
    }

    /**
     * Prints the ids of containers.
     *
     * @param containers the containers
     * @return a line for each, empty if there is none
     */
    public static String ids(List<ContainerState> containers) {
        StringBuilder text = new StringBuilder();
        for (ContainerState state : containers) {
            text.append(state.id()).append('\n');
        }
        return text.toString();
    }

    /**
     * Prints containers for tools.
     *
     * @param containers the containers
     * @return a list of objects as {@code state} prints them
     */
    public static Document document(List<ContainerState> containers) {
        List<Document> items = new ArrayList<>();
        for (ContainerState state : containers) {
            items.add(StateOutput.document(state));
        }
        return new Document.Items(items);
    }
}
