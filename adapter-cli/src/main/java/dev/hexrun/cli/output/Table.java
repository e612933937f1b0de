package dev.hexrun.cli.output;

import java.util.ArrayList;
import java.util.List;

/** A table with left-aligned columns. The first row is the header. */
final class Table {

    /** The minimum width of a column, on which scripts that cut at fixed positions rely. */
    private static final int MIN_WIDTH = 12;

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

    /**
     * Returns the table without truncation. Each column except the last is as wide as its longest cell and three spaces, and
     * at least 12 characters.
     */
    String text() {
        int last = rows.getFirst().size() - 1;
        int[] widths = new int[last];
        for (List<String> row : rows) {
            for (int i = 0; i < last; i++) {
                widths[i] = Math.max(widths[i], Math.max(MIN_WIDTH, length(row.get(i)) + GAP));
            }
        }
        StringBuilder text = new StringBuilder();
        for (List<String> row : rows) {
            for (int i = 0; i < last; i++) {
                String cell = row.get(i);
                text.append(cell).repeat(' ', widths[i] - length(cell));
            }
            text.append(row.get(last)).append('\n');
        }
        return text.toString();
    }

    /**
     * Returns the table with lines that fit a terminal. If they are too long, the elastic column is truncated first, then
     * columns are omitted from the right. The first column is always present and truncated if necessary.
     *
     * @param columns the width of the terminal in cells, at least 1
     * @param truncatable the index of the column whose cells may be truncated; -1 for none
     */
    String fittingText(int columns, int truncatable) {
        int shown = rows.getFirst().size();
        int[] widths = new int[shown];
        for (List<String> row : rows) {
            for (int i = 0; i < shown; i++) {
                widths[i] = Math.max(widths[i], DisplayWidth.of(row.get(i)));
            }
        }
        int excess = total(widths, shown) - columns;
        if (excess > 0 && truncatable >= 0) {
            int minimum = Math.min(widths[truncatable], MIN_WIDTH);
            widths[truncatable] = Math.max(minimum, widths[truncatable] - excess);
        }
        while (shown > 1 && total(widths, shown) > columns) {
            shown--;
        }
        widths[0] = Math.min(widths[0], columns);
        StringBuilder text = new StringBuilder();
        for (List<String> row : rows) {
            for (int i = 0; i < shown; i++) {
                String cell = DisplayWidth.cut(row.get(i), widths[i]);
                text.append(cell);
                if (i < shown - 1) {
                    text.repeat(' ', widths[i] - DisplayWidth.of(cell) + GAP);
                }
            }
            text.append('\n');
        }
        return text.toString();
    }

    private static int total(int[] widths, int shown) {
        int total = GAP * (shown - 1);
        for (int i = 0; i < shown; i++) {
            total += widths[i];
        }
        return total;
    }

    private static int length(String cell) {
        return cell.codePointCount(0, cell.length());
    }
}
