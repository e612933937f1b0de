package dev.hexrun.adapter.linux.session;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * A watch that ends this JVM some seconds after its front has ended, even if the JVM blocks in opening a file or in an
 * adapter. Until then the JVM may undo the command. Its end releases its locks.
 *
 * <p>The front holds the other end of standard input and sends a single byte. The byte distinguishes the end of the
 * front from the immediate end of file of {@code /dev/null}.
 */
final class FrontWatch implements Runnable {

    /** The time in milliseconds that the JVM may run without its front. */
    private static final long GRACE_MILLIS = 5_000;

    private static final int STACK_BYTES = 64 * 1024;

    private final InputStream in;
    private final long graceMillis;
    private final Runnable end;

    /**
     * Creates a watch.
     *
     * @param in the stream that ends with the front
     * @param graceMillis the time in milliseconds from the end of the stream to the action
     * @param end the action that ends this process
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
            // The caller's limit of processes is reached. The command works without a watch: its front ends this
            // process after the answer.
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
