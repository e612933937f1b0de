package dev.hexrun.cli.command;

import dev.hexrun.cli.command.CommandManual.Example;
import dev.hexrun.cli.command.CommandManual.Group;
import java.util.List;

/** The manual of every command. Loaded by help only, and by the build. */
final class CommandManuals {

    private CommandManuals() {}

    static CommandManual global() {
        return new CommandManual(
                Group.RUNTIME,
                "Open Container Initiative runtime",
                """
                Makes containers from bundles and looks after them, as the OCI runtime specification
                describes it. A bundle is a folder with a config.json and a root file system.

                Global flags stand before the command, a command's own flags behind it. A long flag may
                have one dash or two, its value may follow "=" or be the next argument, and "--" ends
                the flags.
                """,
                List.of(
                        new Example("hexrun spec", "write a config.json into the working directory"),
                        new Example("hexrun run web", "run the bundle in the working directory as container web"),
                        new Example("hexrun list", "see which containers there are")));
    }

    static CommandManual of(CommandName name) {
        return switch (name) {
            case ADAPTERS ->
                new CommandManual(
                        Group.RUNTIME,
                        "list the adapters found, and which are used",
                        """
                        An adapter is what serves a port of the runtime: a cgroup driver, a state store and so on.
                        The list has every one of the runtime and of the directory "adapters" of the installation, whether
                        it is usable on this host, and why or why not.

                        Used is the adapter that is chosen by --adapter or else by the configuration file, or else the
                        usable one of the highest priority.
                        """,
                        List.of(
                                new Example("hexrun adapters", "show them in a table"),
                                new Example("hexrun adapters --format json", "give them to a program"),
                                new Example(
                                        "hexrun --adapter cgroup-driver=cgroupfs adapters",
                                        "see what an explicit choice does")));
            case CREATE ->
                new CommandManual(
                        Group.CONTAINERS,
                        "create a container from a bundle",
                        """
                        Makes the container with its namespaces, mounts and cgroups. Its program does not run before
                        "hexrun start ID". Standard input, output and error become those of the container.

                        If it fails nothing is left of the container, and its id is free.
                        """,
                        List.of(
                                new Example("hexrun create --bundle /srv/web web", "create container web"),
                                new Example(
                                        "hexrun create --pid-file /run/web.pid web",
                                        "take the bundle in the working directory, and write the pid to a file")));
            case DELETE ->
                new CommandManual(
                        Group.CONTAINERS,
                        "delete a container that is stopped or was not started",
                        """
                        Removes the container's cgroups and state, and runs its poststop hooks. A container that was
                        created and not started is killed first. One that runs is deleted with --force only.
                        """,
                        List.of(
                                new Example("hexrun delete web", "delete a stopped container"),
                                new Example(
                                        "hexrun delete --force web",
                                        "kill it first, whatever it does; fine if it is gone"),
                                new Example(
                                        "hexrun delete --force --regex ^test-", "do so to all that begin with test-")));
            case EVENTS ->
                new CommandManual(
                        Group.CONTAINERS,
                        "tell what happens to a container, as JSON",
                        """
                        Prints one JSON object on a line for each event, until the container has ended or nobody reads any
                        more: "stats" with the statistics of its cgroups, once in each interval; "oom" when it has run out
                        of memory; and, with --pressure, "pressure" when memory is getting short, as
                        {"type":"pressure","id":ID,"data":{"level":LEVEL}}.

                        The members are those that runc prints; "psi" is there on a host with cgroup v1, too, if it
                        has the hierarchy of v2 beside it, and "rdma" is added where there is such a controller.

                        On cgroup v2 there is an "oom" for each process that the kernel killed for want of memory, in
                        cgroups below too. On v1 there is one each time that the kernel says that the container, or a
                        cgroup above, has no memory left; with disableOOMKiller nothing is killed then.

                        Pressure levels are those of cgroup v1, where the kernel decides what they mean. On v2 they are
                        a share of time that is lost waiting for memory in a window of two seconds: low is 5%, medium
                        10%, and critical 10% in which no process of the container could go on.
                        """,
                        List.of(
                                new Example("hexrun events --stats web", "print the statistics once"),
                                new Example("hexrun events --interval 500ms web", "watch closely"),
                                new Example(
                                        "hexrun events --pressure medium web",
                                        "hear of a lack of memory before it kills")));
            case EXEC ->
                new CommandManual(
                        Group.CONTAINERS,
                        "execute a further process in a container",
                        """
                        Without --process the process is like the one in the bundle's present config.json, with COMMAND
                        for its arguments and with the changes that flags name; it has a terminal only with --tty. With
                        --process FILE it is what that file says, in the form of "process" in config.json; what the file
                        leaves open (capabilities, rlimits, CPU affinity) is as for the container's first process.

                        The process joins the container's namespaces and cgroups. A container that is created and not
                        yet started can be entered, too.

                        The exit status is that of the process, 128 + N if signal N ended it, and 255 if it could not be
                        started.
                        """,
                        List.of(
                                new Example("hexrun exec web ps", "see the processes of container web"),
                                new Example(
                                        "hexrun exec --user 1000:1000 --env LANG=C --cwd /srv web ls -l",
                                        "as another user, elsewhere"),
                                new Example(
                                        "hexrun exec --detach --pid-file /run/job.pid web /usr/bin/job",
                                        "leave a program running, and note its pid")));
            case FEATURES ->
                new CommandManual(
                        Group.RUNTIME,
                        "describe what the runtime can do, as JSON",
                        """
                        Prints the document that the OCI runtime specification calls the features structure. Needs
                        no privileges and no container.
                        """,
                        List.of(new Example("hexrun features", "print it")));
            case HELP ->
                new CommandManual(
                        Group.RUNTIME,
                        "show help for a command",
                        """
                        Without a command: help for the runtime itself.
                        """,
                        List.of(new Example(
                                "hexrun help run", "show what run does; the same as \"hexrun run --help\"")));
            case KILL ->
                new CommandManual(
                        Group.CONTAINERS,
                        "send a signal to a container's first process",
                        """
                        SIGNAL is a number, or a name with or without SIG, in upper or lower case; the default is
                        SIGTERM. Real-time signals are SIGRTMIN+N or numbers up to 64.

                        SIGKILL goes to every process of a container that shares its pid namespace with others.
                        """,
                        List.of(
                                new Example("hexrun kill web", "ask it to end"),
                                new Example("hexrun kill web KILL", "end it"),
                                new Example("hexrun kill --all web 15", "send SIGTERM to each of its processes")));
            case LIST ->
                new CommandManual(
                        Group.CONTAINERS,
                        "list containers",
                        """
                        Lists the containers of the state root. An entry that cannot be read is told of on standard
                        error, and does not make the command fail.
                        """,
                        List.of(
                                new Example("hexrun list", "show them in a table"),
                                new Example("hexrun list --quiet", "print the ids only"),
                                new Example(
                                        "hexrun --root /run/other list --format json",
                                        "give those of another state root to a program")));
            case PAUSE ->
                new CommandManual(
                        Group.CONTAINERS,
                        "freeze the processes of a container",
                        """
                        Returns once every process of the container is frozen. "hexrun resume ID" lets them go on.
                        """,
                        List.of(new Example("hexrun pause web", "freeze container web")));
            case PS ->
                new CommandManual(
                        Group.CONTAINERS,
                        "list the processes of a container",
                        """
                        Lists the processes of the container's cgroup and those below it, as the host sees them. The
                        table is that of the host's ps(1), called with PS OPTIONS, or as with -ef; it must have a
                        column PID. As JSON it is an array of pids.
                        """,
                        List.of(
                                new Example("hexrun ps web", "show them in a table"),
                                new Example("hexrun ps web -eo pid,rss,args", "choose the columns"),
                                new Example("hexrun ps --format json web", "give the pids to a program")));
            case RESUME ->
                new CommandManual(
                        Group.CONTAINERS,
                        "let the processes of a paused container go on",
                        """
                        The container is as it was before "hexrun pause ID".
                        """,
                        List.of(new Example("hexrun resume web", "thaw container web")));
            case PLAN ->
                new CommandManual(
                        Group.BUNDLES,
                        "show the steps that would make a container, and take none",
                        """
                        Each step has a number and an actor: "front" is the hexrun command itself, "launcher" the
                        stage that enters and makes namespaces, "init" the container's first process.

                        With --diff only the steps that differ are printed, behind - those of --bundle and behind +
                        those of the other bundle. $BUNDLE stands for the directory of each. The exit status is 0
                        whether or not there is a difference.
                        """,
                        List.of(
                                new Example("hexrun plan --bundle /srv/web", "show the steps for people"),
                                new Example("hexrun plan --bundle /srv/web --format json web", "and for a program"),
                                new Example("hexrun plan --bundle /srv/web --diff /srv/old", "compare two bundles")));
            case RUN ->
                new CommandManual(
                        Group.CONTAINERS,
                        "create and start a container, wait for its end, and delete it",
                        """
                        The exit status is that of the container's process, 128 + N if signal N ended it. Signals that
                        the command gets are passed on to that process.

                        With --detach the command returns as soon as the container runs, and it has to be deleted
                        with "hexrun delete" when it has ended.
                        """,
                        List.of(
                                new Example("hexrun run web", "run the bundle in the working directory"),
                                new Example(
                                        "hexrun run --bundle /srv/web --detach --pid-file /run/web.pid web",
                                        "leave it running, and know its pid")));
            case SPEC ->
                new CommandManual(
                        Group.BUNDLES,
                        "write a config.json to start from",
                        """
                        The file is written into the working directory or the bundle that is named; an existing one
                        is never overwritten. It describes a shell in the folder "rootfs" with few privileges.
                        """,
                        List.of(
                                new Example("hexrun spec", "write it into the working directory"),
                                new Example(
                                        "hexrun spec --rootless --bundle /home/me/web",
                                        "write one for a user without privileges")));
            case START ->
                new CommandManual(
                        Group.CONTAINERS,
                        "start the program of a created container",
                        """
                        Returns once the program runs, and does not wait for its end.
                        """,
                        List.of(new Example("hexrun start web", "start what \"hexrun create web\" made")));
            case STATE ->
                new CommandManual(
                        Group.CONTAINERS,
                        "show the state of a container, as JSON",
                        """
                        The status is one of creating, created, running, paused and stopped. The pid is that of the
                        first process as the host sees it, 0 if it has ended.
                        """,
                        List.of(new Example("hexrun state web", "print it")));
            case STATS ->
                new CommandManual(
                        Group.CONTAINERS,
                        "show what containers use, again and again",
                        """
                        Shows the containers that are named, or all that run, in a table that is written anew in each
                        interval; a container that ends leaves it. On a terminal the table stays in its place. When all
                        that were named have ended, the command ends.

                        CPU % is of one processor, so that two busy ones are 200%. MEM USAGE leaves out the part of the
                        page cache that the kernel gives back first. BLOCK I/O is what was read and written since
                        the container began. PRESSURE is the share of the last 10 seconds in which some process waited
                        for processors, for memory, and for block devices. "-" stands for what the host does not
                        count, and for a limit that is not there.

                        On a terminal ids of 64 hexadecimal digits are shortened to 12, and columns that do not fit are
                        left out; --no-trunc shows everything.

                        As JSON it is one array on a line for each measurement; what is not known is left out.
                        """,
                        List.of(
                                new Example("hexrun stats", "watch all containers"),
                                new Example("hexrun stats --no-stream web", "look once at one"),
                                new Example(
                                        "hexrun stats --format json --interval 10s", "give the numbers to a program")));
            case UPDATE ->
                new CommandManual(
                        Group.CONTAINERS,
                        "change the limits of a container",
                        """
                        Changes the limits that are named and leaves the others as they are; device rules cannot be
                        changed. If one of them is refused, all of them stay as they were. The container may be
                        created, running or paused.

                        BYTES is a number with an optional suffix b, k, m, g, t or p, in powers of 1024.

                        With --resources all other limits on the command line are ignored. What the file leaves out,
                        or has as 0 or null, is left alone, except that 0 is a value for pids.limit, cpu.idle and
                        cpu.burst.
                        """,
                        List.of(
                                new Example("hexrun update --memory 512m --pids-limit 100 web", "two new limits"),
                                new Example(
                                        "hexrun update --cpu-quota 50000 --cpu-period 100000 web", "half a processor"),
                                new Example(
                                        "hexrun update --resources limits.json web",
                                        "take limits from a file; from standard input with -")));
            case VALIDATE ->
                new CommandManual(
                        Group.BUNDLES,
                        "check a bundle's configuration and print every problem",
                        """
                        Each problem stands on a line of its own behind its place in the file, a JSON pointer. What is
                        only ignored is marked as a warning, a member that the specification does not have as well. The
                        exit status is 0 if there is no problem, else 1.

                        With --host the command checks also what depends on this host and on the root file system:
                        the program, the sources of bind mounts, hooks, file systems, namespaces to join, sysctls,
                        cgroup controllers, processors and memory nodes, the seccomp profile, and the ids that the
                        caller may map.
                        """,
                        List.of(
                                new Example("hexrun validate --bundle /srv/web", "print the problems for people"),
                                new Example("hexrun validate --bundle /srv/web --format json", "and for a program"),
                                new Example("hexrun validate --host --bundle /srv/web", "will it run here?")));
        };
    }
}
