package dev.hexrun.app.lifecycle;

import dev.hexrun.port.launch.LaunchObserver;

/** Keeps the exit status of the one process that a plan awaits. */
final class Exit implements LaunchObserver {

    private boolean told;
    private int status;

    @Override
    public void exited(int pid, int exitStatus) {
        told = true;
        status = exitStatus;
    }

    /** Whether the process has ended in the time that it was awaited. */
    boolean told() {
        return told;
    }

    /** The status, 128 plus N if signal N ended the process. */
    int status() {
        return status;
    }
}
