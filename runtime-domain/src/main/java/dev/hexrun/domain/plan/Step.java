package dev.hexrun.domain.plan;

import dev.hexrun.domain.mount.MountOptions;
import java.util.List;

/**
 * One thing that has to be done so that a container comes to be. {@code docs/protocol.md} says of each what it does in
 * the kernel's terms, and how it looks on the wire.
 *
 * <p>The set is closed: the native program can do these and nothing else. An adapter contributes steps; it never runs
 * inside a container itself.
 */
public sealed interface Step {

    /**
     * Tells which process executes the step.
     *
     * @return the actor
     */
    Actor actor();

    /**
     * Says in a few words, for people, what the step does.
     *
     * @return for example {@code mount proc on /proc (nosuid,nodev,noexec)}; also the first part of the message if the
     *     step fails
     */
    String describe();

    // Processes and control

    /**
     * Starts the launcher from a sealed copy of the native program.
     *
     * @param preserved how many descriptors, from 3 on, the caller passes on to the program; they get there by way of
     *     launcher and init, which let no other program have them
     */
    record SpawnLauncher(int preserved) implements Step {
        @Override
        public Actor actor() {
            return Actor.FRONT;
        }

        @Override
        public String describe() {
            return "start the launcher from a sealed copy of the program"
                    + (preserved == 0 ? "" : ", with " + preserved + " more descriptors from 3 on");
        }
    }

    /**
     * Clones init, the container's first process, as a sibling of the launcher.
     *
     * @param flags the {@code CLONE_NEW*} flags of the namespaces that are new
     */
    record Fork(long flags) implements Step {
        @Override
        public Actor actor() {
            return Actor.LAUNCHER;
        }

        @Override
        public String describe() {
            return "clone init" + (flags == 0 ? "" : " into new namespaces: " + NamespaceText.names(flags));
        }
    }

    /**
     * Waits for the runtime to act and to say go on, or not.
     *
     * @param point where the runtime is met
     */
    record ReachSyncPoint(SyncPoint point) implements Step {
        @Override
        public Actor actor() {
            return Actor.FRONT;
        }

        @Override
        public String describe() {
            return "wait at sync point " + point.label();
        }
    }

    /** Lets init live on without the front. */
    record ReleaseInit() implements Step {
        @Override
        public Actor actor() {
            return Actor.FRONT;
        }

        @Override
        public String describe() {
            return "let init live on without this command";
        }
    }

    /**
     * Waits for the end of a process, and reaps it if it is a child.
     *
     * @param pid the process, 0 for init
     * @param startTime its start time in clock ticks since boot, 0 to leave it unchecked
     * @param timeoutMillis how long to wait in milliseconds, 0 for ever
     * @param forwardSignals whether signals to the front go to the process
     * @param timeoutIsOk whether it is no failure if the process still runs then; the observer is told of no end
     */
    record AwaitExit(int pid, long startTime, int timeoutMillis, boolean forwardSignals, boolean timeoutIsOk)
            implements Step {

        /**
         * Waits, and fails if the process still runs at the end of the time.
         *
         * @param pid the process, 0 for init
         * @param startTime its start time in clock ticks since boot, 0 to leave it unchecked
         * @param timeoutMillis how long to wait in milliseconds, 0 for ever
         * @param forwardSignals whether signals to the front go to the process
         */
        public AwaitExit(int pid, long startTime, int timeoutMillis, boolean forwardSignals) {
            this(pid, startTime, timeoutMillis, forwardSignals, false);
        }

        @Override
        public Actor actor() {
            return Actor.FRONT;
        }

        @Override
        public String describe() {
            return "wait for the end of " + StepText.process(pid);
        }
    }

    /**
     * Sends a signal, to that very process and not to a later one of the same pid.
     *
     * @param pid the process, 0 for init
     * @param startTime its start time in clock ticks since boot, 0 to leave it unchecked
     * @param signal the signal's number
     */
    record SendSignal(int pid, long startTime, int signal) implements Step {
        @Override
        public Actor actor() {
            return Actor.FRONT;
        }

        @Override
        public String describe() {
            return "send signal " + signal + " to " + StepText.process(pid);
        }
    }

    /**
     * Makes the front the reaper of orphaned descendants, {@code PR_SET_CHILD_SUBREAPER} of {@code prctl(2)}.
     *
     * @param on whether orphans below become children of the front
     */
    record SetSubreaper(boolean on) implements Step {
        @Override
        public Actor actor() {
            return Actor.FRONT;
        }

        @Override
        public String describe() {
            return on ? "adopt orphaned processes" : "stop adopting orphaned processes";
        }
    }

    /**
     * Makes a fifo, {@code mkfifo(3)}.
     *
     * @param path where, on the host
     * @param mode its permission bits
     * @param uid its owner on the host
     * @param gid its group on the host
     */
    record CreateFifo(String path, int mode, int uid, int gid) implements Step {
        @Override
        public Actor actor() {
            return Actor.FRONT;
        }

        @Override
        public String describe() {
            return "make the fifo " + path;
        }
    }

    /**
     * Tells init to go on: reads the byte that init writes, and removes the fifo.
     *
     * @param path the fifo on the host
     * @param pid init
     * @param startTime init's start time in clock ticks since boot
     */
    record ReadStartFifo(String path, int pid, long startTime) implements Step {
        @Override
        public Actor actor() {
            return Actor.FRONT;
        }

        @Override
        public String describe() {
            return "release init through " + path;
        }
    }

