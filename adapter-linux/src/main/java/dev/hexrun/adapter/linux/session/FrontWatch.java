package dev.hexrun.adapter.linux.session;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * Ends this JVM some seconds after its front has ended, even if it blocks in opening a file or in an adapter. Until then it
 * may undo the command. Its end releases its locks.
 *
 * <p>The front holds the other end of standard input. It sends one byte and nothing after that, so that the
 * immediate end of file of {@code /dev/null} is not mistaken for the end of the front.
 */
final class FrontWatch implements Runnable {

    /** The time that the JVM may run without its front. */
    private static final long GRACE_MILLIS = 5_000;

    private static final int STACK_BYTES = 64 * 1024;

    private final InputStream in;
    private final long graceMillis;
    private final Runnable end;

    /**
     * Creates a watch.
     *
     * @param in the stream that ends with the front
     * @param graceMillis the time to wait from then on
     * @param end the action after that
     */
    FrontWatch(InputStream in, long graceMillis, Runnable end) {
        this.in = in;
        this.graceMillis = graceMillis;
        this.end = end;
    }

    /** Starts the watch of this process, which has one front. */
    static void start() {
        FrontWatch watch = new FrontWatch(
                new FileInputStream(FileDescriptor.in),
                GRACE_MILLIS,
                () -> Runtime.getRuntime().halt(1));
        Thread thread = new Thread(null, watch, "front-watch", STACK_BYTES, false);
        thread.setDaemon(true);
        try {
            thread.start();
        } catch (OutOfMemoryError noThread) {
            // The caller's limit of processes. The command works without a watch: its front ends it after the answer.
        }
    }

    @Override
    public void run() {
        try {
            if (in.read() < 0) {
                return;
            }
            int next = in.read();
            while (next >= 0) {
                next = in.read();
            }
        } catch (IOException failed) {
            return;
        }
        try {
            Thread.sleep(graceMillis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        end.run();
    }
}
