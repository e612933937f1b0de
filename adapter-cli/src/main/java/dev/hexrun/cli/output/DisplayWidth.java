package dev.hexrun.cli.output;

/** The width of text on a terminal, in cells as counted by {@code wcwidth(3)}. */
final class DisplayWidth {

    private static final String ELLIPSIS = "…";

    /** Ranges of characters that occupy two cells (Unicode East Asian Width, W and F), as pairs of first and last. */
    private static final int[] WIDE = {
        0x1100, 0x115f, 0x2e80, 0x303e, 0x3041, 0xa4cf, 0xa960, 0xa97f, 0xac00, 0xd7a3, 0xf900, 0xfaff, 0xfe30, 0xfe6f,
        0xff00, 0xff60, 0xffe0, 0xffe6, 0x1f300, 0x1f64f, 0x1f680, 0x1f6ff, 0x1f900, 0x1f9ff, 0x20000, 0x3fffd
    };

    private DisplayWidth() {}

    /**
     * Returns the width of a text.
     *
     * @param text text without control characters
     * @return the number of cells
     */
    static int of(String text) {
        int width = 0;
        for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
            width += of(text.codePointAt(i));
        }
        return width;
    }

    /**
     * Truncates a text to a width. A truncated text ends with an ellipsis.
     *
     * @param text text without control characters
     * @param cells the maximum width, at least 1
     * @return the text or its beginning
     */
    static String cut(String text, int cells) {
        if (of(text) <= cells) {
            return text;
        }
        int width = 0;
        int end = 0;
        while (width + of(text.codePointAt(end)) <= cells - 1) {
            width += of(text.codePointAt(end));
            end += Character.charCount(text.codePointAt(end));
        }
        return text.substring(0, end) + ELLIPSIS;
    }

    private static int of(int character) {
        if (character < WIDE[0]) {
            return character >= 0x300 && isCombining(character) ? 0 : 1;
        }
        for (int i = 0; i < WIDE.length; i += 2) {
            if (character >= WIDE[i] && character <= WIDE[i + 1]) {
                return 2;
            }
        }
        return isCombining(character) ? 0 : 1;
    }

    private static boolean isCombining(int character) {
        int type = Character.getType(character);
        return type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK || type == Character.FORMAT;
    }
}
