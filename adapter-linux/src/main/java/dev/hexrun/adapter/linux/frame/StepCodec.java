package dev.hexrun.adapter.linux.frame;

import dev.hexrun.domain.cpuset.CpusetList;
import dev.hexrun.domain.mount.MountOptions;
import dev.hexrun.domain.plan.Step;
import java.util.List;

/**
 * The wire form of every step; the methods follow the tables of {@code docs/protocol.md}, "Steps".
 *
 * <p>Why no {@code switch} over the sealed type: its first execution links a method handle, which was measured to cost a
 * cold JVM 7.5 ms with an AOT cache that stores everything else (JDK 25, 57 cases). A test takes the compiler's place
 * and encodes every permitted subtype of {@link Step}.
 */
final class StepCodec {

    /** No opcode: the step is of another table. */
    private static final int OTHER = 0;

    private static final int COPY_UP = 1;
    private static final int REAL_DIRECTORY = 2;

    private static final int ON_PROC = 4;

    private static final int ROOT_BOUND = 1;

    private static final int RECURSIVE = 1;
    private static final int CLONED_BY_FRONT = 2;
    private static final int CLONED_SHARED = 8;

    private static final int FORWARD_SIGNALS = 1;
    private static final int MAY_GO_ON = 2;

    private StepCodec() {}

    /** Writes {@code u8 actor | u16 opcode | u32 length of fields | fields}. */
    static void encode(Step step, FieldWriter out) {
        out.u8(step.actor().code());
        int opcodeAt = out.length();
        out.u16(OTHER);
        int lengthAt = out.length();
        out.u32(0);
        out.patchShort(opcodeAt, fields(step, out));
        out.patch(lengthAt, out.length() - lengthAt - 4);
    }

    private static int fields(Step step, FieldWriter out) {
        int opcode = mounts(step, out);
        if (opcode == OTHER) {
            opcode = inContainer(step, out);
        }
        if (opcode == OTHER) {
            opcode = identity(step, out);
        }
        if (opcode == OTHER) {
            opcode = beforeContainer(step, out);
        }
        if (opcode == OTHER) {
            opcode = control(step, out);
        }
        if (opcode == OTHER) {
            throw new IllegalStateException("no wire form: " + step.getClass().getName());
        }
        return opcode;
    }

    /** The bytes of a program, eight of them in each. */
    private static void instructions(List<Long> program, FieldWriter out) {
        out.u32(program.size() * Long.BYTES);
        for (long instruction : program) {
            out.u64(instruction);
        }
    }

    /** Processes and control. */
    private static int control(Step step, FieldWriter out) {
        if (step instanceof Step.SpawnLauncher spawn) {
            out.u32(spawn.preserved());
            return Opcode.SPAWN_LAUNCHER;
        }
        if (step instanceof Step.Fork fork) {
            out.u64(fork.flags());
            return Opcode.FORK;
        }
        if (step instanceof Step.ReachSyncPoint sync) {
            out.str(sync.point().label());
            return Opcode.REACH_SYNC_POINT;
        }
        if (step instanceof Step.ReleaseInit) {
            return Opcode.RELEASE_INIT;
        }
        if (step instanceof Step.AwaitExit await) {
            out.u32(await.pid());
            out.u64(await.startTime());
            out.u32(await.timeoutMillis());
            out.u8((await.forwardSignals() ? FORWARD_SIGNALS : 0) | (await.timeoutIsOk() ? MAY_GO_ON : 0));
            return Opcode.AWAIT_EXIT;
        }
        if (step instanceof Step.SendSignal send) {
            out.u32(send.pid());
            out.u64(send.startTime());
            out.u32(send.signal());
            return Opcode.SEND_SIGNAL;
        }
        if (step instanceof Step.SetSubreaper subreaper) {
            out.flag(subreaper.on());
            return Opcode.SET_SUBREAPER;
        }
        if (step instanceof Step.CreateFifo fifo) {
            out.str(fifo.path());
            out.u32(fifo.mode());
            out.u32(fifo.uid());
            out.u32(fifo.gid());
            return Opcode.CREATE_FIFO;
        }
        if (step instanceof Step.ReadStartFifo fifo) {
            out.str(fifo.path());
            out.u32(fifo.pid());
            out.u64(fifo.startTime());
            return Opcode.READ_START_FIFO;
        }
        if (step instanceof Step.RunHook hook) {
            return hook(hook, out);
        }
        if (step instanceof Step.WriteIdMap map) {
            return idMap(map, out);
        }
        if (step instanceof Step.SetRlimit rlimit) {
            out.u32(rlimit.resource());
            out.u64(rlimit.soft());
            out.u64(rlimit.hard());
            return Opcode.SET_RLIMIT;
        }
        if (step instanceof Step.AttachDeviceProgram program) {
            out.str(program.cgroup());
            instructions(program.instructions(), out);
            return Opcode.ATTACH_DEVICE_PROGRAM;
        }
        if (step instanceof Step.SendSeccompListener listener) {
            out.str(listener.socket());
            out.strs(listener.document());
            return Opcode.SEND_SECCOMP_LISTENER;
        }
        if (step instanceof Step.ChangeWorkingDirectory change) {
            out.str(change.path());
            return Opcode.CHANGE_WORKING_DIRECTORY;
        }
        if (step instanceof Step.MoveNetworkDevice device) {
            out.str(device.name());
            out.str(device.newName());
            return Opcode.MOVE_NETWORK_DEVICE;
        }
        return handOver(step, out);
    }

