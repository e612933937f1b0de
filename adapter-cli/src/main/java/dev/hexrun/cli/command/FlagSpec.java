package dev.hexrun.cli.command;

/**
 * A flag of the command line.
 *
 * @param name the long name, without dashes
 * @param letter the short name, without a dash; empty if it has none
 * @param kind whether the flag has a value, and whether it can be repeated
 * @param value the name of the value in help, or the permitted values as {@code a|b}; empty for a switch
 * @param initial the default as shown by help; empty if there is none
 * @param summary the effect of the flag, for help
 * @param support whether this build supports the flag
 */
public record FlagSpec(
        String name, String letter, Kind kind, String value, String initial, String summary, Support support) {

    /** The number of values. */
    public enum Kind {
        /** No value, or a boolean after {@code =}. */
        SWITCH,
        /** One value; the last occurrence takes effect. */
        TEXT,
        /** One value per occurrence; all take effect. */
        LIST
    }

    /** The degree of support for a flag. */
    public enum Support {
        /** Supported and documented. */
        SHOWN,
        /** Accepted for compatibility and not documented. */
        HIDDEN,
        /** Not supported: using the flag is an error. */
        MISSING
    }

    static FlagSpec toggle(String name, String letter, String summary) {
        return new FlagSpec(name, letter, Kind.SWITCH, "", "", summary, Support.SHOWN);
    }

    static FlagSpec text(String name, String letter, String value, String summary) {
        return new FlagSpec(name, letter, Kind.TEXT, value, "", summary, Support.SHOWN);
    }

    static FlagSpec letteredList(String name, String letter, String value, String summary) {
        return new FlagSpec(name, letter, Kind.LIST, value, "", summary, Support.SHOWN);
    }

    static FlagSpec list(String name, String value, String summary) {
        return new FlagSpec(name, "", Kind.LIST, value, "", summary, Support.SHOWN);
    }

    FlagSpec withDefault(String initialValue) {
        return new FlagSpec(name, letter, kind, value, initialValue, summary, support);
    }

    FlagSpec hidden() {
        return new FlagSpec(name, letter, kind, value, initial, summary, Support.HIDDEN);
    }

    FlagSpec missing() {
        return new FlagSpec(name, letter, kind, value, initial, summary, Support.MISSING);
    }

    boolean isCalled(String word) {
        return word.equals(name) || (!letter.isEmpty() && word.equals(letter));
    }
}
