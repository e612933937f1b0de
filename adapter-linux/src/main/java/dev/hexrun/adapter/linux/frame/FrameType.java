package dev.hexrun.adapter.linux.frame;

/** The types of frames between the front and the runtime; {@code docs/protocol.md}, "Frames". */
public final class FrameType {

    /** Sent by the front: the command. */
    public static final int REQUEST = 0x01;

    /** Sent by the front: it waits at a sync point. */
    public static final int REACHED = 0x02;

    /** Sent by the front: a step failed; ends the plan. */
    public static final int FAILED = 0x03;

    /** Sent by the front: every step is done; ends the plan. */
    public static final int COMPLETED = 0x04;

    /** Sent by the front: a process that the plan waited for has ended. */
    public static final int EXITED = 0x05;

    /** Sent by the front: a watch has an event. */
    public static final int WATCH_EVENT = 0x06;

    /** Sent by the front: the caller's standard input. */
    public static final int INPUT = 0x07;

    /** Sent by the front: the result of a walk over cgroups. */
    public static final int CGROUP_TREE_DONE = 0x08;

    /** Sent by the front: a datagram that a netlink socket has received. */
    public static final int NETLINK_ANSWER = 0x09;

    /** Sent by the front: the width of the caller's terminal. */
    public static final int COLUMNS = 0x10;

    /** Sent by the front: the times at which the steps of the plan ended. */
    public static final int STEP_TIMES = 0x11;

    /** Sent by the runtime: a plan. */
    public static final int EXECUTE = 0x41;

    /** Sent by the runtime: continue from the sync point. */
    public static final int PROCEED = 0x42;

    /** Sent by the runtime: abort the plan and kill its processes. */
    public static final int ABORT = 0x43;

    /** Sent by the runtime: output for one of the caller's streams. */
    public static final int OUTPUT = 0x44;

    /** Sent by the runtime: end the command. */
    public static final int EXIT = 0x45;

    /** Sent by the runtime: wait for init, and end the command. */
    public static final int LEAVE = 0x46;

    /** Sent by the runtime: read the caller's standard input. */
    public static final int READ = 0x47;

    /** Sent by the runtime: act on a cgroup and all cgroups below it. */
    public static final int CGROUP_TREE = 0x48;

    /** Sent by the runtime: send a message over a netlink socket, and receive a datagram. */
    public static final int NETLINK = 0x49;

    /** Sent by the runtime: messages for netlink sockets if the plan is not completed. */
    public static final int NETLINK_UNDO = 0x4a;

    /** Sent by the runtime: measure the plan that follows. */
    public static final int MEASURE = 0x50;

    /** Sent to the front of an engine: the status of the engine. */
    public static final int ENGINE_STATUS = 0x61;

    /** Sent to the front of an engine: end the engine. */
    public static final int ENGINE_STOP = 0x62;

    /** Sent by the front of an engine to a thread: the other end belongs to the front of a command from now on. */
    public static final int ASSIGN = 0x64;

    /** Sent by a thread of an engine: it waits for REQUEST. */
    public static final int READY = 0x65;

    /** Sent by a thread of an engine: the front starts a JVM for the command. */
    public static final int DECLINE = 0x66;

    private FrameType() {}
}
