package dev.hexrun.cli.output;

import dev.hexrun.app.command.CommandContext;

/** Colours for a terminal; no effect if the output is not a terminal or colours are unwanted. */
public final class TerminalStyle {

    /** A style without effect. */
    public static final TerminalStyle PLAIN = new TerminalStyle(false);

    /** A style of text, as a parameter of SGR, {@code console_codes(4)}. */
    public enum Style {
        /** For headings. */
        BOLD("1"),
        /** For what works. */
        GREEN("32"),
        /** For what works in part. */
        YELLOW("33"),
        /** For failures. */
        RED("1;31");

        private final String parameter;

        Style(String parameter) {
            this.parameter = parameter;
        }
    }

    private final boolean enabled;

    private TerminalStyle(boolean enabled) {
        this.enabled = enabled;
    }

    /**
     * Returns the style for standard output.
     *
     * @param columns the width of the terminal on standard output; 0 if it is not a terminal
     * @param context the caller: {@code NO_COLOR} with any value, and {@code TERM} without a value or {@code dumb},
     *     disable colours
     * @return the style
     */
    public static TerminalStyle of(int columns, CommandContext context) {
        boolean unwanted = context.variable("NO_COLOR").isPresent()
                || context.variable("TERM").orElse("dumb").equals("dumb");
        return columns > 0 && !unwanted ? new TerminalStyle(true) : PLAIN;
    }

    /**
     * Returns a text in a style.
     *
     * @param style the style
     * @param text the text
     * @return the text with control sequences, or the text itself
     */
    public String apply(Style style, String text) {
        return enabled ? "\u001b[" + style.parameter + "m" + text + "\u001b[0m" : text;
    }
}