    /**
     * Runs a lifecycle hook with the container's state on its standard input (runtime.md, "Lifecycle").
     *
     * @param stage which list of hooks it is from
     * @param index its place in that list, from 0
     * @param actor the front for hooks in the runtime's namespaces, init for those in the container's
     * @param path the program
     * @param argv its arguments, with {@code argv[0]}
     * @param environ its environment, complete
     * @param timeoutSeconds how long it may run, 0 for ever
     * @param directory its working directory, empty to stay
     * @param stateBeforePid the state document up to the pid, or all of it
     * @param stateAfterPid the rest of it; empty if the document has its pid already
     */
    record RunHook(
            HookStage stage,
            int index,
            Actor actor,
            String path,
            List<String> argv,
            List<String> environ,
            int timeoutSeconds,
            String directory,
            String stateBeforePid,
            String stateAfterPid)
            implements Step {

        /** Keeps copies of the lists. */
        public RunHook {
            argv = List.copyOf(argv);
            environ = List.copyOf(environ);
        }

        @Override
        public String describe() {
            return "run " + stage.specName() + " hook #" + index + ": " + path;
        }
    }

    /**
     * Maps the ids of a new user namespace, {@code user_namespaces(7)}.
     *
     * @param ofInit whether init's map is written and not the launcher's
     * @param uidMap the lines of {@code uid_map}
     * @param gidMap the lines of {@code gid_map}
     * @param mayDenySetgroups whether to deny setgroups(2) in the namespace if the kernel refuses the group map without
     * @param newuidmap path of the helper to run if the kernel refuses the user map; empty if there is none
     * @param newgidmap path of the helper to run if the kernel refuses the group map; empty if there is none
     */
    record WriteIdMap(
            boolean ofInit, String uidMap, String gidMap, boolean mayDenySetgroups, String newuidmap, String newgidmap)
            implements Step {
        @Override
        public Actor actor() {
            return Actor.FRONT;
        }

        @Override
        public String describe() {
            return "map user ids " + StepText.map(uidMap) + " and group ids " + StepText.map(gidMap);
        }
    }

    /**
     * Limits a resource of init, {@code prlimit(2)}. The front may raise what init no longer may, but not once init is
     * another user's and the front lacks {@code CAP_SYS_RESOURCE}.
     *
     * @param actor who sets it: the front or init
     * @param type the name, for example {@code RLIMIT_NOFILE}
     * @param resource its number
     * @param soft the soft limit, unsigned
     * @param hard the hard limit, unsigned
     */
    record SetRlimit(Actor actor, String type, int resource, long soft, long hard) implements Step {
        @Override
        public String describe() {
            return "limit " + type + " to " + StepText.limit(soft) + " (hard " + StepText.limit(hard) + ")";
        }
    }

    /**
     * Moves the front, so that relative paths start at the bundle.
     *
     * @param path a folder on the host
     */
    record ChangeWorkingDirectory(String path) implements Step {
        @Override
        public Actor actor() {
            return Actor.FRONT;
        }

        @Override
        public String describe() {
            return "enter the folder " + path;
        }
    }

    /**
     * Attaches a program that decides about devices to a cgroup of v2, {@code bpf(2)}. Programs of an earlier container
     * that are attached there go.
     *
     * @param cgroup the cgroup's folder on the host
     * @param instructions the program, a {@code struct bpf_insn} in each, little endian
     */
    record AttachDeviceProgram(String cgroup, List<Long> instructions) implements Step {

        /** Keeps a copy of the list. */
        public AttachDeviceProgram {
            instructions = List.copyOf(instructions);
        }

        @Override
        public Actor actor() {
            return Actor.FRONT;
        }

        @Override
        public String describe() {
            return "enforce the device rules of the cgroup " + cgroup;
        }
    }

    /**
     * Installs a filter of system calls, {@code seccomp(2)}.
     *
     * @param instructions the program, a {@code struct sock_filter} in each, its bytes from the lowest
     * @param flags {@code SECCOMP_FILTER_FLAG_*}
     * @param atExec not before {@code execve(2)}
     */
    record InstallSeccomp(List<Long> instructions, long flags, boolean atExec) implements Step {

        /** Keeps a copy of the list. */
        public InstallSeccomp {
            instructions = List.copyOf(instructions);
        }

        @Override
        public Actor actor() {
            return Actor.INIT;
        }

        @Override
        public String describe() {
            return "filter system calls by " + instructions.size() + " instructions"
                    + (atExec ? ", from the program on" : "");
        }
    }

    /**
     * Hands the descriptor of init's filter to whoever decides about its calls, {@code seccomp_unotify(2)}: one message
     * with a {@code ContainerProcessState} (config-linux.md, "The Container Process State").
     *
     * @param socket path of the listener's socket on the host
     * @param document the message in parts; init's pid comes between each two
     */
    record SendSeccompListener(String socket, List<String> document) implements Step {

        /** Keeps a copy of the list. */
        public SendSeccompListener {
            document = List.copyOf(document);
        }

        @Override
        public Actor actor() {
            return Actor.FRONT;
        }

        @Override
        public String describe() {
            return "hand the filter's notifications to " + socket;
        }
    }

    /**
     * Hands the container's terminal to whoever listens on a socket: one message with the terminal's name and its
     * master. The front keeps nothing of it.
     *
     * @param socket path of the console socket on the host
     */
    record SendTerminal(String socket) implements Step {
        @Override
        public Actor actor() {
            return Actor.FRONT;
        }

        @Override
        public String describe() {
            return "send the terminal to " + socket;
        }
    }

    /**
     * Hands a pidfd of init to whoever listens on a socket, {@code pidfd_open(2)}.
     *
     * @param socket path of the socket on the host
     * @param payload the text of the message: {@code standard} for a container's first process, {@code setns} for one
     *     that joins it
     */
    record SendPidfd(String socket, String payload) implements Step {
        @Override
        public Actor actor() {
            return Actor.FRONT;
        }

        @Override
        public String describe() {
            return "send a pidfd to " + socket;
        }
    }