    /** What goes to others over sockets. */
    private static int handOver(Step step, FieldWriter out) {
        if (step instanceof Step.SendTerminal send) {
            out.str(send.socket());
            return Opcode.SEND_TERMINAL;
        }
        if (step instanceof Step.SendPidfd send) {
            out.str(send.socket());
            out.str(send.payload());
            return Opcode.SEND_PIDFD;
        }
        if (step instanceof Step.BindNotifySocket bind) {
            out.str(bind.path());
            return Opcode.BIND_NOTIFY_SOCKET;
        }
        if (step instanceof Step.AwaitNotify await) {
            out.str(await.hostSocket());
            out.u32(await.pid());
            out.u64(await.startTime());
            out.flag(await.duringAwaitExit());
            return Opcode.AWAIT_NOTIFY;
        }
        return watching(step, out);
    }

    private static int watching(Step step, FieldWriter out) {
        if (step instanceof Step.Watch watch) {
            out.u8(watch.kind().number());
            out.str(watch.path());
            out.str(watch.argument());
            return Opcode.WATCH;
        }
        if (step instanceof Step.AwaitEvents await) {
            out.u32(await.timeoutMillis());
            out.u32(await.pid());
            out.u64(await.startTime());
            return Opcode.AWAIT_EVENTS;
        }
        return OTHER;
    }

    /** Before the container. */
    private static int beforeContainer(Step step, FieldWriter out) {
        if (step instanceof Step.SetOomScoreAdj oom) {
            out.u32(oom.value());
            out.flag(oom.tolerateRefusal());
            return Opcode.SET_OOM_SCORE_ADJ;
        }
        if (step instanceof Step.OpenStartFifo fifo) {
            out.str(fifo.path());
            return Opcode.OPEN_START_FIFO;
        }
        if (step instanceof Step.OpenNamespace open) {
            out.u32(open.slot());
            out.u32((int) open.flag());
            out.str(open.path());
            out.flag(open.skipIfOwn());
            return Opcode.OPEN_NAMESPACE;
        }
        if (step instanceof Step.JoinCgroup join) {
            out.str(join.path());
            out.flag(join.unified());
            out.flag(join.optional());
            return Opcode.JOIN_CGROUP;
        }
        if (step instanceof Step.CheckProcess check) {
            out.u32(check.pid());
            out.u64(check.startTime());
            return Opcode.CHECK_PROCESS;
        }
        if (step instanceof Step.JoinCgroupOf join) {
            out.str(join.top());
            out.u32(join.pid());
            return Opcode.JOIN_CGROUP_OF;
        }
        if (step instanceof Step.SetCpuAffinity affinity) {
            byte[] mask = CpusetList.of(affinity.cpus()).toByteArray();
            out.bytes(mask, 0, mask.length);
            return Opcode.SET_CPU_AFFINITY;
        }
        if (step instanceof Step.JoinNamespace join) {
            out.u32(join.slot());
            out.u32((int) join.flag());
            out.flag(join.tolerateRefusal());
            return Opcode.JOIN_NAMESPACE;
        }
        if (step instanceof Step.UnshareUser) {
            return Opcode.UNSHARE_USER;
        }
        if (step instanceof Step.BecomeRoot) {
            return Opcode.BECOME_ROOT;
        }
        if (step instanceof Step.UnshareTime time) {
            out.str(time.offsets());
            return Opcode.UNSHARE_TIME;
        }
        if (step instanceof Step.ResetCpuAffinity) {
            return Opcode.RESET_CPU_AFFINITY;
        }
        return OTHER;
    }

