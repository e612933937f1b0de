package dev.hexrun.cli.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The parsed arguments of a command. */
public final class Arguments {

    private final List<FlagSpec> flags = new ArrayList<>();
    private final List<String> values = new ArrayList<>();
    private final List<String> positionals = new ArrayList<>();

    Arguments() {}

    void addFlag(FlagSpec flag, String value) {
        flags.add(flag);
        values.add(value);
    }

    void addPositional(String value) {
        positionals.add(value);
    }

    /**
     * Returns whether a switch is on.
     *
     * @param flag the switch
     * @return {@code true} if its last occurrence has no value or the value true
     */
    boolean isOn(FlagSpec flag) {
        int at = last(flag);
        return at >= 0 && values.get(at).equals("true");
    }

    /**
     * Returns the value of a flag.
     *
     * @param flag the flag
     * @return the last value given; empty if the flag was not given
     */
    Optional<String> text(FlagSpec flag) {
        int at = last(flag);
        return at < 0 ? Optional.empty() : Optional.of(values.get(at));
    }

    /**
     * Returns all values of a flag.
     *
     * @param flag the flag
     * @return the values in the order given
     */
    List<String> list(FlagSpec flag) {
        List<String> found = new ArrayList<>();
        for (int i = 0; i < flags.size(); i++) {
            if (isSame(flags.get(i), flag)) {
                found.add(values.get(i));
            }
        }
        return found;
    }

    private int last(FlagSpec flag) {
        int at = flags.size() - 1;
        while (at >= 0 && !isSame(flags.get(at), flag)) {
            at--;
        }
        return at;
    }

    /** Compares by name, which is unique in a command; the {@code equals} of a record costs a cold JVM milliseconds. */
    private static boolean isSame(FlagSpec one, FlagSpec other) {
        return one.name().equals(other.name());
    }

    /**
     * Returns the positional arguments.
     *
     * @return the arguments in the order given
     */
    List<String> positionals() {
        return positionals;
    }
}