    /**
     * Makes the socket on which the container's program tells that it is ready, {@code sd_notify(3)}. One that is there
     * already is replaced.
     *
     * @param path where, on the host
     */
    record BindNotifySocket(String path) implements Step {
        @Override
        public Actor actor() {
            return Actor.FRONT;
        }

        @Override
        public String describe() {
            return "listen on " + path;
        }
    }

    /**
     * Waits until the program has told that it is ready, or has ended, and tells the service manager.
     *
     * @param hostSocket the service manager's socket: a path, or a name that begins with {@code @}
     * @param pid the process, 0 for init
     * @param startTime its start time in clock ticks since boot, 0 to leave it unchecked
     * @param duringAwaitExit whether the step ends at once and a later {@link AwaitExit} does this while it waits
     */
    record AwaitNotify(String hostSocket, int pid, long startTime, boolean duringAwaitExit) implements Step {
        @Override
        public Actor actor() {
            return Actor.FRONT;
        }

        @Override
        public String describe() {
            return (duringAwaitExit ? "tell " : "wait to tell ") + hostSocket + " that " + StepText.process(pid)
                    + " is ready";
        }
    }

    /**
     * Moves a network device into the network namespace of init, names it, adds its permanent global addresses again, and
     * sets it up (config-linux.md, "Network Devices"). It is given back if the plan is not completed.
     *
     * @param name its name on the host
     * @param newName its name in the container; in one with {@code %d} the kernel puts the lowest number that is free
     */
    record MoveNetworkDevice(String name, String newName) implements Step {
        @Override
        public Actor actor() {
            return Actor.FRONT;
        }

        @Override
        public String describe() {
            return "move the network device " + name + " into the container"
                    + (newName.equals(name) ? "" : " as " + newName);
        }
    }

    /**
     * Begins to watch something, until the command ends. What is noticed is kept for the next {@link AwaitEvents}. The
     * watches of a command are numbered from 0 in the order of their steps; there can be 16.
     *
     * @param kind how
     * @param path the file on the host
     * @param argument what the kind wants to know more; may be empty
     */
    record Watch(Kind kind, String path, String argument) implements Step {

        /** How the kernel tells of something. */
        public enum Kind {
            /** It changes the file, {@code inotify(7)}: {@code memory.events} of cgroup v2, say. */
            CHANGE(1),
            /**
             * It signals an eventfd that is registered with {@code cgroup.event_control}, beside the file. The argument is
             * the third word of what is written there.
             */
            EVENT(2),
            /** It signals the file itself once a trigger is written to it: the argument, as psi.rst has it. */
            PRESSURE(3);

            private final int number;

            Kind(int number) {
                this.number = number;
            }

            /**
             * The number in the native protocol.
             *
             * @return 1 to 3
             */
            public int number() {
                return number;
            }
        }

        @Override
        public Actor actor() {
            return Actor.FRONT;
        }

        @Override
        public String describe() {
            return "watch " + path + (argument.isEmpty() ? "" : " for \"" + argument + "\"");
        }
    }

    /**
     * Waits until one of the watches has noticed something, or a process has ended, or nobody reads the caller's standard
     * output any more; the observer is told of each. The end of the time is no failure.
     *
     * @param timeoutMillis how long to wait in milliseconds, 0 for ever
     * @param pid the process, 0 for none
     * @param startTime its start time in clock ticks since boot, 0 to leave it unchecked
     */
    record AwaitEvents(int timeoutMillis, int pid, long startTime) implements Step {
        @Override
        public Actor actor() {
            return Actor.FRONT;
        }

        @Override
        public String describe() {
            return "wait for events" + (pid == 0 ? "" : ", and for the end of " + StepText.process(pid));
        }
    }

    // Before the container

    /**
     * Sets the launcher's, and so the container's, {@code oom_score_adj}, {@code proc(5)}.
     *
     * @param value -1000 to 1000
     * @param tolerateRefusal whether a refusal (EACCES) is no failure, as for the unprivileged
     */
    record SetOomScoreAdj(int value, boolean tolerateRefusal) implements Step {
        @Override
        public Actor actor() {
            return Actor.LAUNCHER;
        }

        @Override
        public String describe() {
            return "set oom_score_adj to " + value;
        }
    }

    /**
     * Keeps a handle to the start fifo.
     *
     * @param path the fifo on the host
     */
    record OpenStartFifo(String path) implements Step {
        @Override
        public Actor actor() {
            return Actor.LAUNCHER;
        }

        @Override
        public String describe() {
            return "keep a handle to the start fifo " + path;
        }
    }

    /**
     * Opens a namespace that is to be joined, and checks its type.
     *
     * @param slot where the handle is kept, 0 to 15
     * @param flag the {@code CLONE_NEW*} flag of its type
     * @param path the namespace's file on the host
     * @param skipIfOwn whether there is nothing to join if it is the launcher's own, or if the kernel has no such type
     */
    record OpenNamespace(int slot, long flag, String path, boolean skipIfOwn) implements Step {
        @Override
        public Actor actor() {
            return Actor.LAUNCHER;
        }

        @Override
        public String describe() {
            return "open the " + NamespaceText.names(flag) + " namespace " + path
                    + (skipIfOwn ? " unless it is the own one" : "");
        }
    }

    /**
     * Joins a namespace, {@code setns(2)}.
     *
     * @param slot where its handle is kept
     * @param flag the {@code CLONE_NEW*} flag of its type
     * @param tolerateRefusal whether EPERM is no failure, because a later step tries again
     */
    record JoinNamespace(int slot, long flag, boolean tolerateRefusal) implements Step {
        @Override
        public Actor actor() {
            return Actor.LAUNCHER;
        }

        @Override
        public String describe() {
            return "join the " + NamespaceText.names(flag) + " namespace";
        }
    }

