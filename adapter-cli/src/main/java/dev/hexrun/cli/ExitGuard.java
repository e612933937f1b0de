package dev.hexrun.cli;

import java.util.function.Consumer;

/**
 * A shutdown hook that keeps the JVM running if an adapter calls {@link System#exit}, until the command has ended. The call
 * does not return: if it is on the thread of the command, the command fails.
 */
final class ExitGuard implements Runnable {

    private static final long PAUSE_MILLIS = 100;

    /** The JDK's class in which a thread waits that has called {@link System#exit}. */
    private static final String SHUTDOWN = "java.lang.Shutdown";

    private final Thread command;
    private volatile Consumer<String> handler = place -> {};
    private boolean installed;

    /**
     * Creates a guard. It has no effect until {@link #install}.
     *
     * @param command the thread of the commands
     */
    ExitGuard(Thread command) {
        this.command = command;
    }

    /**
     * Guards the JVM. Further calls replace the handler.
     *
     * @param onExit reports that an adapter has ended the command; receives the calling method
     */
    void install(Consumer<String> onExit) {
        handler = onExit;
        if (!installed) {
            installed = true;
            Runtime.getRuntime().addShutdownHook(new Thread(null, this, "exit-guard"));
        }
    }

    @Override
    public void run() {
        try {
            while (command.isAlive()) {
                StackTraceElement[] stack = command.getStackTrace();
                if (exits(stack)) {
                    handler.accept(caller(stack));
                    return;
                }
                command.join(PAUSE_MILLIS);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static boolean exits(StackTraceElement[] stack) {
        for (StackTraceElement frame : stack) {
            if (frame.getClassName().equals(SHUTDOWN)) {
                return true;
            }
        }
        return false;
    }

    /** Returns the first method outside the JDK, with the name of its class loader, which is the path of the jar. */
    private static String caller(StackTraceElement[] stack) {
        for (StackTraceElement frame : stack) {
            String loader = frame.getClassLoaderName();
            if (loader != null && !loader.equals("platform")) {
                return frame.getClassName() + "." + frame.getMethodName() + " (" + loader + ")";
            }
        }
        return "unknown code";
    }
}
