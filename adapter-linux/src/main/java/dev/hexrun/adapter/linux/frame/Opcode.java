package dev.hexrun.adapter.linux.frame;

/** The numbers of the steps; {@code docs/protocol.md}, "Steps", and {@code steps.h} of the native program. */
final class Opcode {

    static final int SPAWN_LAUNCHER = 1;
    static final int FORK = 2;
    static final int REACH_SYNC_POINT = 3;
    static final int RELEASE_INIT = 4;
    static final int AWAIT_EXIT = 5;
    static final int SEND_SIGNAL = 6;
    static final int SET_SUBREAPER = 7;
    static final int CREATE_FIFO = 8;
    static final int READ_START_FIFO = 9;
    static final int RUN_HOOK = 10;
    static final int WRITE_ID_MAP = 11;
    static final int SET_RLIMIT = 12;
    static final int CHANGE_WORKING_DIRECTORY = 13;
    static final int ATTACH_DEVICE_PROGRAM = 14;
    static final int SEND_TERMINAL = 15;
    static final int SEND_PIDFD = 16;
    static final int BIND_NOTIFY_SOCKET = 17;
    static final int AWAIT_NOTIFY = 18;
    static final int MOVE_NETWORK_DEVICE = 19;

    static final int SET_OOM_SCORE_ADJ = 20;
    static final int OPEN_START_FIFO = 21;
    static final int OPEN_NAMESPACE = 22;
    static final int JOIN_NAMESPACE = 23;
    static final int UNSHARE_USER = 24;
    static final int BECOME_ROOT = 25;
    static final int UNSHARE_TIME = 26;
    static final int RESET_CPU_AFFINITY = 27;
    static final int CHECK_PROCESS = 28;
    static final int SET_CPU_AFFINITY = 29;
    static final int JOIN_CGROUP = 30;
    static final int JOIN_CGROUP_OF = 31;

    static final int SET_SESSION = 40;
    static final int UNSHARE_CGROUP = 41;
    static final int BRING_LOOPBACK_UP = 42;
    static final int JOIN_SESSION_KEYRING = 43;
    static final int OPEN_PROC = 44;
    static final int SET_ROOT_PROPAGATION = 45;
    static final int OPEN_ROOT = 46;
    static final int MOUNT = 47;
    static final int BIND = 48;
    static final int SET_PROPAGATION = 49;
    static final int SET_MOUNT_ATTRIBUTES = 50;
    static final int CREATE_DIRECTORY = 51;
    static final int CREATE_DEVICE = 52;
    static final int BIND_DEVICE = 53;
    static final int CREATE_SYMLINK = 54;
    static final int MASK_PATH = 55;
    static final int MAKE_READ_ONLY = 56;
    static final int PIVOT_ROOT = 57;
    static final int MOVE_ROOT = 58;
    static final int CHANGE_ROOT = 59;
    static final int REMOUNT = 60;
    static final int CLONE_TREE = 61;
    static final int CLONE_SHARED_TREE = 62;
    static final int KEEP_MOUNT = 63;
    static final int CREATE_DEVICE_NODE = 64;

    static final int SET_HOSTNAME = 70;
    static final int SET_DOMAINNAME = 71;
    static final int WRITE_SYSCTL = 72;
    static final int SET_UMASK = 73;
    static final int SET_NO_NEW_PRIVILEGES = 74;
    static final int CHOWN_STANDARD_STREAMS = 75;
    static final int DROP_BOUNDING_CAPABILITIES = 76;
    static final int SET_KEEP_CAPABILITIES = 77;
    static final int SET_GROUPS = 78;
    static final int SET_USER = 79;
    static final int SET_CAPABILITIES = 80;
    static final int RAISE_AMBIENT_CAPABILITIES = 81;
    static final int CHANGE_DIRECTORY = 82;
    static final int FIND_PROGRAM = 83;
    static final int RESET_SIGNALS = 84;
    static final int DETACH_FROM_FRONT = 85;
    static final int AWAIT_START = 86;
    static final int CLOSE_DESCRIPTORS = 87;
    static final int CLEAR_PARENT_DEATH_SIGNAL = 88;
    static final int EXEC = 89;
    static final int LOOK_UP_HOME = 90;
    static final int CREATE_TERMINAL = 91;
    static final int SET_SCHEDULER = 92;
    static final int SET_IO_PRIORITY = 93;
    static final int SET_PERSONALITY = 94;
    static final int SET_MEMORY_POLICY = 95;
    static final int INSTALL_SECCOMP = 96;
    static final int SEND_SECCOMP_LISTENER = 97;
    static final int PREPARE_START = 98;

    static final int WATCH = 110;
    static final int AWAIT_EVENTS = 111;

    private Opcode() {}
}