    /** Makes a new user namespace, {@code unshare(2)}. */
    record UnshareUser() implements Step {
        @Override
        public Actor actor() {
            return Actor.LAUNCHER;
        }

        @Override
        public String describe() {
            return "make a new user namespace";
        }
    }

    /**
     * Becomes user and group 0 of the user namespace.
     *
     * @param actor the launcher or init
     */
    record BecomeRoot(Actor actor) implements Step {
        @Override
        public String describe() {
            return "become root of the user namespace";
        }
    }

    /**
     * Makes a new time namespace, {@code time_namespaces(7)}.
     *
     * @param offsets the lines of {@code timens_offsets}, empty for none
     */
    record UnshareTime(String offsets) implements Step {
        @Override
        public Actor actor() {
            return Actor.LAUNCHER;
        }

        @Override
        public String describe() {
            return "make a new time namespace" + (offsets.isEmpty() ? "" : " with offsets " + StepText.map(offsets));
        }
    }

    /** Takes back a CPU affinity that the caller has. */
    record ResetCpuAffinity() implements Step {
        @Override
        public Actor actor() {
            return Actor.LAUNCHER;
        }

        @Override
        public String describe() {
            return "allow all CPUs";
        }
    }

    /**
     * Checks that a process is still the one that is meant, so that what was opened by its pid before is of it.
     *
     * @param pid the process, in the runtime's pid namespace
     * @param startTime field 22 of {@code /proc/PID/stat}
     */
    record CheckProcess(int pid, long startTime) implements Step {
        @Override
        public Actor actor() {
            return Actor.LAUNCHER;
        }

        @Override
        public String describe() {
            return "check that process " + pid + " is still the container's";
        }
    }

    /**
     * Chooses the CPUs on which the process may run, {@code sched_setaffinity(2)}.
     *
     * @param actor the launcher, or init, which counts from the cgroups on that it has entered
     * @param cpus a list such as {@code 0-3,7}
     */
    record SetCpuAffinity(Actor actor, String cpus) implements Step {
        @Override
        public String describe() {
            return "run on the CPUs " + cpus;
        }
    }

    /**
     * Opens a cgroup that {@link Fork} puts init into. On v2 init is born in it, unless the plan joins namespaces or the kernel
     * refuses; otherwise init moves itself before the front is told of it. Moving does not count against a limit of processes.
     *
     * @param path the cgroup on the host
     * @param unified whether it is of v2
     * @param optional whether it is no failure that the cgroup is gone, takes no processes, or is not the caller's to enter
     */
    record JoinCgroup(String path, boolean unified, boolean optional) implements Step {
        @Override
        public Actor actor() {
            return Actor.LAUNCHER;
        }

        @Override
        public String describe() {
            return "enter cgroup " + path + (optional ? " if that works" : "");
        }
    }

    /**
     * The same for a cgroup of v2 in which a process is. It is found by that process, since the container may have named it
     * itself.
     *
     * @param top the cgroup on the host in which, or below which, the process is
     * @param pid the process, in the runtime's pid namespace
     */
    record JoinCgroupOf(String top, int pid) implements Step {
        @Override
        public Actor actor() {
            return Actor.LAUNCHER;
        }

        @Override
        public String describe() {
            return "enter the cgroup of process " + pid + " below " + top;
        }
    }

    // In the container, before its root is changed

    /** Starts a session of its own, {@code setsid(2)}. */
    record SetSession() implements Step {
        @Override
        public Actor actor() {
            return Actor.INIT;
        }

        @Override
        public String describe() {
            return "start a session";
        }
    }

    /** Makes a new cgroup namespace, {@code cgroup_namespaces(7)}, rooted at the present cgroup. */
    record UnshareCgroup() implements Step {
        @Override
        public Actor actor() {
            return Actor.INIT;
        }

        @Override
        public String describe() {
            return "make a new cgroup namespace";
        }
    }

    /** Brings the loopback device up. */
    record BringLoopbackUp() implements Step {
        @Override
        public Actor actor() {
            return Actor.INIT;
        }

        @Override
        public String describe() {
            return "bring up the network device lo";
        }
    }

    /**
     * Joins a new session keyring, {@code keyctl(2)}.
     *
     * @param name the keyring's name
     */
    record JoinSessionKeyring(String name) implements Step {
        @Override
        public Actor actor() {
            return Actor.INIT;
        }

        @Override
        public String describe() {
            return "join a new session keyring " + name;
        }
    }

    /** Keeps a private procfs that nothing in the container can cover. */
    record OpenProc() implements Step {
        @Override
        public Actor actor() {
            return Actor.INIT;
        }

        @Override
        public String describe() {
            return "keep a private procfs";
        }
    }

    /**
     * Sets how mounts propagate between {@code /} and the host, {@code mount_namespaces(7)}.
     *
     * @param flags the {@code MS_*} flags of {@code mount(2)}
     */
    record SetRootPropagation(long flags) implements Step {
        @Override
        public Actor actor() {
            return Actor.INIT;
        }

        @Override
        public String describe() {
            return "make / " + MountText.propagation(flags);
        }
    }

    /**
     * Takes hold of the root file system.
     *
     * @param path the root file system on the host
     * @param bind whether it is bind mounted on itself, as {@code pivot_root(2)} asks
     */
    record OpenRoot(String path, boolean bind) implements Step {
        @Override
        public Actor actor() {
            return Actor.INIT;
        }

        @Override
        public String describe() {
            return (bind ? "bind mount the root file system " : "open the root file system ") + path;
        }
    }

