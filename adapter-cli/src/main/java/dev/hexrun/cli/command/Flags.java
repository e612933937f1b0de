package dev.hexrun.cli.command;

import static dev.hexrun.cli.command.FlagSpec.letteredList;
import static dev.hexrun.cli.command.FlagSpec.list;
import static dev.hexrun.cli.command.FlagSpec.text;
import static dev.hexrun.cli.command.FlagSpec.toggle;

/** The flags of all commands. */
final class Flags {

    static final FlagSpec HELP = toggle("help", "h", "show this help");

    // Global

    static final FlagSpec VERSION = toggle("version", "v", "print the version");
    static final FlagSpec ROOT = text("root", "", "DIR", "directory for container state")
            .withDefault("/run/hexrun, or $XDG_RUNTIME_DIR/hexrun for other users");
    static final FlagSpec LOG = text("log", "", "FILE", "append log messages to FILE, also written as file:FILE")
            .withDefault("standard error");
    static final FlagSpec LOG_FORMAT =
            text("log-format", "", "text|json", "format of log messages").withDefault("text");
    static final FlagSpec LOG_LEVEL = text("log-level", "", "error|warning|debug", "minimum severity of log messages");
    static final FlagSpec DEBUG = toggle("debug", "", "log debug messages and stack traces");
    static final FlagSpec SYSTEMD_CGROUP = toggle("systemd-cgroup", "", "use the systemd cgroup driver");
    static final FlagSpec CGROUP_MANAGER = text(
            "cgroup-manager", "", "cgroupfs|systemd|disabled", "cgroup driver; with disabled, no cgroups are created");
    static final FlagSpec ROOTLESS = text(
                    "rootless", "", "true|false|auto", "whether to ignore cgroup permission errors")
            .withDefault("auto");
    static final FlagSpec ADAPTER =
            list("adapter", "PORT=NAME", "adapter to use for a port; repeatable, see \"hexrun adapters\"");
    static final FlagSpec NO_VENDOR_ADAPTERS =
            toggle("no-vendor-adapters", "", "do not load the adapters in the directory \"adapters\"");
    static final FlagSpec CRIU = text("criu", "", "PATH", "ignored").hidden();

    // Commands

    static final FlagSpec BUNDLE =
            text("bundle", "b", "DIR", "bundle directory").withDefault("the working directory");
    static final FlagSpec CONFIG = text("config", "f", "FILE", "configuration to use instead of the one in the bundle");

    /** In commands in which the letter belongs to {@code --format}. */
    static final FlagSpec CONFIG_WITHOUT_LETTER =
            text("config", "", "FILE", "configuration to use instead of the one in the bundle");

