package dev.hexrun.cli.command;

import static dev.hexrun.cli.command.FlagSpec.letteredList;
import static dev.hexrun.cli.command.FlagSpec.list;
import static dev.hexrun.cli.command.FlagSpec.text;
import static dev.hexrun.cli.command.FlagSpec.toggle;

/** Every flag there is. */
final class Flags {

    static final FlagSpec HELP = toggle("help", "h", "show this help");

    // Global

    static final FlagSpec VERSION = toggle("version", "v", "print the version");
    static final FlagSpec ROOT = text("root", "", "DIR", "folder of the containers' state")
            .initially("/run/hexrun, or $XDG_RUNTIME_DIR/hexrun for ordinary users");
    static final FlagSpec LOG = text("log", "", "FILE", "append the log to FILE, which may be written file:FILE")
            .initially("standard error");
    static final FlagSpec LOG_FORMAT =
            text("log-format", "", "text|json", "format of the log").initially("text");
    static final FlagSpec LOG_LEVEL =
            text("log-level", "", "error|warning|debug", "the least important lines that are logged");
    static final FlagSpec DEBUG = toggle("debug", "", "log every detail, and show stack traces");
    static final FlagSpec SYSTEMD_CGROUP = toggle("systemd-cgroup", "", "use the systemd cgroup driver");
    static final FlagSpec CGROUP_MANAGER =
            text("cgroup-manager", "", "cgroupfs|systemd|disabled", "how cgroups are managed");
    static final FlagSpec ROOTLESS = text(
                    "rootless", "", "true|false|auto", "whether refused cgroup operations are tolerated")
            .initially("auto");
    static final FlagSpec ADAPTER =
            list("adapter", "PORT=NAME", "use this adapter for a port; repeatable, see \"hexrun adapters\"");
    static final FlagSpec CRIU = text("criu", "", "PATH", "ignored").hidden();

    // Commands

    static final FlagSpec BUNDLE = text("bundle", "b", "DIR", "the bundle").initially("the working directory");
    static final FlagSpec PID_FILE = text("pid-file", "", "FILE", "write the pid of the container's first process");
    static final FlagSpec NO_PIVOT =
            toggle("no-pivot", "", "move the root instead of pivoting to it, for roots on a ramdisk");
    static final FlagSpec NO_NEW_KEYRING = toggle("no-new-keyring", "", "keep the caller's session keyring");
    static final FlagSpec CONSOLE_SOCKET =
            text("console-socket", "", "PATH", "unix socket that receives the container's terminal");
    static final FlagSpec PIDFD_SOCKET =
            text("pidfd-socket", "", "PATH", "unix socket that receives a pidfd of the container's first process");
    static final FlagSpec PRESERVE_FDS =
            text("preserve-fds", "", "N", "pass the open ones of N descriptors from 3 on to the container's program");
    static final FlagSpec EXEC_PIDFD_SOCKET =
            text("pidfd-socket", "", "PATH", "unix socket that receives a pidfd of the process");
    static final FlagSpec EXEC_PRESERVE_FDS =
            text("preserve-fds", "", "N", "pass the open ones of N descriptors from 3 on to the process");
    static final FlagSpec DETACH = toggle("detach", "d", "return once the container runs");
    static final FlagSpec KEEP = toggle("keep", "", "keep the container when its process ends");
    static final FlagSpec NO_SUBREAPER = toggle("no-subreaper", "", "do not adopt the container's orphaned processes");
    static final FlagSpec FORCE = toggle("force", "f", "kill the container first; no error if it does not exist");
    static final FlagSpec FIRST_PROCESS = text(
                    "first-process", "", "PID:START", "only the container that began with this process")
            .hidden();
    static final FlagSpec ALL = toggle("all", "a", "signal every process of the container");
    static final FlagSpec SIGNAL = text("signal", "s", "SIGNAL", "the signal, as the SIGNAL behind the ID");
    static final FlagSpec REGEX =
            toggle("regex", "", "ID is a regular expression: every container whose id has a match in it");
    static final FlagSpec LIST_FORMAT =
            text("format", "f", "table|json", "format of the output").initially("table");
    static final FlagSpec TEXT_FORMAT =
            text("format", "f", "text|json", "format of the output").initially("text");
    static final FlagSpec QUIET = toggle("quiet", "q", "print the ids only");
    static final FlagSpec NO_TRUNC =
            toggle("no-trunc", "", "do not shorten ids and lines to the width of the terminal");
    static final FlagSpec HOST = toggle("host", "", "check also what the bundle needs of this host");
    static final FlagSpec DIFF = text("diff", "", "DIR", "print what differs from the plan of this bundle");
    static final FlagSpec SPEC_ROOTLESS = toggle("rootless", "", "make a bundle for a user without privileges");

