package dev.hexrun.app.lifecycle;

import dev.hexrun.port.launch.LaunchObserver;

/** Keeps the exit status of the one process that a plan awaits. */
final class ExitRecorder implements LaunchObserver {

    private boolean reported;
    private int status;

    @Override
    public void onExit(int pid, int exitStatus) {
        reported = true;
        status = exitStatus;
    }

    /** Whether the process has ended in the time that it was awaited. */
    boolean reported() {
        return reported;
    }

    /** The status, 128 plus N if signal N ended the process. */
    int status() {
        return status;
    }
}
