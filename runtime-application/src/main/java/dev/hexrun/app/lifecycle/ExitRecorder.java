package dev.hexrun.app.lifecycle;

import dev.hexrun.port.launch.LaunchObserver;

/** An observer that records the exit status of the one process that a plan awaits. */
final class ExitRecorder implements LaunchObserver {

    private boolean reported;
    private int status;

    @Override
    public void onExit(int pid, int exitStatus) {
        reported = true;
        status = exitStatus;
    }

    /** Returns whether the process has exited before the timeout of the wait. */
    boolean reported() {
        return reported;
    }

    /** Returns the exit status; 128 plus N if signal N killed the process. */
    int status() {
        return status;
    }
}
