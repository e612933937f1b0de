package dev.hexrun.port.launch;

/** The causes of a failed step in the native protocol. */
public enum FailureCause {
    /** A system call failed. */
    SYSTEM_CALL,
    /** The launcher or init died. */
    CHILD_DIED,
    /** A hook ended with a status other than 0. */
    HOOK_FAILED,
    /** A hook ran for longer than its timeout. */
    HOOK_TIMED_OUT,
    /** A check by the native side failed. */
    REFUSED,
    /** The runtime aborted the plan. */
    ABORTED,
    /** The plan could not be read. */
    MALFORMED,
    /** The connection to the native side was lost. */
    DISCONNECTED
}
