package dev.hexrun.cli.command;

import dev.hexrun.cli.command.CommandSpec.Order;
import java.util.List;

/** The names, arguments and flags of all commands. */
final class CommandSpecs {

    private CommandSpecs() {}

    static CommandSpec global() {
        return new CommandSpec(
                "",
                "COMMAND [flags] [arguments]",
                0,
                Integer.MAX_VALUE,
                Order.FLAGS_FIRST,
                List.of(
                        Flags.ROOT,
                        Flags.LOG,
                        Flags.LOG_FORMAT,
                        Flags.LOG_LEVEL,
                        Flags.DEBUG,
                        Flags.CGROUP_MANAGER,
                        Flags.SYSTEMD_CGROUP,
                        Flags.ROOTLESS,
                        Flags.ADAPTER,
                        Flags.NO_VENDOR_ADAPTERS,
                        Flags.VERSION,
                        Flags.CRIU));
    }

    static CommandSpec of(CommandName name) {
        return switch (name) {
            case ADAPTERS -> ofRuntime(name, Flags.LIST_FORMAT, Flags.VERBOSE, Flags.NO_TRUNC, Flags.TRAIN);
            case CREATE ->
                ofContainer(
                        name,
                        Flags.BUNDLE,
                        Flags.CONFIG,
                        Flags.PID_FILE,
                        Flags.NO_PIVOT,
                        Flags.NO_NEW_KEYRING,
                        Flags.CONSOLE_SOCKET,
                        Flags.PIDFD_SOCKET,
                        Flags.PRESERVE_FDS);
            case DELETE -> ofContainers(name, Flags.FORCE, Flags.REGEX, Flags.FIRST_PROCESS);
            case DOCTOR -> ofRuntime(name, Flags.REPORT_FORMAT);
            case ENGINE ->
                new CommandSpec(
                        name.word(),
                        "run|start|status|stop",
                        1,
                        1,
                        Order.MIXED,
                        List.of(Flags.ENGINE_SOCKET, Flags.IDLE_TIMEOUT, Flags.PARALLEL));
            case EVENTS -> ofContainer(name, Flags.EVENTS_INTERVAL, Flags.STATS, Flags.PRESSURE);
            case EXEC ->
                new CommandSpec(
                        name.word(),
                        "ID [COMMAND [ARG...]]",
                        1,
                        Integer.MAX_VALUE,
                        Order.FLAGS_FIRST,
                        List.of(
                                Flags.PROCESS,
                                Flags.CWD,
                                Flags.ENV,
                                Flags.TTY,
                                Flags.INTERACTIVE,
                                Flags.USER,
                                Flags.ADDITIONAL_GIDS,
                                Flags.CAP,
                                Flags.NO_NEW_PRIVS,
                                Flags.PROCESS_LABEL,
                                Flags.APPARMOR,
                                Flags.CGROUP,
                                Flags.IGNORE_PAUSED,
                                Flags.EXEC_DETACH,
                                Flags.EXEC_PID_FILE,
                                Flags.CONSOLE_SOCKET,
                                Flags.EXEC_PIDFD_SOCKET,
                                Flags.EXEC_PRESERVE_FDS));
            case FEATURES -> ofRuntime(name);
            case HELP -> new CommandSpec(name.word(), "[COMMAND]", 0, 1, Order.MIXED, List.of());
            case INSPECT -> ofContainers(name, Flags.REPORT_FORMAT, Flags.INSPECT_PLAN, Flags.NO_TRUNC);
            case KILL ->
                new CommandSpec(
                        name.word(),
                        "ID [SIGNAL]",
                        1,
                        Integer.MAX_VALUE,
                        Order.FLAGS_FIRST,
                        List.of(Flags.SIGNAL, Flags.ALL, Flags.REGEX));
            case LIST -> ofRuntime(name, Flags.ROW_FORMAT, Flags.FILTER, Flags.SORT, Flags.QUIET, Flags.NO_TRUNC);
            case PLAN ->
                new CommandSpec(
                        name.word(),
                        "[ID]",
                        0,
                        1,
                        Order.MIXED,
                        List.of(
                                Flags.BUNDLE,
                                Flags.CONFIG_WITHOUT_LETTER,
                                Flags.DIFF,
                                Flags.TEXT_FORMAT,
                                Flags.PID_FILE,
                                Flags.NO_PIVOT,
                                Flags.NO_NEW_KEYRING,
                                Flags.CONSOLE_SOCKET,
                                Flags.PIDFD_SOCKET,
                                Flags.PRESERVE_FDS));
            case RUN ->
                ofContainer(
                        name,
                        Flags.BUNDLE,
                        Flags.CONFIG,
                        Flags.DETACH,
                        Flags.KEEP,
                        Flags.PID_FILE,
                        Flags.NO_SUBREAPER,
                        Flags.NO_PIVOT,
                        Flags.NO_NEW_KEYRING,
                        Flags.CONSOLE_SOCKET,
                        Flags.PIDFD_SOCKET,
                        Flags.PRESERVE_FDS);
            case SPEC -> ofRuntime(name, Flags.BUNDLE, Flags.SPEC_ROOTLESS);
            case PS ->
                new CommandSpec(
                        name.word(),
                        "ID [PS OPTIONS]",
                        1,
                        Integer.MAX_VALUE,
                        Order.FLAGS_FIRST,
                        List.of(Flags.LIST_FORMAT));
            case PAUSE, RESUME, START -> ofContainers(name);
            case STATE -> ofContainer(name);
            case STATS ->
                new CommandSpec(
                        name.word(),
                        "[ID...]",
                        0,
                        Integer.MAX_VALUE,
                        Order.MIXED,
                        List.of(
                                Flags.ROW_FORMAT,
                                Flags.FILTER,
                                Flags.SORT,
                                Flags.STATS_INTERVAL,
                                Flags.NO_STREAM,
                                Flags.NO_TRUNC));
            case UPDATE ->
                ofContainer(
                        name,
                        Flags.RESOURCES,
                        Flags.BLKIO_WEIGHT,
                        Flags.CPU_SHARE,
                        Flags.CPU_QUOTA,
                        Flags.CPU_PERIOD,
                        Flags.CPU_BURST,
                        Flags.CPU_IDLE,
                        Flags.CPU_RT_RUNTIME,
                        Flags.CPU_RT_PERIOD,
                        Flags.CPUSET_CPUS,
                        Flags.CPUSET_MEMS,
                        Flags.MEMORY,
                        Flags.MEMORY_RESERVATION,
                        Flags.MEMORY_SWAP,
                        Flags.PIDS_LIMIT,
                        Flags.KERNEL_MEMORY,
                        Flags.KERNEL_MEMORY_TCP,
                        Flags.L3_CACHE_SCHEMA,
                        Flags.MEM_BW_SCHEMA);
            case VALIDATE -> ofRuntime(name, Flags.BUNDLE, Flags.CONFIG_WITHOUT_LETTER, Flags.HOST, Flags.TEXT_FORMAT);
        };
    }

    private static CommandSpec ofContainer(CommandName name, FlagSpec... flags) {
        return new CommandSpec(name.word(), "ID", 1, 1, Order.MIXED, List.of(flags));
    }

    private static CommandSpec ofContainers(CommandName name, FlagSpec... flags) {
        return new CommandSpec(name.word(), "ID [ID...]", 1, Integer.MAX_VALUE, Order.MIXED, List.of(flags));
    }

    private static CommandSpec ofRuntime(CommandName name, FlagSpec... flags) {
        return new CommandSpec(name.word(), "", 0, 0, Order.MIXED, List.of(flags));
    }
}