    /**
     * Mounts a new file system, {@code fsopen(2)}.
     *
     * @param type the type of file system
     * @param source its source, as the type wants it
     * @param target where, in the root
     * @param params its own parameters, {@code key} or {@code key=value}
     * @param set {@code MOUNT_ATTR_*} bits to set
     * @param clear bits to clear
     * @param copyUp whether what lies below the target is copied into it
     * @param realDirectory whether the target must be a directory that no link leads to
     * @param fallbackBind a folder of the host that is bound there if the kernel refuses ({@code EPERM}, {@code EBUSY});
     *     empty for none
     */
    record Mount(
            String type,
            String source,
            String target,
            List<String> params,
            long set,
            long clear,
            boolean copyUp,
            boolean realDirectory,
            String fallbackBind)
            implements Step {

        /**
         * A mount with nothing in its stead.
         *
         * @param type the type of file system
         * @param source its source, as the type wants it
         * @param target where, in the root
         * @param params its own parameters, {@code key} or {@code key=value}
         * @param set {@code MOUNT_ATTR_*} bits to set
         * @param clear bits to clear
         * @param copyUp whether what lies below the target is copied into it
         * @param realDirectory whether the target must be a directory that no link leads to
         */
        public Mount(
                String type,
                String source,
                String target,
                List<String> params,
                long set,
                long clear,
                boolean copyUp,
                boolean realDirectory) {
            this(type, source, target, params, set, clear, copyUp, realDirectory, "");
        }

        /** Keeps copies of the lists. */
        public Mount {
            params = List.copyOf(params);
        }

        @Override
        public Actor actor() {
            return Actor.INIT;
        }

        @Override
        public String describe() {
            return "mount " + type + " on " + target + MountText.attributes(set, params);
        }
    }

    /**
     * Clones a file or folder of the host for the {@link Bind} that follows, {@code open_tree(2)}: with the caller's
     * rights, but as init's mount namespace shows it.
     *
     * @param source what, on the host
     * @param target where it will be bound, in the root
     * @param recursive whether the mounts below come along
     * @param mapped which of its mounts get their owners mapped
     * @param uidMap how, as lines of {@code user_namespaces(7)}; empty as in init's user namespace
     * @param gidMap the same for groups
     */
    record CloneTree(
            String source, String target, boolean recursive, MountOptions.IdMapped mapped, String uidMap, String gidMap)
            implements Step {
        @Override
        public Actor actor() {
            return Actor.FRONT;
        }

        @Override
        public String describe() {
            return "open " + source + " for " + target
                    + (mapped == MountOptions.IdMapped.NONE
                            ? ""
                            : " with owners mapped"
                                    + (uidMap.isEmpty()
                                            ? ""
                                            : " (uid " + StepText.map(uidMap) + ", gid " + StepText.map(gidMap) + ")"));
        }
    }

    /**
     * Clones a file or directory of the host before {@link SetRootPropagation}, so that the clone stays in the peer groups of
     * its source, {@code mount_namespaces(7)}. Several of these are bound in their order.
     *
     * @param source the file or directory, on the host
     * @param target where it will be bound, in the root
     * @param recursive whether the mounts below it are cloned too
     */
    record CloneSharedTree(String source, String target, boolean recursive) implements Step {
        @Override
        public Actor actor() {
            return Actor.INIT;
        }

        @Override
        public String describe() {
            return "open " + source + " for " + target + " as shared with the host";
        }
    }

    /**
     * Keeps the mount that the last {@link Mount} or {@link Bind} made, for steps that name it by its number: the first is 0.
     *
     * @param path its path in the root
     */
    record KeepMount(String path) implements Step {
        @Override
        public Actor actor() {
            return Actor.INIT;
        }

        @Override
        public String describe() {
            return "keep the mount on " + path;
        }
    }

    /**
     * Bind mounts a file or folder of the host, {@code open_tree(2)}.
     *
     * @param source what, on the host
     * @param target where, in the root
     * @param recursive whether the mounts below come along
     * @param tree where the clone of the source comes from
     * @param set {@code MOUNT_ATTR_*} bits to set
     * @param clear bits to clear, as far as a user namespace has not locked them
     * @param mustClear those of {@code clear} whose being locked is a failure
     * @param recursiveSet bits to set on the whole tree
     * @param recursiveClear bits to clear on the whole tree
     */
    record Bind(
            String source,
            String target,
            boolean recursive,
            Tree tree,
            long set,
            long clear,
            long mustClear,
            long recursiveSet,
            long recursiveClear)
            implements Step {

        /** Where the clone of a source comes from. */
        public enum Tree {
            /** It is cloned by the step itself. */
            NEW,
            /** From {@link CloneTree}. */
            CLONED_BY_FRONT,
            /** From the next {@link CloneSharedTree}. */
            SHARED
        }

        @Override
        public Actor actor() {
            return Actor.INIT;
        }

        @Override
        public String describe() {
            return "bind mount " + source + " on " + target + MountText.attributes(set | recursiveSet, List.of());
        }
    }

    /**
     * Changes a mount that is there, as {@code mount(2)} does with {@code MS_REMOUNT}.
     *
     * @param mount which mount
     * @param path a mount in the root
     * @param mountOnly whether the file system itself is left as it is ({@code MS_BIND})
     * @param params parameters of the file system, {@code key} or {@code key=value}
     * @param set {@code MOUNT_ATTR_*} bits to set
     * @param clear bits to clear, as far as a user namespace has not locked them
     * @param mustClear those of {@code clear} whose being locked is a failure
     */
    record Remount(
            MountReference mount,
            String path,
            boolean mountOnly,
            List<String> params,
            long set,
            long clear,
            long mustClear)
            implements Step {

        /** Keeps copies of the lists. */
        public Remount {
            params = List.copyOf(params);
        }

        @Override
        public Actor actor() {
            return Actor.INIT;
        }

        @Override
        public String describe() {
            return "remount " + path + MountText.attributes(set, params);
        }
    }