    static final FlagSpec PROCESS = text("process", "p", "FILE", "JSON of the whole process, as in config.json");
    static final FlagSpec CWD = text("cwd", "", "DIR", "working directory in the container");
    static final FlagSpec ENV = letteredList("env", "e", "NAME=VALUE", "more environment; repeatable");
    static final FlagSpec TTY = toggle("tty", "t", "give the process a terminal");
    static final FlagSpec INTERACTIVE = toggle("interactive", "i", "ignored: standard input is always attached")
            .hidden();
    static final FlagSpec USER = text("user", "u", "UID[:GID]", "user id, and group id, in the container");
    static final FlagSpec ADDITIONAL_GIDS = letteredList("additional-gids", "g", "GID", "one more group; repeatable");
    static final FlagSpec CAP = letteredList("cap", "c", "CAP", "one more capability, such as CAP_NET_RAW; repeatable");
    static final FlagSpec NO_NEW_PRIVS = toggle("no-new-privs", "", "let the process gain no privileges");
    static final FlagSpec PROCESS_LABEL = text("process-label", "", "LABEL", "SELinux label of the process");
    static final FlagSpec APPARMOR = text("apparmor", "", "PROFILE", "AppArmor profile of the process");
    static final FlagSpec CGROUP = list(
            "cgroup", "[CTRL[,CTRL]:]PATH", "cgroup below the container's that the process goes to; repeatable on v1");
    static final FlagSpec IGNORE_PAUSED = toggle("ignore-paused", "", "enter a paused container, and wait there");
    static final FlagSpec EXEC_DETACH = toggle("detach", "d", "return once the process runs");
    static final FlagSpec EXEC_PID_FILE = text("pid-file", "", "FILE", "write the pid of the process");

    static final FlagSpec EVENTS_INTERVAL = text(
                    "interval", "", "DURATION", "time between statistics, such as 500ms or 1m30s")
            .initially("5s");
    static final FlagSpec STATS = toggle("stats", "", "print the statistics of this moment, and return");
    static final FlagSpec PRESSURE = text("pressure", "", "low|medium|critical", "tell also when memory is so short");
    static final FlagSpec STATS_INTERVAL = text(
                    "interval", "", "DURATION", "time between measurements, such as 500ms or 5s")
            .initially("1s");
    static final FlagSpec NO_STREAM = toggle("no-stream", "", "measure once, and return");
    static final FlagSpec RESOURCES =
            text("resources", "r", "FILE", "JSON of limits, as linux.resources in config.json; - for standard input");
    static final FlagSpec BLKIO_WEIGHT = text("blkio-weight", "", "N", "share of block I/O, 10 to 1000");
    static final FlagSpec CPU_SHARE = text("cpu-share", "", "N", "share of processor time, 2 to 262144");
    static final FlagSpec CPU_QUOTA =
            text("cpu-quota", "", "MICROSECONDS", "processor time in each period; -1 for no limit");
    static final FlagSpec CPU_PERIOD = text("cpu-period", "", "MICROSECONDS", "length of a period");
    static final FlagSpec CPU_BURST =
            text("cpu-burst", "", "MICROSECONDS", "unused processor time that may be saved up");
    static final FlagSpec CPU_IDLE = text("cpu-idle", "", "0|1", "1 to run only when nothing else does");
    static final FlagSpec CPU_RT_RUNTIME =
            text("cpu-rt-runtime", "", "MICROSECONDS", "real-time processor time in each real-time period");
    static final FlagSpec CPU_RT_PERIOD = text("cpu-rt-period", "", "MICROSECONDS", "length of a real-time period");
    static final FlagSpec CPUSET_CPUS = text("cpuset-cpus", "", "LIST", "processors that may be used, such as 0-3,7");
    static final FlagSpec CPUSET_MEMS = text("cpuset-mems", "", "LIST", "memory nodes that may be used, such as 0-1");
    static final FlagSpec MEMORY =
            text("memory", "", "BYTES", "memory that may be used, such as 512m; -1 for no limit");
    static final FlagSpec MEMORY_RESERVATION =
            text("memory-reservation", "", "BYTES", "memory that is left to the container when it gets scarce");
    static final FlagSpec MEMORY_SWAP =
            text("memory-swap", "", "BYTES", "memory and swap together that may be used; -1 for no limit");
    static final FlagSpec PIDS_LIMIT = text("pids-limit", "", "N", "processes that there may be; -1 for no limit");
    static final FlagSpec KERNEL_MEMORY =
            text("kernel-memory", "", "BYTES", "ignored").hidden();
    static final FlagSpec KERNEL_MEMORY_TCP =
            text("kernel-memory-tcp", "", "BYTES", "ignored").hidden();
    static final FlagSpec L3_CACHE_SCHEMA = text("l3-cache-schema", "", "SCHEMA", "part of the L3 cache (Intel RDT)")
            .missing();
    static final FlagSpec MEM_BW_SCHEMA =
            text("mem-bw-schema", "", "SCHEMA", "memory bandwidth (Intel RDT)").missing();

    private Flags() {}
}
