package dev.hexrun.cli.output;

import java.util.ArrayList;
import java.util.List;

/**
 * Rows in columns, left-aligned: each column but the last is as wide as its longest cell and three spaces, and at least
 * 12 characters, so that scripts that cut at fixed places go on to work.
 */
final class Table {

    private static final int LEAST_WIDTH = 12;
    private static final int GAP = 3;

    private final List<List<String>> rows = new ArrayList<>();

    Table(String... header) {
        rows.add(List.of(header));
    }

    /** Adds a row with as many cells as the header has. */
    void add(String... cells) {
        if (cells.length != rows.getFirst().size()) {
            throw new IllegalArgumentException(
                    cells.length + " cells in a table of " + rows.getFirst().size());
        }
        rows.add(List.of(cells));
    }

    /** The table as whole lines. */
    String text() {
        int last = rows.getFirst().size() - 1;
        int[] widths = new int[last];
        for (List<String> row : rows) {
            for (int i = 0; i < last; i++) {
                widths[i] = Math.max(widths[i], Math.max(LEAST_WIDTH, width(row.get(i)) + GAP));
            }
        }
        StringBuilder text = new StringBuilder();
        for (List<String> row : rows) {
            for (int i = 0; i < last; i++) {
                String cell = row.get(i);
                text.append(cell).repeat(' ', widths[i] - width(cell));
            }
            text.append(row.get(last)).append('\n');
        }
        return text.toString();
    }

    private static int width(String cell) {
        return cell.codePointCount(0, cell.length());
    }
}