    /** In the container, before the root is changed: what is mounted, made and hidden. */
    private static int mounts(Step step, FieldWriter out) {
        if (step instanceof Step.Mount mount) {
            return mount(mount, out);
        }
        if (step instanceof Step.Bind bind) {
            return bind(bind, out);
        }
        if (step instanceof Step.CreateDevice device) {
            return device(device, out);
        }
        if (step instanceof Step.BindDevice device) {
            out.str(device.hostPath());
            out.str(device.path());
            out.u8(device.type());
            out.u32(device.major());
            out.u32(device.minor());
            out.flag(device.createdByFront());
            return Opcode.BIND_DEVICE;
        }
        if (step instanceof Step.CreateDeviceNode node) {
            out.str(node.path());
            out.u8(node.type());
            out.u32(node.major());
            out.u32(node.minor());
            out.u32(node.mode());
            out.u32(node.uid());
            out.u32(node.gid());
            return Opcode.CREATE_DEVICE_NODE;
        }
        if (step instanceof Step.MaskPath mask) {
            out.str(mask.path());
            return Opcode.MASK_PATH;
        }
        if (step instanceof Step.MakeReadOnly readonly) {
            out.str(readonly.path());
            return Opcode.MAKE_READ_ONLY;
        }
        if (step instanceof Step.CreateSymlink link) {
            out.str(link.target());
            out.str(link.path());
            return Opcode.CREATE_SYMLINK;
        }
        if (step instanceof Step.CreateDirectory directory) {
            out.str(directory.path());
            out.u32(directory.mode());
            out.u32(directory.uid());
            out.u32(directory.gid());
            return Opcode.CREATE_DIRECTORY;
        }
        if (step instanceof Step.CloneTree clone) {
            return cloneTree(clone, out);
        }
        if (step instanceof Step.KeepMount) {
            return Opcode.KEEP_MOUNT;
        }
        if (step instanceof Step.CloneSharedTree clone) {
            out.str(clone.source());
            out.flag(clone.recursive());
            return Opcode.CLONE_SHARED_TREE;
        }
        if (step instanceof Step.Remount remount) {
            out.u32(remount.mount().number());
            out.str(remount.path());
            out.flag(remount.mountOnly());
            out.strs(remount.params());
            out.u64(remount.set());
            out.u64(remount.clear());
            out.u64(remount.mustClear());
            return Opcode.REMOUNT;
        }
        if (step instanceof Step.SetPropagation propagation) {
            out.u32(propagation.mount().number());
            out.str(propagation.path());
            out.u64(propagation.flags());
            return Opcode.SET_PROPAGATION;
        }
        if (step instanceof Step.SetMountAttributes attributes) {
            out.u32(attributes.mount().number());
            out.str(attributes.path());
            out.u64(attributes.set());
            out.u64(attributes.clear());
            out.flag(attributes.recursive());
            return Opcode.SET_MOUNT_ATTRIBUTES;
        }
        return OTHER;
    }

    /** In the container, before the root is changed and up to that: everything else. */
    private static int inContainer(Step step, FieldWriter out) {
        if (step instanceof Step.SetSession) {
            return Opcode.SET_SESSION;
        }
        if (step instanceof Step.UnshareCgroup) {
            return Opcode.UNSHARE_CGROUP;
        }
        if (step instanceof Step.BringLoopbackUp) {
            return Opcode.BRING_LOOPBACK_UP;
        }
        if (step instanceof Step.JoinSessionKeyring keyring) {
            out.str(keyring.name());
            return Opcode.JOIN_SESSION_KEYRING;
        }
        if (step instanceof Step.OpenProc) {
            return Opcode.OPEN_PROC;
        }
        if (step instanceof Step.SetRootPropagation propagation) {
            out.u64(propagation.flags());
            return Opcode.SET_ROOT_PROPAGATION;
        }
        if (step instanceof Step.OpenRoot root) {
            out.str(root.path());
            out.u8(root.bind() ? ROOT_BOUND : 0);
            return Opcode.OPEN_ROOT;
        }
        if (step instanceof Step.PivotRoot) {
            return Opcode.PIVOT_ROOT;
        }
        if (step instanceof Step.MoveRoot) {
            return Opcode.MOVE_ROOT;
        }
        if (step instanceof Step.ChangeRoot) {
            return Opcode.CHANGE_ROOT;
        }
        if (step instanceof Step.SetHostname name) {
            out.str(name.name());
            return Opcode.SET_HOSTNAME;
        }
        if (step instanceof Step.SetDomainname name) {
            out.str(name.name());
            return Opcode.SET_DOMAINNAME;
        }
        if (step instanceof Step.WriteSysctl sysctl) {
            out.str(sysctl.path());
            out.str(sysctl.value());
            return Opcode.WRITE_SYSCTL;
        }
        return OTHER;
    }