    static final FlagSpec PID_FILE = text("pid-file", "", "FILE", "write the pid of the init process to FILE");
    static final FlagSpec NO_PIVOT =
            toggle("no-pivot", "", "use MS_MOVE instead of pivot_root(2), for a root on a ramdisk");
    static final FlagSpec NO_NEW_KEYRING = toggle("no-new-keyring", "", "do not create a new session keyring");
    static final FlagSpec CONSOLE_SOCKET =
            text("console-socket", "", "PATH", "Unix socket that receives the file descriptor of the terminal");
    static final FlagSpec PIDFD_SOCKET =
            text("pidfd-socket", "", "PATH", "Unix socket that receives a pidfd of the init process");
    static final FlagSpec PRESERVE_FDS =
            text("preserve-fds", "", "N", "pass N additional file descriptors, from 3 on, to the container");
    static final FlagSpec EXEC_PIDFD_SOCKET =
            text("pidfd-socket", "", "PATH", "Unix socket that receives a pidfd of the process");
    static final FlagSpec EXEC_PRESERVE_FDS =
            text("preserve-fds", "", "N", "pass N additional file descriptors, from 3 on, to the process");
    static final FlagSpec DETACH = toggle("detach", "d", "do not wait for the container to exit");
    static final FlagSpec KEEP = toggle("keep", "", "do not delete the container after it exits");
    static final FlagSpec NO_SUBREAPER =
            toggle("no-subreaper", "", "do not become the subreaper of the container's processes");
    static final FlagSpec FORCE = toggle("force", "f", "kill a running container first; ignore a missing one");
    static final FlagSpec FIRST_PROCESS = text(
                    "first-process", "", "PID:START", "delete the container only if it has this init process")
            .hidden();
    static final FlagSpec ALL = toggle("all", "a", "send the signal to all processes in the container");
    static final FlagSpec SIGNAL = text("signal", "s", "SIGNAL", "signal to send; all arguments are then ids");
    static final FlagSpec REGEX = toggle("regex", "", "treat each ID as a regular expression that selects containers");
    static final FlagSpec LIST_FORMAT =
            text("format", "f", "table|json", "output format").withDefault("table");
    static final FlagSpec ROW_FORMAT = text(
                    "format", "f", "table|json|TEMPLATE", "output format, or a template of fields such as {{.Id}}")
            .withDefault("table");
    static final FlagSpec REPORT_FORMAT = text(
                    "format", "f", "text|json|TEMPLATE", "output format, or a template of fields such as {{.Name}}")
            .withDefault("text");
    static final FlagSpec INSPECT_PLAN =
            toggle("plan", "", "also print the steps that would create the container from its bundle");
    static final FlagSpec FILTER =
            list("filter", "KEY=VALUE", "show only matching containers, such as status=running; repeatable");
    static final FlagSpec SORT = text("sort", "", "[-]FIELD", "sort by a field; with -, in descending order");
    static final FlagSpec TEXT_FORMAT =
            text("format", "f", "text|json", "output format").withDefault("text");
    static final FlagSpec QUIET = toggle("quiet", "q", "print container ids only");
    static final FlagSpec NO_TRUNC = toggle("no-trunc", "", "do not truncate ids and lines");
    static final FlagSpec TRAIN =
            toggle("train", "", "train the start-up cache of this installation with its adapters");
    static final FlagSpec VERBOSE = toggle("verbose", "", "explain the decision about each adapter");
    static final FlagSpec HOST = toggle("host", "", "also check the requirements of the bundle on this host");
    static final FlagSpec DIFF = text("diff", "", "DIR", "compare with the plan of the bundle in DIR");
    static final FlagSpec SPEC_ROOTLESS = toggle("rootless", "", "generate a configuration for a rootless container");

    static final FlagSpec ENGINE_SOCKET = text("socket", "", "PATH", "socket of the engine")
            .withDefault("hexrun-engine/socket in /run or $XDG_RUNTIME_DIR");
    static final FlagSpec IDLE_TIMEOUT = text(
                    "idle-timeout", "", "DURATION", "end after this time without a command, such as 10m; 0 for never")
            .withDefault("0");
    static final FlagSpec PARALLEL = text("parallel", "", "N", "maximum number of commands at the same time, 1 to 128")
            .withDefault("64");

    static final FlagSpec PROCESS =
            text("process", "p", "FILE", "JSON file that describes the process, as in config.json");
    static final FlagSpec CWD = text("cwd", "", "DIR", "working directory in the container");
    static final FlagSpec ENV = letteredList("env", "e", "NAME=VALUE", "set an environment variable; repeatable");
    static final FlagSpec TTY = toggle("tty", "t", "allocate a pseudo-terminal");
    static final FlagSpec INTERACTIVE = toggle("interactive", "i", "ignored: standard input is always attached")
            .hidden();
    static final FlagSpec USER = text("user", "u", "UID[:GID]", "user and group id in the container");
    static final FlagSpec ADDITIONAL_GIDS =
            letteredList("additional-gids", "g", "GID", "additional group id; repeatable");
    static final FlagSpec CAP =
            letteredList("cap", "c", "CAP", "additional capability, such as CAP_NET_RAW; repeatable");
    static final FlagSpec NO_NEW_PRIVS = toggle("no-new-privs", "", "prevent the process from gaining privileges");
    static final FlagSpec PROCESS_LABEL = text("process-label", "", "LABEL", "SELinux label of the process");
    static final FlagSpec APPARMOR = text("apparmor", "", "PROFILE", "AppArmor profile of the process");
    static final FlagSpec CGROUP =
            list("cgroup", "[CTRL[,CTRL]:]PATH", "run the process in a cgroup below the container's; repeatable on v1");
    static final FlagSpec IGNORE_PAUSED =
            toggle("ignore-paused", "", "allow a paused container; the process starts when it is resumed");
    static final FlagSpec EXEC_DETACH = toggle("detach", "d", "do not wait for the process to exit");
    static final FlagSpec EXEC_PID_FILE = text("pid-file", "", "FILE", "write the pid of the process to FILE");