    /**
     * Sets how mounts propagate below a mount.
     *
     * @param mount which mount
     * @param path its path in the root, {@code /} for the root mount
     * @param flags the {@code MS_*} flags of {@code mount(2)}
     */
    record SetPropagation(MountReference mount, String path, long flags) implements Step {

        /**
         * A change of the mount that a path leads to.
         *
         * @param path a mount in the root, {@code /} for the root mount
         * @param flags the {@code MS_*} flags of {@code mount(2)}
         */
        public SetPropagation(String path, long flags) {
            this(MountReference.BY_PATH, path, flags);
        }

        @Override
        public Actor actor() {
            return Actor.INIT;
        }

        @Override
        public String describe() {
            return "make " + path + " " + MountText.propagation(flags);
        }
    }

    /**
     * Changes the attributes of a mount, {@code mount_setattr(2)}.
     *
     * @param mount which mount
     * @param path its path in the root, {@code /} for the root mount
     * @param set {@code MOUNT_ATTR_*} bits to set
     * @param clear bits to clear
     * @param recursive whether the mounts below are changed too
     */
    record SetMountAttributes(MountReference mount, String path, long set, long clear, boolean recursive)
            implements Step {

        /**
         * A change of the mount that a path leads to.
         *
         * @param path a mount in the root, {@code /} for the root mount
         * @param set {@code MOUNT_ATTR_*} bits to set
         * @param clear bits to clear
         * @param recursive whether the mounts below are changed too
         */
        public SetMountAttributes(String path, long set, long clear, boolean recursive) {
            this(MountReference.BY_PATH, path, set, clear, recursive);
        }

        @Override
        public Actor actor() {
            return Actor.INIT;
        }

        @Override
        public String describe() {
            return "remount " + path + MountText.attributes(set, List.of());
        }
    }

    /**
     * Makes a folder and those above it, where they are missing.
     *
     * @param path where, in the root
     * @param mode permission bits of what is made
     * @param uid its owner
     * @param gid its group
     */
    record CreateDirectory(String path, int mode, int uid, int gid) implements Step {
        @Override
        public Actor actor() {
            return Actor.INIT;
        }

        @Override
        public String describe() {
            return "make the folder " + path;
        }
    }

    /**
     * Makes a device node, {@code mknod(2)}.
     *
     * @param path where, in the root
     * @param type {@code c}, {@code b} or {@code p}
     * @param major major number
     * @param minor minor number
     * @param mode permission bits
     * @param uid its owner
     * @param gid its group
     * @param hostPath the host's node, bound if the kernel refuses to make one; empty for none
     */
    record CreateDevice(String path, char type, int major, int minor, int mode, int uid, int gid, String hostPath)
            implements Step {
        @Override
        public Actor actor() {
            return Actor.INIT;
        }

        @Override
        public String describe() {
            return "make the device " + path + " (" + type + (type == 'p' ? "" : " " + major + ":" + minor) + ")";
        }
    }

    /**
     * Makes a device node for the {@link BindDevice} that follows, on a file system of the host's user namespace, so that it
     * can be opened in another one. Where the kernel refuses ({@code EPERM}) nothing is made.
     *
     * @param path where it will be bound, in the root
     * @param type {@code c} or {@code b}
     * @param major major number
     * @param minor minor number
     * @param mode permission bits
     * @param uid its owner on the host
     * @param gid its group on the host
     */
    record CreateDeviceNode(String path, char type, int major, int minor, int mode, int uid, int gid) implements Step {
        @Override
        public Actor actor() {
            return Actor.FRONT;
        }

        @Override
        public String describe() {
            return "make the device " + path + " (" + type + " " + major + ":" + minor + ") for the user namespace";
        }
    }

    /**
     * Binds a device node, after a check that it is the device that is meant.
     *
     * @param hostPath the node on the host
     * @param path where, in the root
     * @param type {@code c} or {@code b}
     * @param major the major number it must have
     * @param minor the minor number it must have
     * @param createdByFront whether the node is what {@link CreateDeviceNode} has made, if it has made one
     */
    record BindDevice(String hostPath, String path, char type, int major, int minor, boolean createdByFront)
            implements Step {
        @Override
        public Actor actor() {
            return Actor.INIT;
        }

        @Override
        public String describe() {
            return "bind the device " + (createdByFront ? "" : hostPath + " ") + "on " + path;
        }
    }

    /**
     * Makes a symbolic link, unless something is there.
     *
     * @param target what the link says
     * @param path where, in the root
     */
    record CreateSymlink(String target, String path) implements Step {
        @Override
        public Actor actor() {
            return Actor.INIT;
        }

        @Override
        public String describe() {
            return "link " + path + " to " + target;
        }
    }

    /**
     * Hides a file or folder.
     *
     * @param path what, in the root
     */
    record MaskPath(String path) implements Step {
        @Override
        public Actor actor() {
            return Actor.INIT;
        }

        @Override
        public String describe() {
            return "mask " + path;
        }
    }

    /**
     * Makes a file or folder read-only.
     *
     * @param path what, in the root
     */
    record MakeReadOnly(String path) implements Step {
        @Override
        public Actor actor() {
            return Actor.INIT;
        }

        @Override
        public String describe() {
            return "make " + path + " read-only";
        }
    }

    /** Makes the root file system {@code /}, {@code pivot_root(2)}, and detaches the old one. */
    record PivotRoot() implements Step {
        @Override
        public Actor actor() {
            return Actor.INIT;
        }

        @Override
        public String describe() {
            return "change / to the root file system and detach the old one";
        }
    }

    /** Makes the root file system {@code /} where pivot_root does not work, {@code chroot(2)}. */
    record MoveRoot() implements Step {
        @Override
        public Actor actor() {
            return Actor.INIT;
        }

        @Override
        public String describe() {
            return "move the root file system onto /";
        }
    }

