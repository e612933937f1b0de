package dev.hexrun.port.launch;

/** Why a step failed, as the native protocol tells causes apart. */
public enum FailureCause {
    /** A system call failed. */
    SYSTEM_CALL,
    /** The launcher or init died. */
    CHILD_DIED,
    /** A hook ended with a status other than 0. */
    HOOK_FAILED,
    /** A hook ran for longer than its timeout. */
    HOOK_TIMED_OUT,
    /** A check of the native side refused to go on. */
    REFUSED,
    /** The runtime asked for the end. */
    ABORTED,
    /** The plan could not be read. */
    MALFORMED,
    /** The native side went away. */
    DISCONNECTED
}
