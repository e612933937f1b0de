package dev.hexrun.cli.command;

import dev.hexrun.cli.command.CommandSpec.Order;
import java.util.List;

/** How every command is called. */
final class CommandSpecs {

    private CommandSpecs() {}

    static CommandSpec global() {
        return new CommandSpec(
                "",
                "COMMAND [flags] [arguments]",
                "an OCI container runtime",
                "",
                0,
                Integer.MAX_VALUE,
                Order.FLAGS_FIRST,
                List.of(
                        Flags.ROOT,
                        Flags.LOG,
                        Flags.LOG_FORMAT,
                        Flags.DEBUG,
                        Flags.CGROUP_MANAGER,
                        Flags.SYSTEMD_CGROUP,
                        Flags.ROOTLESS,
                        Flags.ADAPTER,
                        Flags.VERSION,
                        Flags.CRIU));
    }

    static CommandSpec of(CommandName name) {
        return switch (name) {
            case ADAPTERS -> without(name, "list the adapters found, and which are used", "", Flags.LIST_FORMAT);
            case CREATE ->
                ofContainer(
                        name,
                        "create a container from a bundle",
                        """
                        The container's program does not run before "hexrun start ID".
                        Standard input, output and error become those of the container.
                        """,
                        Flags.BUNDLE,
                        Flags.PID_FILE,
                        Flags.NO_PIVOT,
                        Flags.NO_NEW_KEYRING,
                        Flags.CONSOLE_SOCKET,
                        Flags.PIDFD_SOCKET,
                        Flags.PRESERVE_FDS);
            case DELETE -> ofContainer(name, "delete a container that is stopped or was not started", """
                        A container that runs is deleted with --force only.
                        """, Flags.FORCE);
            case FEATURES -> without(name, "describe what the runtime can do, as JSON", "");
            case HELP ->
                new CommandSpec(name.word(), "[COMMAND]", "show help for a command", "", 0, 1, Order.MIXED, List.of());
            case KILL ->
                new CommandSpec(
                        name.word(),
                        "ID [SIGNAL]",
                        "send a signal to a container's first process",
                        """
                        SIGNAL is a number, or a name with or without SIG; the default is SIGTERM.
                        """,
                        1,
                        2,
                        Order.FLAGS_FIRST,
                        List.of(Flags.ALL));
            case LIST -> without(name, "list containers", "", Flags.LIST_FORMAT, Flags.QUIET);
            case PLAN ->
                new CommandSpec(
                        name.word(),
                        "[ID]",
                        "show the steps that would make a container, and take none",
                        """
                        "front" is the hexrun command itself, "launcher" the stage that enters and makes
                        namespaces, "init" the container's first process.
                        """,
                        0,
                        1,
                        Order.MIXED,
                        List.of(Flags.BUNDLE, Flags.TEXT_FORMAT, Flags.NO_PIVOT, Flags.NO_NEW_KEYRING));
            case RUN ->
                ofContainer(
                        name,
                        "create and start a container, wait for its end, and delete it",
                        """
                        The exit status is that of the container's process, 128 + N if signal N ended it.
                        """,
                        Flags.BUNDLE,
                        Flags.DETACH,
                        Flags.KEEP,
                        Flags.PID_FILE,
                        Flags.NO_SUBREAPER,
                        Flags.NO_PIVOT,
                        Flags.NO_NEW_KEYRING,
                        Flags.CONSOLE_SOCKET,
                        Flags.PIDFD_SOCKET,
                        Flags.PRESERVE_FDS);
            case SPEC -> without(name, "write a config.json to start from", "", Flags.BUNDLE, Flags.SPEC_ROOTLESS);
            case START -> ofContainer(name, "start the program of a created container", "");
            case STATE -> ofContainer(name, "show the state of a container, as JSON", "");
            case VALIDATE ->
                without(
                        name,
                        "check a bundle's configuration and print every problem",
                        """
                        The exit status is 0 if there is no problem, else 1.
                        """,
                        Flags.BUNDLE,
                        Flags.TEXT_FORMAT);
        };
    }

    private static CommandSpec ofContainer(CommandName name, String summary, String description, FlagSpec... flags) {
        return new CommandSpec(name.word(), "ID", summary, description, 1, 1, Order.MIXED, List.of(flags));
    }

    private static CommandSpec without(CommandName name, String summary, String description, FlagSpec... flags) {
        return new CommandSpec(name.word(), "", summary, description, 0, 0, Order.MIXED, List.of(flags));
    }
}