    /** Makes the root file system {@code /} by {@code chroot(2)} alone. */
    record ChangeRoot() implements Step {
        @Override
        public Actor actor() {
            return Actor.INIT;
        }

        @Override
        public String describe() {
            return "change / to the root file system (chroot)";
        }
    }

    // In the container

    /**
     * Sets the host name, {@code sethostname(2)}.
     *
     * @param name the host name
     */
    record SetHostname(String name) implements Step {
        @Override
        public Actor actor() {
            return Actor.INIT;
        }

        @Override
        public String describe() {
            return "set the host name to " + name;
        }
    }

    /**
     * Sets the domain name, {@code setdomainname(2)}.
     *
     * @param name the NIS domain name
     */
    record SetDomainname(String name) implements Step {
        @Override
        public Actor actor() {
            return Actor.INIT;
        }

        @Override
        public String describe() {
            return "set the domain name to " + name;
        }
    }

    /**
     * Writes a kernel parameter, {@code sysctl(8)}.
     *
     * @param path the key with slashes, below {@code /proc/sys}
     * @param value the value
     */
    record WriteSysctl(String path, String value) implements Step {
        @Override
        public Actor actor() {
            return Actor.INIT;
        }

        @Override
        public String describe() {
            return "set the kernel parameter " + path + " to " + value;
        }
    }

    /**
     * Sets the file mode creation mask, {@code umask(2)}.
     *
     * @param mask the mask
     */
    record SetUmask(int mask) implements Step {
        @Override
        public Actor actor() {
            return Actor.INIT;
        }

        @Override
        public String describe() {
            return "set umask to 0" + Integer.toOctalString(mask);
        }
    }

    /** Gives up on gaining privileges by executing, {@code PR_SET_NO_NEW_PRIVS}. */
    record SetNoNewPrivileges() implements Step {
        @Override
        public Actor actor() {
            return Actor.INIT;
        }

        @Override
        public String describe() {
            return "set no_new_privs";
        }
    }

    /**
     * Gives the standard streams to the container's user, so that {@code /dev/stdout} opens.
     *
     * @param uid the new owner in the container
     */
    record ChownStandardStreams(int uid) implements Step {
        @Override
        public Actor actor() {
            return Actor.INIT;
        }

        @Override
        public String describe() {
            return "give the standard streams to user " + Integer.toUnsignedString(uid);
        }
    }

    /**
     * Makes a terminal of the container's devpts, {@code pts(4)}, and gives it to init: as standard input, output and
     * error, and as controlling terminal. Its master goes to the front. The root is {@code /} by then.
     *
     * @param owner the user in the container that it belongs to
     * @param rows its height; with {@code columns}, 0 for the size of the terminal that the front was started on
     * @param columns its width
     * @param console whether it becomes {@code /dev/console} too
     */
    record CreateTerminal(int owner, int rows, int columns, boolean console) implements Step {
        @Override
        public Actor actor() {
            return Actor.INIT;
        }

        @Override
        public String describe() {
            return "make a terminal for user " + Integer.toUnsignedString(owner)
                    + (rows == 0 && columns == 0 ? "" : " of " + rows + " rows and " + columns + " columns")
                    + (console ? ", also as /dev/console" : "");
        }
    }

    /**
     * Drops from the bounding set, {@code capabilities(7)}.
     *
     * @param keep one bit for each capability that stays
     */
    record DropBoundingCapabilities(long keep) implements Step {
        @Override
        public Actor actor() {
            return Actor.INIT;
        }

        @Override
        public String describe() {
            return "keep in the bounding set: " + CapabilityText.names(keep);
        }
    }

    /**
     * Sets {@code PR_SET_KEEPCAPS}.
     *
     * @param on whether permitted capabilities survive the change of user
     */
    record SetKeepCapabilities(boolean on) implements Step {
        @Override
        public Actor actor() {
            return Actor.INIT;
        }

        @Override
        public String describe() {
            return on ? "keep capabilities over the change of user" : "stop keeping capabilities";
        }
    }

    /**
     * Sets the supplementary groups, {@code setgroups(2)}.
     *
     * @param gids the supplementary groups
     */
    record SetGroups(List<Integer> gids) implements Step {

        /** Keeps copies of the lists. */
        public SetGroups {
            gids = List.copyOf(gids);
        }

        @Override
        public Actor actor() {
            return Actor.INIT;
        }

        @Override
        public String describe() {
            return "set supplementary groups: " + StepText.ids(gids);
        }
    }

    /**
     * Becomes the process's user and group.
     *
     * @param uid the user in the container
     * @param gid the group in the container
     */
    record SetUser(int uid, int gid) implements Step {
        @Override
        public Actor actor() {
            return Actor.INIT;
        }

        @Override
        public String describe() {
            return "become user " + Integer.toUnsignedString(uid) + ", group " + Integer.toUnsignedString(gid);
        }
    }

    /**
     * Sets three capability sets, {@code capset(2)}.
     *
     * @param effective one bit each
     * @param permitted one bit each
     * @param inheritable one bit each
     */
    record SetCapabilities(long effective, long permitted, long inheritable) implements Step {
        @Override
        public Actor actor() {
            return Actor.INIT;
        }

        @Override
        public String describe() {
            return "set capabilities: effective " + CapabilityText.names(effective) + "; permitted "
                    + CapabilityText.names(permitted) + "; inheritable " + CapabilityText.names(inheritable);
        }
    }

    /**
     * Sets the ambient capabilities; one that the kernel refuses is left out.
     *
     * @param set one bit each
     */
    record RaiseAmbientCapabilities(long set) implements Step {
        @Override
        public Actor actor() {
            return Actor.INIT;
        }

        @Override
        public String describe() {
            return "raise ambient capabilities: " + CapabilityText.names(set);
        }
    }

