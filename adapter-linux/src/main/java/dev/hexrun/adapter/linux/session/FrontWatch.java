package dev.hexrun.adapter.linux.session;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * Ends this JVM some seconds after its front has gone, whatever it does at that moment: opening a file that blocks, or a
 * call into a vendor's adapter that never returns. Until then it may undo what the command has made. A lock that it holds is
 * released by its end.
 *
 * <p>The front holds the other end of standard input. It sends one byte, so that an end of file at once, as {@code
 * /dev/null} has it, is not taken for the front's; and nothing after that.
 */
final class FrontWatch implements Runnable {

    /** How long the JVM may go on without its front. */
    private static final long GRACE_MILLIS = 5_000;

    private static final int STACK_BYTES = 64 * 1024;

    private final InputStream in;
    private final long graceMillis;
    private final Runnable end;

    /**
     * Creates a watch.
     *
     * @param in the stream that ends with the front
     * @param graceMillis how long to wait from then on
     * @param end what to do after that
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
            // The caller's limit of processes. The command may do without; its front ends it as soon as it has
            // answered.
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
