package dev.hexrun.cli.command;

/**
 * One flag of the command line.
 *
 * @param name the long name, without dashes
 * @param letter the short name, without a dash; empty if it has none
 * @param kind what follows it
 * @param value what help calls the value, {@code a|b} if it is one of some words; empty for a switch
 * @param initial what holds without the flag, for help; empty if there is nothing to say
 * @param summary what it does, for help
 * @param support whether this build carries it out
 */
public record FlagSpec(
        String name, String letter, Kind kind, String value, String initial, String summary, Support support) {

    /** What follows a flag. */
    public enum Kind {
        /** Nothing, or {@code =true} and the like. */
        SWITCH,
        /** One value; the last counts. */
        TEXT,
        /** One value; each counts. */
        LIST
    }

    /** Whether a flag is carried out. */
    public enum Support {
        /** It is, and help shows it. */
        SHOWN,
        /** It is, and help leaves it out: old callers send it. */
        HIDDEN,
        /** It is not: whoever uses it is told so. */
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

    FlagSpec initially(String what) {
        return new FlagSpec(name, letter, kind, value, what, summary, support);
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
