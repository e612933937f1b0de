package dev.hexrun.cli.output;

import java.util.ArrayList;
import java.util.List;

/** The division of a text into lines at its spaces. */
final class WrappedText {

    private WrappedText() {}

    /**
     * Returns the lines of a text. A word that is longer than a line has a line of its own.
     *
     * @param text text without control characters
     * @param cells the maximum width of a line; 0 for a single line
     * @return the lines, at least one
     */
    static List<String> lines(String text, int cells) {
        if (cells <= 0) {
            return List.of(text);
        }
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        int width = 0;
        for (String word : text.split(" ", -1)) {
            int length = DisplayWidth.of(word);
            if (!line.isEmpty() && width + 1 + length > cells) {
                lines.add(line.toString());
                line.setLength(0);
                width = 0;
            }
            if (!line.isEmpty()) {
                line.append(' ');
                width++;
            }
            line.append(word);
            width += length;
        }
        lines.add(line.toString());
        return lines;
    }
}
