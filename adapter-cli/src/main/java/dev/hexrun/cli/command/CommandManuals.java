package dev.hexrun.cli.command;

import dev.hexrun.cli.command.CommandManual.Example;
import dev.hexrun.cli.command.CommandManual.Group;
import java.util.List;

/** The manuals of all commands. Only help and the build load this class. */
final class CommandManuals {

    private CommandManuals() {}

    static CommandManual global() {
        return new CommandManual(
                Group.RUNTIME,
                "Open Container Initiative runtime",
                """
                Creates and runs containers according to the OCI runtime specification. A bundle is a
                directory that contains a config.json and a root file system.

                Global flags precede the command, flags of the command follow it. Long flags accept one
                or two dashes. A value follows after "=" or as the next argument. "--" ends the flags.
                """,
                List.of(
                        new Example("hexrun spec", "write a config.json to the working directory"),
                        new Example("hexrun run web", "run the bundle in the working directory as container web"),
                        new Example("hexrun list", "list containers")));
    }

    static CommandManual of(CommandName name) {
        return switch (name) {
            case ADAPTERS ->
                new CommandManual(
                        Group.RUNTIME,
                        "list the adapters that were found and the selected ones",
                        """
                        An adapter implements a port of the runtime, for example a cgroup driver or a state store. The list
                        contains the built-in adapters and those in the directory "adapters" of the installation, and states
                        for each whether it is usable on this host, and why.

                        The adapter is chosen by --adapter, then by the configuration file. Without a choice, the usable
                        adapter with the highest priority is selected. Of some ports, such as security-module, every usable
                        adapter is used. --verbose explains the decision about each adapter.

                        The exit status is 1 if an explicitly chosen adapter is missing or not usable.
                        """,
                        List.of(
                                new Example("hexrun adapters", "show the adapters in a table"),
                                new Example("hexrun adapters --verbose", "explain the decision about each adapter"),
                                new Example("hexrun adapters --format json", "print the adapters as JSON"),
                                new Example(
                                        "hexrun --adapter cgroup-driver=cgroupfs adapters",
                                        "show the effect of an explicit choice")));
            case CREATE ->
                new CommandManual(
                        Group.CONTAINERS,
                        "create a container from a bundle",
                        """
                        Creates the namespaces, mounts and cgroups of the container. The program does not run until
                        "hexrun start ID". The container inherits standard input, output and error of this command.

                        If the command fails, everything that it created is removed, and the id can be used again.

                        With --config, the configuration is read from another file, also by later commands on the
                        container. The path is relative to the working directory; "config.json" is the file in the bundle.
                        """,
                        List.of(
                                new Example("hexrun create --bundle /srv/web web", "create container web"),
                                new Example(
                                        "hexrun create --pid-file /run/web.pid web",
                                        "use the bundle in the working directory and write the pid to a file")));
            case DELETE ->
                new CommandManual(
                        Group.CONTAINERS,
                        "delete a stopped or created container",
                        """
                        Removes the cgroups and the state of the container and runs its poststop hooks. A container that was
                        created but not started is killed first. A running container is deleted only with --force.

                        With several ids, a failure for one container is reported, and the others are deleted nevertheless.
                        """,
                        List.of(
                                new Example("hexrun delete web", "delete a stopped container"),
                                new Example("hexrun delete web db", "delete two containers"),
                                new Example(
                                        "hexrun delete --force web",
                                        "kill the container first; succeed if it does not exist"),
                                new Example(
                                        "hexrun delete --force --regex ^test-",
                                        "delete all containers whose ids begin with test-")));
            case DOCTOR ->
                new CommandManual(
                        Group.RUNTIME,
                        "examine whether this host can run containers",
                        """
                        Examines the kernel, privileges, namespaces, subordinate ids, cgroups and their delegation, systemd,
                        seccomp, security modules, adapters, the state root, the start-up cache and the configuration of
                        clients, as seen by the caller. Nothing is created or changed.

                        For each check, the verdict is "works", "limited" if containers run without a feature, "fails" if no
                        container can run, or "info". It is followed by the reason and, after "->", by what to do about it.
                        The exit status is 0 if the caller can run containers, otherwise 1.

                        The fields of a template are Name, Verdict, Detail and Advice; it prints one line per check.
                        """,
                        List.of(
                                new Example("hexrun doctor", "examine the host"),
                                new Example("hexrun doctor --format json", "print the result as JSON"),
                                new Example(
                                        "hexrun doctor --format {{.Verdict}}:{{.Name}}", "print one line per check")));
            case ENGINE ->
                new CommandManual(
                        Group.RUNTIME,
                        "manage the engine, which serves commands without a JVM for each",
                        """
                        An engine is a process that serves the commands of one user, which then start no JVM of their own and
                        take a fraction of the time. A command uses the engine if its socket exists, and otherwise starts a
                        JVM. The results are the same.

                        "run" serves commands in the foreground, "start" in the background. "status" exits with 1 if no engine
                        listens on the socket. "stop" ends the engine; the commands that it serves have 10 seconds to end.

                        An engine serves only commands that have the same executable, namespaces, user, groups,
                        capabilities, umask and security label as the engine. It serves no command if the installation
                        has adapters of vendors.

                        The environment variable HEXRUN_ENGINE is the path of another socket, or "off" for a command that
                        must not use an engine.
                        """,
                        List.of(
                                new Example("hexrun engine start", "start an engine in the background"),
                                new Example(
                                        "hexrun engine run --idle-timeout 10m",
                                        "serve commands until none has arrived for ten minutes"),
                                new Example("hexrun engine status", "show whether an engine runs")));
            case EVENTS ->
                new CommandManual(
                        Group.CONTAINERS,
                        "stream container events as JSON",
                        """
                        Prints one JSON object per line for each event until the container exits or the output is closed:
                        "stats" with the statistics of its cgroups, once per interval; "oom" when it runs out of memory; and,
                        with --pressure, "pressure" when memory becomes scarce, as
                        {"type":"pressure","id":ID,"data":{"level":LEVEL}}.

                        The members are those that runc prints. In addition, "psi" is also printed on cgroup v1 hosts that
                        mount a v2 hierarchy as well, and "rdma" where that controller exists.

                        On cgroup v2, an "oom" event is printed for each process that the OOM killer kills in the container's
                        cgroup or below. On v1, one is printed each time the container's cgroup or one of its parents is out
                        of memory; with disableOOMKiller, no process is killed then.

                        The kernel defines the pressure levels on cgroup v1. On v2 they are the share of time lost to memory
                        stalls in a window of two seconds: 5% for low, 10% for medium, and for critical 10% during which all
                        processes of the container were stalled.
                        """,
                        List.of(
                                new Example("hexrun events --stats web", "print the statistics once"),
                                new Example(
                                        "hexrun events --interval 500ms web", "print the statistics twice per second"),
                                new Example(
                                        "hexrun events --pressure medium web",
                                        "report memory pressure before an OOM kill")));
            case EXEC ->
                new CommandManual(
                        Group.CONTAINERS,
                        "run a command in a running container",
                        """
                        Without --process, the process is configured like the one in the current config.json of the bundle,
                        with COMMAND as its arguments and the changes given by flags; it has a terminal only with --tty.
                        With --process FILE, it is configured by that file, which has the format of "process" in config.json;
                        the capabilities, resource limits and CPU affinity that the file omits are those of the init process.

                        The process joins the namespaces and cgroups of the container. The container may also be created and
                        not yet started.

                        The exit status is that of the process, 128 + N if signal N killed it, and 255 if it could not be
                        started.
                        """,
                        List.of(
                                new Example("hexrun exec web ps", "list the processes inside container web"),
                                new Example(
                                        "hexrun exec --user 1000:1000 --env LANG=C --cwd /srv web ls -l",
                                        "run a command as another user in another directory"),
                                new Example(
                                        "hexrun exec --detach --pid-file /run/job.pid web /usr/bin/job",
                                        "start a program in the background and write its pid to a file")));
            case FEATURES ->
                new CommandManual(
                        Group.RUNTIME,
                        "show the supported features as JSON",
                        """
                        Prints the features structure of the OCI runtime specification. The command needs no privileges and
                        no container.
                        """,
                        List.of(new Example("hexrun features", "print the features")));
            case HELP ->
                new CommandManual(
                        Group.RUNTIME,
                        "show help for a command",
                        """
                        Without COMMAND, shows help for the runtime itself.
                        """,
                        List.of(new Example("hexrun help run", "show help for run, same as \"hexrun run --help\"")));
            case INSPECT ->
                new CommandManual(
                        Group.CONTAINERS,
                        "show everything about containers",
                        """
                        Shows the configuration, the limits as the kernel has them beside the configured ones, processes,
                        mounts, namespaces, cgroups, and the security of the init process: capabilities, seccomp, and labels
                        of AppArmor and SELinux. A note states each part that cannot be read.

                        The limits are read from the files of the container's cgroups. The limits of other cgroups above
                        them may be lower.

                        The JSON format is an array with one object per container, which has the whole configuration. Its
                        members are the fields of templates: Id, Status, Pid, Created, Owner, OciVersion, Bundle, Rootfs,
                        Annotations, Rootless, CgroupDriver, CgroupPaths, Limits, Processes, Namespaces, Mounts, Security,
                        Configuration, Notes and, with --plan, Plan.
                        """,
                        List.of(
                                new Example("hexrun inspect web", "show container web"),
                                new Example("hexrun inspect --format json web db", "print two containers as JSON"),
                                new Example(
                                        "hexrun inspect --format {{.CgroupPaths.memory}} web", "print one property"),
                                new Example("hexrun inspect --plan web", "also print the steps of its plan")));
            case KILL ->
                new CommandManual(
                        Group.CONTAINERS,
                        "send a signal to the init process of a container",
                        """
                        SIGNAL is a number or a name, with or without SIG, in upper or lower case; the default is SIGTERM.
                        Real-time signals are SIGRTMIN+N or numbers up to 64.

                        If the container shares its pid namespace, SIGKILL is sent to all of its processes.

                        With --signal, all arguments are ids. Without it, the last of two or more arguments is the signal.
                        """,
                        List.of(
                                new Example("hexrun kill web", "send SIGTERM"),
                                new Example("hexrun kill web KILL", "send SIGKILL"),
                                new Example("hexrun kill --signal HUP web db", "send SIGHUP to two containers"),
                                new Example(
                                        "hexrun kill --all web 15", "send SIGTERM to all processes of the container")));
            case LIST ->
                new CommandManual(
                        Group.CONTAINERS,
                        "list containers",
                        """
                        Lists the containers in the state root. An entry that cannot be read is reported on standard error
                        and does not make the command fail.

                        A template prints one line per container. Its fields are Id, Pid, Status, Bundle, Rootfs, Created,
                        CreatedAgo, Owner, OciVersion and Annotations, in any case; {{json .Annotations}} prints JSON. With
                        "table" before it, columns separated by \\t are aligned below a header.

                        The keys of --filter are status, label or annotation (NAME or NAME=VALUE), id (a prefix), name (a
                        part of the id), bundle (a directory, or one above it) and owner. KEY!=VALUE excludes containers.
                        Different keys, and all labels, must match; several values of another key are alternatives.
                        """,
                        List.of(
                                new Example("hexrun list", "show the containers in a table"),
                                new Example("hexrun list --quiet", "print container ids only"),
                                new Example(
                                        "hexrun list --filter status=running --sort -created",
                                        "show running containers, newest first"),
                                new Example("hexrun list --format {{.Id}}={{.Status}}", "print one line per container"),
                                new Example(
                                        "hexrun --root /run/other list --format json",
                                        "print the containers in another state root as JSON")));
            case PAUSE ->
                new CommandManual(
                        Group.CONTAINERS,
                        "suspend all processes in a container",
                        """
                        Returns when all processes of the container are frozen. "hexrun resume ID" resumes them.
                        """,
                        List.of(new Example("hexrun pause web", "suspend container web")));
            case PS ->
                new CommandManual(
                        Group.CONTAINERS,
                        "list the processes in a container",
                        """
                        Lists the processes in the container's cgroup and its descendants, with their pids on the host. The
                        table is the output of the host's ps(1), called with PS OPTIONS or with -ef; it must have a column
                        PID. The JSON format is an array of pids.
                        """,
                        List.of(
                                new Example("hexrun ps web", "show the processes in a table"),
                                new Example("hexrun ps web -eo pid,rss,args", "choose the columns"),
                                new Example("hexrun ps --format json web", "print the pids as JSON")));
            case RESUME ->
                new CommandManual(
                        Group.CONTAINERS,
                        "resume all processes in a paused container",
                        """
                        Resumes a container that was suspended by "hexrun pause ID".
                        """,
                        List.of(new Example("hexrun resume web", "resume container web")));
            case PLAN ->
                new CommandManual(
                        Group.BUNDLES,
                        "print the steps of a dry run without executing them",
                        """
                        Each step has a number and an actor: "front" is the hexrun command itself, "launcher" is the stage
                        that joins and creates namespaces, and "init" is the container's first process.

                        With --diff, only steps that differ are printed: those of --bundle are marked with -, those of the
                        other bundle with +. $BUNDLE stands for the directory of each bundle. The exit status is 0 whether or
                        not the plans differ.
                        """,
                        List.of(
                                new Example("hexrun plan --bundle /srv/web", "print the steps as text"),
                                new Example(
                                        "hexrun plan --bundle /srv/web --format json web", "print the steps as JSON"),
                                new Example("hexrun plan --bundle /srv/web --diff /srv/old", "compare two bundles")));
            case RUN ->
                new CommandManual(
                        Group.CONTAINERS,
                        "create, start and delete a container",
                        """
                        Waits until the container exits. The exit status is that of the container's init process, 128 + N if
                        signal N killed it. Signals sent to this command are forwarded to the init process.

                        With --detach, the command returns as soon as the container runs. The container must then be deleted
                        with "hexrun delete ID" after it has exited.

                        With --config, the configuration is read from another file, also by later commands on the
                        container. The path is relative to the working directory; "config.json" is the file in the bundle.
                        """,
                        List.of(
                                new Example("hexrun run web", "run the bundle in the working directory"),
                                new Example(
                                        "hexrun run --bundle /srv/web --detach --pid-file /run/web.pid web",
                                        "run a bundle in the background and write its pid to a file")));
            case SPEC ->
                new CommandManual(
                        Group.BUNDLES,
                        "generate a config.json",
                        """
                        Writes the file to the working directory or to the directory given by --bundle. An existing file is
                        not overwritten. The configuration runs a shell with few privileges in the root file system "rootfs".
                        """,
                        List.of(
                                new Example("hexrun spec", "write config.json to the working directory"),
                                new Example(
                                        "hexrun spec --rootless --bundle /home/me/web",
                                        "write a configuration for a rootless container")));
            case START ->
                new CommandManual(
                        Group.CONTAINERS,
                        "start a created container",
                        """
                        Returns when the container's program has started and does not wait until it exits.
                        """,
                        List.of(new Example(
                                "hexrun start web", "start the container created by \"hexrun create web\"")));
            case STATE ->
                new CommandManual(
                        Group.CONTAINERS,
                        "show the state of a container as JSON",
                        """
                        The status is creating, created, running, paused or stopped. The pid is that of the init process on
                        the host, or 0 if it has exited.
                        """,
                        List.of(new Example("hexrun state web", "print the state of container web")));
            case STATS ->
                new CommandManual(
                        Group.CONTAINERS,
                        "display a live stream of resource usage",
                        """
                        Shows the given containers, or all running containers, in a table that is updated once per interval.
                        On a terminal, the table is updated in place. Containers that exit are removed from the table. When
                        all given containers have exited, the command exits.

                        CPU % is relative to one CPU, so two busy CPUs are 200%. MEM USAGE excludes inactive page cache.
                        BLOCK I/O is the amount read and written since the container was created. PRESSURE is the share of
                        the last 10 seconds in which at least one process was stalled on CPU, memory or I/O. "-" means that
                        the host does not provide the value, or that no limit is set.

                        On a terminal, ids of 64 hexadecimal digits are truncated to 12, and columns that do not fit are
                        omitted; --no-trunc shows everything.

                        The JSON format is one array per line for each interval. Unknown values are omitted.

                        The fields of a template are Id, CpuPerc, MemUsage, MemPerc, Pids, BlockIO and Pressure as in the
                        table, and the numbers CpuPercent, Memory, MemoryLimit, MemoryPercent, PidsLimit, ReadBytes,
                        WrittenBytes, CpuPressure, MemoryPressure and IoPressure. --sort accepts the same names. Templates
                        and --filter are described in hexrun-list(8).
                        """,
                        List.of(
                                new Example("hexrun stats", "show all running containers"),
                                new Example("hexrun stats --no-stream web", "show one container once"),
                                new Example("hexrun stats --sort -cpuPerc", "show the busiest containers first"),
                                new Example(
                                        "hexrun stats --format json --interval 10s",
                                        "print resource usage as JSON every 10 seconds")));
            case UPDATE ->
                new CommandManual(
                        Group.CONTAINERS,
                        "update the resource limits of a container",
                        """
                        Changes the given limits and keeps all others. Device rules cannot be changed. If the kernel rejects
                        one of the limits, none is changed. The container must be created, running or paused.

                        BYTES is a number with an optional suffix b, k, m, g, t or p, in powers of 1024.

                        With --resources, all other limits on the command line are ignored. Limits that the file omits, or
                        that are 0 or null, are kept, except that 0 is a valid value of pids.limit, cpu.idle and cpu.burst.
                        """,
                        List.of(
                                new Example(
                                        "hexrun update --memory 512m --pids-limit 100 web",
                                        "limit memory and the number of processes"),
                                new Example(
                                        "hexrun update --cpu-quota 50000 --cpu-period 100000 web",
                                        "limit the container to half a CPU"),
                                new Example("hexrun update --resources limits.json web", "read limits from a file")));
            case VALIDATE ->
                new CommandManual(
                        Group.BUNDLES,
                        "check the configuration of a bundle",
                        """
                        Prints all problems, one per line, each after a JSON pointer to its place in config.json. Settings
                        that are ignored, and members that the specification does not define, are printed as warnings. The
                        exit status is 0 if there are no problems, otherwise 1.

                        With --host, the command also checks the requirements on this host and on the root file system: the
                        program, sources of bind mounts, hooks, file systems, namespaces to join, sysctls, cgroup controllers,
                        CPUs and memory nodes, the seccomp profile, and the ids that the caller may map.
                        """,
                        List.of(
                                new Example("hexrun validate --bundle /srv/web", "print the problems as text"),
                                new Example(
                                        "hexrun validate --bundle /srv/web --format json",
                                        "print the problems as JSON"),
                                new Example(
                                        "hexrun validate --host --bundle /srv/web",
                                        "also check whether this host can run the bundle")));
        };
    }
}
