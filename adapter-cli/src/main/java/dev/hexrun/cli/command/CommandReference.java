package dev.hexrun.cli.command;

import dev.hexrun.cli.command.FlagSpec.Support;
import java.util.ArrayList;
import java.util.List;

/**
 * The complete description of a command, from which help, manual pages and completion scripts are generated.
 *
 * @param spec its syntax; the name is empty for the runtime itself
 * @param manual the text about it
 */
public record CommandReference(CommandSpec spec, CommandManual manual) {

    /**
     * Returns the description of the runtime itself, with the global flags.
     *
     * @return the description
     */
    public static CommandReference runtime() {
        return new CommandReference(CommandSpecs.global(), CommandManuals.global());
    }

    /**
     * Returns the descriptions of all commands.
     *
     * @return the descriptions, sorted by name
     */
    public static List<CommandReference> commands() {
        List<CommandReference> commands = new ArrayList<>();
        for (CommandName name : CommandName.values()) {
            commands.add(new CommandReference(CommandSpecs.of(name), CommandManuals.of(name)));
        }
        return commands;
    }

    /**
     * Returns the documented flags.
     *
     * @return the flags, help last
     */
    public List<FlagSpec> flags() {
        List<FlagSpec> flags = new ArrayList<>();
        for (FlagSpec flag : spec.flags()) {
            if (flag.support() == Support.SHOWN) {
                flags.add(flag);
            }
        }
        flags.add(Flags.HELP);
        return flags;
    }

    /**
     * Returns the synopsis of the command in one line.
     *
     * @return for example {@code hexrun [global flags] state [flags] ID}
     */
    public String usage() {
        return spec.name().isEmpty() ? "hexrun [global flags] " + spec.arguments() : HelpText.usage("hexrun", spec);
    }

    /**
     * Returns the types of the positional arguments.
     *
     * @return the type of each argument, in order
     */
    public List<Argument> arguments() {
        List<Argument> arguments = new ArrayList<>();
        for (String word : spec.arguments().split(" ", -1)) {
            arguments.add(
                    switch (word) {
                        case "[ID...]" -> Argument.CONTAINERS;
                        case "ID" -> createsContainer() ? Argument.OTHER : Argument.CONTAINER;
                        case "[SIGNAL]" -> Argument.SIGNAL;
                        case "[COMMAND]" -> Argument.COMMAND;
                        default -> Argument.OTHER;
                    });
        }
        return arguments;
    }

    private boolean createsContainer() {
        return switch (spec.name()) {
            case "create", "run", "restore" -> true;
            default -> false;
        };
    }

    /** The type of a positional argument. */
    public enum Argument {
        /** An existing container. */
        CONTAINER,
        /** Any number of existing containers, up to the last argument. */
        CONTAINERS,
        /** A signal. */
        SIGNAL,
        /** A command of the runtime. */
        COMMAND,
        /** Any other argument. */
        OTHER
    }
}