    /**
     * Enters the working directory, unless an earlier step has, and checks that it lies in the container.
     *
     * @param path a folder in the container
     * @param tolerateRefusal whether a lack of permission is no failure, because a later step tries as another user
     */
    record ChangeDirectory(String path, boolean tolerateRefusal) implements Step {
        @Override
        public Actor actor() {
            return Actor.INIT;
        }

        @Override
        public String describe() {
            return "enter " + path;
        }
    }

    /**
     * Finds the program, so that a missing one is reported before anything starts.
     *
     * @param name {@code args[0]}
     * @param directories the folders of {@code PATH}
     */
    record FindProgram(String name, List<String> directories) implements Step {

        /** Keeps copies of the lists. */
        public FindProgram {
            directories = List.copyOf(directories);
        }

        @Override
        public Actor actor() {
            return Actor.INIT;
        }

        @Override
        public String describe() {
            return "find the program " + name;
        }
    }

    /** Gives every signal its default action, and blocks none. */
    record ResetSignals() implements Step {
        @Override
        public Actor actor() {
            return Actor.INIT;
        }

        @Override
        public String describe() {
            return "reset signal handling";
        }
    }

    /**
     * Prepares the wait for {@code start}: closes the handles of the set-up, ends on the signals that end other processes,
     * and outlives the front. What follows makes as few system calls as possible, since a filter may be in force.
     *
     * @param traceable whether processes of the same user may trace this one while it waits ({@code PR_SET_DUMPABLE})
     */
    record PrepareStart(boolean traceable) implements Step {
        @Override
        public Actor actor() {
            return Actor.INIT;
        }

        @Override
        public String describe() {
            return "prepare to wait" + (traceable ? ", traceable by the user" : "");
        }
    }

    /** Closes the connection to the front. */
    record DetachFromFront() implements Step {
        @Override
        public Actor actor() {
            return Actor.INIT;
        }

        @Override
        public String describe() {
            return "let go of the front";
        }
    }

    /** Waits until {@code start} opens the fifo. */
    record AwaitStart() implements Step {
        @Override
        public Actor actor() {
            return Actor.INIT;
        }

        @Override
        public String describe() {
            return "wait for start";
        }
    }

    /**
     * Lets no further descriptor through to the program, {@code close_range(2)}.
     *
     * @param first the first descriptor that goes
     */
    record CloseDescriptors(int first) implements Step {
        @Override
        public Actor actor() {
            return Actor.INIT;
        }

        @Override
        public String describe() {
            return "close descriptors from " + first;
        }
    }

    /** Lets init outlive the front. */
    record ClearParentDeathSignal() implements Step {
        @Override
        public Actor actor() {
            return Actor.INIT;
        }

        @Override
        public String describe() {
            return "outlive the front";
        }
    }

    /**
     * Looks up the user's home directory in the container, for the program's environment.
     *
     * @param uid the user in the container
     */
    record LookUpHome(int uid) implements Step {
        @Override
        public Actor actor() {
            return Actor.INIT;
        }

        @Override
        public String describe() {
            return "look up the home directory of user " + Integer.toUnsignedString(uid);
        }
    }

    /**
     * Becomes the user's program, {@code execve(2)}.
     *
     * @param argv the arguments, with {@code argv[0]}
     * @param environ the environment, complete
     */
    record Exec(List<String> argv, List<String> environ) implements Step {

        /** Keeps copies of the lists. */
        public Exec {
            argv = List.copyOf(argv);
            environ = List.copyOf(environ);
        }

        @Override
        public Actor actor() {
            return Actor.INIT;
        }

        @Override
        public String describe() {
            return "execute " + StepText.command(argv);
        }
    }

    /**
     * Chooses how the process is scheduled, {@code sched_setattr(2)}.
     *
     * @param policy the name of the policy, for people
     * @param number its number in {@code linux/sched.h}
     * @param flags {@code SCHED_FLAG_*}
     * @param nice the nice value
     * @param priority the real-time priority
     * @param runtime of a deadline policy, in ns
     * @param deadline of a deadline policy, in ns
     * @param period of a deadline policy, in ns
     */
    record SetScheduler(
            String policy, int number, long flags, int nice, int priority, long runtime, long deadline, long period)
            implements Step {
        @Override
        public Actor actor() {
            return Actor.INIT;
        }

        @Override
        public String describe() {
            return "schedule by " + policy + " (nice " + nice + ", priority " + priority + ")";
        }
    }

    /**
     * Chooses the priority of the process's input and output, {@code ioprio_set(2)}.
     *
     * @param name the name of the class, for people
     * @param number its number in {@code linux/ioprio.h}
     * @param level 0, the highest, to 7
     */
    record SetIoPriority(String name, int number, int level) implements Step {
        @Override
        public Actor actor() {
            return Actor.INIT;
        }

        @Override
        public String describe() {
            return "set I/O priority " + name + " " + level;
        }
    }

    /**
     * Chooses the execution domain that the process sees, {@code personality(2)}.
     *
     * @param persona the value of {@code sys/personality.h}
     */
    record SetPersonality(int persona) implements Step {
        @Override
        public Actor actor() {
            return Actor.INIT;
        }

        @Override
        public String describe() {
            return "set personality 0x" + Integer.toHexString(persona);
        }
    }

    /**
     * Chooses the memory nodes that the process takes memory from, {@code set_mempolicy(2)}.
     *
     * @param name the name of the mode, for people
     * @param mode its number in {@code linux/mempolicy.h}, with flags
     * @param nodes a list such as {@code 0-1}, empty for none
     */
    record SetMemoryPolicy(String name, int mode, String nodes) implements Step {
        @Override
        public Actor actor() {
            return Actor.INIT;
        }

        @Override
        public String describe() {
            return "set memory policy " + name + (nodes.isBlank() ? "" : " for nodes " + nodes);
        }
    }
}
