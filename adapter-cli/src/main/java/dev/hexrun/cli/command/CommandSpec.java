package dev.hexrun.cli.command;

import java.util.List;

/**
 * The syntax of a command. Its {@link CommandManual} describes its meaning.
 *
 * @param name the name of the command; empty for the runtime itself with its global flags
 * @param arguments the positional arguments as shown by help; optional ones are in brackets
 * @param min the minimum number of positional arguments
 * @param max the maximum number of positional arguments
 * @param order whether flags may follow positional arguments
 */
public record CommandSpec(String name, String arguments, int min, int max, Order order, List<FlagSpec> flags) {

    /** The permitted positions of flags. */
    public enum Order {
        /** Anywhere. */
        MIXED,
        /** Before the first positional argument only; everything after it is passed on. */
        FLAGS_FIRST
    }

    /** Creates a specification with a copy of the list. */
    public CommandSpec {
        flags = List.copyOf(flags);
    }
}