    /** In the container, afterwards: what the process is, and how it becomes the program. */
    private static int identity(Step step, FieldWriter out) {
        if (step instanceof Step.SetUmask umask) {
            out.u32(umask.mask());
            return Opcode.SET_UMASK;
        }
        if (step instanceof Step.SetNoNewPrivileges) {
            return Opcode.SET_NO_NEW_PRIVILEGES;
        }
        if (step instanceof Step.ChownStandardStreams chown) {
            out.u32(chown.uid());
            return Opcode.CHOWN_STANDARD_STREAMS;
        }
        if (step instanceof Step.CreateTerminal terminal) {
            out.u32(terminal.owner());
            out.u32(terminal.rows());
            out.u32(terminal.columns());
            out.flag(terminal.console());
            return Opcode.CREATE_TERMINAL;
        }
        if (step instanceof Step.SetScheduler scheduler) {
            out.u32(scheduler.number());
            out.u64(scheduler.flags());
            out.u32(scheduler.nice());
            out.u32(scheduler.priority());
            out.u64(scheduler.runtime());
            out.u64(scheduler.deadline());
            out.u64(scheduler.period());
            return Opcode.SET_SCHEDULER;
        }
        if (step instanceof Step.SetIoPriority priority) {
            out.u32(priority.number());
            out.u32(priority.level());
            return Opcode.SET_IO_PRIORITY;
        }
        if (step instanceof Step.SetPersonality personality) {
            out.u32(personality.persona());
            return Opcode.SET_PERSONALITY;
        }
        if (step instanceof Step.SetMemoryPolicy policy) {
            byte[] nodes = CpusetList.of(policy.nodes()).toByteArray();
            out.u32(policy.mode());
            out.bytes(nodes, 0, nodes.length);
            return Opcode.SET_MEMORY_POLICY;
        }
        if (step instanceof Step.InstallSeccomp seccomp) {
            out.u32((int) seccomp.flags());
            instructions(seccomp.instructions(), out);
            out.flag(seccomp.atExec());
            return Opcode.INSTALL_SECCOMP;
        }
        if (step instanceof Step.DropBoundingCapabilities drop) {
            out.u64(drop.keep());
            return Opcode.DROP_BOUNDING_CAPABILITIES;
        }
        if (step instanceof Step.SetKeepCapabilities keep) {
            out.flag(keep.on());
            return Opcode.SET_KEEP_CAPABILITIES;
        }
        if (step instanceof Step.SetGroups groups) {
            out.u32(groups.gids().size());
            for (int gid : groups.gids()) {
                out.u32(gid);
            }
            return Opcode.SET_GROUPS;
        }
        if (step instanceof Step.SetUser user) {
            out.u32(user.uid());
            out.u32(user.gid());
            return Opcode.SET_USER;
        }
        if (step instanceof Step.SetCapabilities capabilities) {
            out.u64(capabilities.effective());
            out.u64(capabilities.permitted());
            out.u64(capabilities.inheritable());
            return Opcode.SET_CAPABILITIES;
        }
        if (step instanceof Step.RaiseAmbientCapabilities raise) {
            out.u64(raise.set());
            return Opcode.RAISE_AMBIENT_CAPABILITIES;
        }
        if (step instanceof Step.ChangeDirectory change) {
            out.str(change.path());
            out.flag(change.tolerateRefusal());
            return Opcode.CHANGE_DIRECTORY;
        }
        if (step instanceof Step.FindProgram find) {
            out.str(find.name());
            out.strs(find.directories());
            return Opcode.FIND_PROGRAM;
        }
        if (step instanceof Step.ResetSignals) {
            return Opcode.RESET_SIGNALS;
        }
        if (step instanceof Step.PrepareStart prepare) {
            out.flag(prepare.traceable());
            return Opcode.PREPARE_START;
        }
        if (step instanceof Step.DetachFromFront) {
            return Opcode.DETACH_FROM_FRONT;
        }
        if (step instanceof Step.AwaitStart) {
            return Opcode.AWAIT_START;
        }
        if (step instanceof Step.CloseDescriptors close) {
            out.u32(close.first());
            return Opcode.CLOSE_DESCRIPTORS;
        }
        if (step instanceof Step.ClearParentDeathSignal) {
            return Opcode.CLEAR_PARENT_DEATH_SIGNAL;
        }
        if (step instanceof Step.LookUpHome home) {
            out.u32(home.uid());
            return Opcode.LOOK_UP_HOME;
        }
        if (step instanceof Step.Exec exec) {
            out.strs(exec.argv());
            out.strs(exec.environ());
            return Opcode.EXEC;
        }
        return OTHER;
    }

