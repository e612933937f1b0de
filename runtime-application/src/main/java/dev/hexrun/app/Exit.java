package dev.hexrun.app;

import dev.hexrun.port.launch.LaunchObserver;

/** Keeps the exit status of the one process that a plan awaits. */
final class Exit implements LaunchObserver {

    private int status;

    @Override
    public void exited(int pid, int exitStatus) {
        status = exitStatus;
    }

    /** The status, 128 plus N if signal N ended the process. */
    int status() {
        return status;
    }
}
