package dev.hexrun.app.adapters;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * A call of a vendor's code on a thread of its own, with a deadline. The thread cannot be ended if the code does not
 * return; it is a daemon, so that it does not keep the JVM alive.
 *
 * @param <T> the type of the result
 */
public final class VendorCall<T> implements Runnable {

    /** The first pause before the caller looks at the stack of the thread; the pauses double. */
    private static final long FIRST_PAUSE_MILLIS = 25;

    private static final long LONGEST_PAUSE_MILLIS = 200;

    /** The JDK's class in which a thread waits that has called {@link System#exit}. */
    private static final String SHUTDOWN = "java.lang.Shutdown";

    private final Callable<T> code;
    private volatile @Nullable T result;
    private volatile @Nullable Throwable failure;

    private VendorCall(Callable<T> code) {
        this.code = code;
    }

    /**
     * Calls code of a vendor.
     *
     * @param name the name of the thread
     * @param millis the deadline in milliseconds
     * @param code the code, which must not return {@code null}
     * @param <T> the type of the result
     * @return its result
     * @throws BrokenAdapterException if the code throws, returns {@code null}, calls {@link System#exit} or does not
     *     return before the deadline
     */
    public static <T> T run(String name, long millis, Callable<T> code) throws BrokenAdapterException {
        VendorCall<T> call = new VendorCall<>(code);
        Thread thread = new Thread(null, call, name);
        thread.setDaemon(true);
        try {
            thread.start();
        } catch (OutOfMemoryError noThread) {
            throw new BrokenAdapterException("no thread for the adapter: " + noThread.getMessage());
        }
        call.await(thread, millis);
        Throwable failure = call.failure;
        if (failure != null) {
            throw BrokenAdapterException.of(failure);
        }
        T result = call.result;
        if (result == null) {
            throw new BrokenAdapterException("returned null");
        }
        return result;
    }

    @Override
    @SuppressWarnings("CatchThrowable") // no failure of a vendor's code, including StackOverflowError, ends a command
    public void run() {
        try {
            result = code.call();
        } catch (Throwable thrown) {
            failure = thrown;
        }
    }

    private void await(Thread thread, long millis) throws BrokenAdapterException {
        long end = System.nanoTime() + millis * 1_000_000;
        long pause = FIRST_PAUSE_MILLIS;
        try {
            while (true) {
                long left = (end - System.nanoTime()) / 1_000_000;
                if (left > 0) {
                    thread.join(Math.min(pause, left));
                }
                if (!thread.isAlive()) {
                    return;
                }
                if (exits(thread)) {
                    throw new BrokenAdapterException("called System.exit");
                }
                if (left <= 0) {
                    thread.interrupt();
                    throw new BrokenAdapterException("no answer within " + millis + " ms" + position(thread));
                }
                pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new BrokenAdapterException("interrupted");
        }
    }

    private static boolean exits(Thread thread) {
        for (StackTraceElement frame : thread.getStackTrace()) {
            if (frame.getClassName().equals(SHUTDOWN)) {
                return true;
            }
        }
        return false;
    }

    /** Returns the method of the vendor that does not return, for the message. */
    private static String position(Thread thread) {
        for (StackTraceElement frame : thread.getStackTrace()) {
            String loader = frame.getClassLoaderName();
            if (loader != null && !loader.equals("app") && !loader.equals("platform")) {
                return " (" + frame.getClassName() + "." + frame.getMethodName() + ")";
            }
        }
        return "";
    }
}
