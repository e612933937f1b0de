package dev.hexrun.cli.command;

import java.util.List;

/**
 * How a command is called. What help says of it is its {@link CommandManual}.
 *
 * @param name the name as it is typed; empty for the runtime itself with its global flags
 * @param arguments the positional arguments as help shows them: words, those that may be left out in brackets
 * @param least the least number of positional arguments
 * @param most the greatest number of positional arguments
 * @param order whether flags may follow positional arguments
 * @param flags its flags
 */
public record CommandSpec(String name, String arguments, int least, int most, Order order, List<FlagSpec> flags) {

    /** Where flags may stand. */
    public enum Order {
        /** Anywhere. */
        MIXED,
        /** Before the first positional argument; what follows is no flag of ours. */
        FLAGS_FIRST
    }

    /** Keeps a copy of the list. */
    public CommandSpec {
        flags = List.copyOf(flags);
    }
}