    private static int hook(Step.RunHook hook, FieldWriter out) {
        out.str(hook.path());
        out.strs(hook.argv());
        out.strs(hook.environ());
        out.u32(hook.timeoutSeconds());
        out.str(hook.directory());
        out.str(hook.stateBeforePid());
        out.str(hook.stateAfterPid());
        return Opcode.RUN_HOOK;
    }

    private static int idMap(Step.WriteIdMap map, FieldWriter out) {
        out.u8(map.ofInit() ? 2 : 1);
        out.str(map.uidMap());
        out.str(map.gidMap());
        out.flag(map.mayDenySetgroups());
        out.str(map.newuidmap());
        out.str(map.newgidmap());
        return Opcode.WRITE_ID_MAP;
    }

    private static int mount(Step.Mount mount, FieldWriter out) {
        out.str(mount.type());
        out.str(mount.source());
        out.str(mount.target());
        out.strs(mount.params());
        out.u64(mount.set());
        out.u64(mount.clear());
        out.u8((mount.copyUp() ? COPY_UP : 0)
                | (mount.realDirectory() ? REAL_DIRECTORY : 0)
                | (mayBeOnProc(mount.target()) ? ON_PROC : 0));
        out.str(mount.fallbackBind());
        return Opcode.MOUNT;
    }

    /** What is named below {@code /proc} has been judged by its name; nothing else gets there by a link. */
    private static boolean mayBeOnProc(String target) {
        return target.equals("/proc") || target.startsWith("/proc/");
    }

    private static int bind(Step.Bind bind, FieldWriter out) {
        out.str(bind.source());
        out.str(bind.target());
        out.u8((bind.recursive() ? RECURSIVE : 0)
                | (bind.tree() == Step.Bind.Tree.CLONED_BY_FRONT ? CLONED_BY_FRONT : 0)
                | (bind.tree() == Step.Bind.Tree.SHARED ? CLONED_SHARED : 0)
                | (mayBeOnProc(bind.target()) ? ON_PROC : 0));
        out.u64(bind.set());
        out.u64(bind.clear());
        out.u64(bind.mustClear());
        out.u64(bind.recursiveSet());
        out.u64(bind.recursiveClear());
        return Opcode.BIND;
    }

    private static int cloneTree(Step.CloneTree clone, FieldWriter out) {
        out.str(clone.source());
        out.flag(clone.recursive());
        out.u8(mapped(clone.mapped()));
        out.str(clone.uidMap());
        out.str(clone.gidMap());
        return Opcode.CLONE_TREE;
    }

    private static int mapped(MountOptions.IdMapped mapped) {
        return switch (mapped) {
            case NONE -> 0;
            case MOUNT -> 1;
            case TREE -> 2;
        };
    }

    private static int device(Step.CreateDevice device, FieldWriter out) {
        out.str(device.path());
        out.u8(device.type());
        out.u32(device.major());
        out.u32(device.minor());
        out.u32(device.mode());
        out.u32(device.uid());
        out.u32(device.gid());
        out.str(device.hostPath());
        return Opcode.CREATE_DEVICE;
    }
}