    static final FlagSpec EVENTS_INTERVAL = text(
                    "interval", "", "DURATION", "interval between statistics, such as 500ms or 1m30s")
            .withDefault("5s");
    static final FlagSpec STATS = toggle("stats", "", "print the current statistics and exit");
    static final FlagSpec PRESSURE =
            text("pressure", "", "low|medium|critical", "also report memory pressure at this level");
    static final FlagSpec STATS_INTERVAL = text(
                    "interval", "", "DURATION", "interval between updates, such as 500ms or 5s")
            .withDefault("1s");
    static final FlagSpec NO_STREAM = toggle("no-stream", "", "print one measurement and exit");
    static final FlagSpec RESOURCES =
            text("resources", "r", "FILE", "JSON file with limits, as in linux.resources; - for standard input");
    static final FlagSpec BLKIO_WEIGHT = text("blkio-weight", "", "N", "relative block I/O weight, 10 to 1000");
    static final FlagSpec CPU_SHARE = text("cpu-share", "", "N", "relative CPU weight, 2 to 262144");
    static final FlagSpec CPU_QUOTA = text("cpu-quota", "", "MICROSECONDS", "CPU time per period; -1 for no limit");
    static final FlagSpec CPU_PERIOD = text("cpu-period", "", "MICROSECONDS", "length of the CPU period");
    static final FlagSpec CPU_BURST =
            text("cpu-burst", "", "MICROSECONDS", "unused CPU time that may accumulate for bursts");
    static final FlagSpec CPU_IDLE =
            text("cpu-idle", "", "0|1", "1 for the scheduling policy SCHED_IDLE, 0 for the default");
    static final FlagSpec CPU_RT_RUNTIME =
            text("cpu-rt-runtime", "", "MICROSECONDS", "real-time CPU time per real-time period");
    static final FlagSpec CPU_RT_PERIOD =
            text("cpu-rt-period", "", "MICROSECONDS", "length of the real-time CPU period");
    static final FlagSpec CPUSET_CPUS = text("cpuset-cpus", "", "LIST", "CPUs to use, such as 0-3,7");
    static final FlagSpec CPUSET_MEMS = text("cpuset-mems", "", "LIST", "memory nodes to use, such as 0-1");
    static final FlagSpec MEMORY = text("memory", "", "BYTES", "memory limit, such as 512m; -1 for no limit");
    static final FlagSpec MEMORY_RESERVATION = text("memory-reservation", "", "BYTES", "soft memory limit");
    static final FlagSpec MEMORY_SWAP = text("memory-swap", "", "BYTES", "limit of memory plus swap; -1 for no limit");
    static final FlagSpec PIDS_LIMIT = text("pids-limit", "", "N", "maximum number of processes; -1 for no limit");
    static final FlagSpec KERNEL_MEMORY =
            text("kernel-memory", "", "BYTES", "ignored").hidden();
    static final FlagSpec KERNEL_MEMORY_TCP =
            text("kernel-memory-tcp", "", "BYTES", "ignored").hidden();
    static final FlagSpec L3_CACHE_SCHEMA =
            text("l3-cache-schema", "", "SCHEMA", "L3 cache schema (Intel RDT)").missing();
    static final FlagSpec MEM_BW_SCHEMA = text("mem-bw-schema", "", "SCHEMA", "memory bandwidth schema (Intel RDT)")
            .missing();

    private Flags() {}
}
