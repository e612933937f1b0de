package dev.hexrun.cli.command;

import dev.hexrun.cli.command.FlagSpec.Support;
import java.util.ArrayList;
import java.util.List;

/**
 * All there is to know of a command: what manual pages and completion are made from, as help is.
 *
 * @param spec how it is called; its name is empty for the runtime itself
 * @param manual what is said of it
 */
public record CommandReference(CommandSpec spec, CommandManual manual) {

    /**
     * The runtime itself, with the global flags.
     *
     * @return the reference
     */
    public static CommandReference runtime() {
        return new CommandReference(CommandSpecs.global(), CommandManuals.global());
    }

    /**
     * Every command.
     *
     * @return the references, by name
     */
    public static List<CommandReference> commands() {
        List<CommandReference> commands = new ArrayList<>();
        for (CommandName name : CommandName.values()) {
            commands.add(new CommandReference(CommandSpecs.of(name), CommandManuals.of(name)));
        }
        return commands;
    }

    /**
     * The flags that users are told of.
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
     * How the command is called, in one line.
     *
     * @return for example {@code hexrun [global flags] state [flags] ID}
     */
    public String usage() {
        return spec.name().isEmpty() ? "hexrun [global flags] " + spec.arguments() : HelpText.usage("hexrun", spec);
    }

    /**
     * What each positional argument can be.
     *
     * @return one for each that completion knows something of, in their order
     */
    public List<Argument> arguments() {
        List<Argument> arguments = new ArrayList<>();
        for (String word : spec.arguments().split(" ", -1)) {
            arguments.add(
                    switch (word) {
                        case "[ID...]" -> Argument.CONTAINER;
                        case "ID" -> makesAContainer() ? Argument.OTHER : Argument.CONTAINER;
                        case "[SIGNAL]" -> Argument.SIGNAL;
                        case "[COMMAND]" -> Argument.COMMAND;
                        default -> Argument.OTHER;
                    });
        }
        return arguments;
    }

    private boolean makesAContainer() {
        return switch (spec.name()) {
            case "create", "run", "restore" -> true;
            default -> false;
        };
    }

    /** What a positional argument can be. */
    public enum Argument {
        /** A container that exists. */
        CONTAINER,
        /** A signal. */
        SIGNAL,
        /** A command of the runtime. */
        COMMAND,
        /** Anything else. */
        OTHER
    }
}
