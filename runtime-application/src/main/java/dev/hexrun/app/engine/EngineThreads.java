package dev.hexrun.app.engine;

import dev.hexrun.domain.failure.ContainerException;
import dev.hexrun.port.launch.CommandChannel;
import dev.hexrun.port.launch.EngineSockets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The threads of an engine. Each waits for a command, executes it and waits for the next. Some threads always wait, so that
 * a command does not wait for a new thread; those that are too many end.
 */
final class EngineThreads {

    /** The number of threads that wait for a command. */
    private static final int SPARE = 4;

    private static final int STACK_BYTES = 512 * 1024;

    /** The time in milliseconds before a thread waits again after a failure. */
    private static final long PAUSE_MILLIS = 10;

    private final EngineSockets sockets;
    private final Path socket;
    private final CommandServer server;
    private final int max;
    private int waiting;
    private int busy;
    private boolean ended;
    private long lastEnd = System.nanoTime();

    /**
     * Creates the threads without starting them.
     *
     * @param sockets the sockets of the engine
     * @param socket the socket for these threads
     * @param server executes a command
     * @param max the maximum number of threads
     */
    EngineThreads(EngineSockets sockets, Path socket, CommandServer server, int max) {
        this.sockets = sockets;
        this.socket = socket;
        this.server = server;
        this.max = max;
    }

    /** Starts the first threads. */
    synchronized void start() {
        while (waiting < Math.min(SPARE, max)) {
            startThread();
        }
    }

    private void startThread() {
        waiting++;
        Thread thread = new Thread(null, this::work, "command", STACK_BYTES, false);
        thread.setDaemon(true);
        boolean started = false;
        try {
            thread.start();
            started = true;
        } finally {
            waiting -= started ? 0 : 1;
        }
    }

    private void work() {
        boolean more = true;
        while (more) {
            Optional<CommandChannel> channel = Optional.empty();
            try {
                channel = sockets.accept(socket);
                more = channel.isPresent();
            } catch (ContainerException callerLeft) {
                // The caller has ended, or uses a JVM of its own. If no caller can connect, do not try without a pause.
                pause();
            }
            if (channel.isEmpty()) {
                more = more && !isEnded();
                continue;
            }
            begin();
            try {
                server.serve(channel.get());
            } finally {
                closeQuietly(channel.get());
                more = end();
            }
        }
        leave();
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void closeQuietly(CommandChannel channel) {
        try {
            channel.close();
        } catch (ContainerException ignored) {
            // The command has ended.
        }
    }

    private synchronized void begin() {
        waiting--;
        busy++;
        if (waiting < SPARE && waiting + busy < max && !ended) {
            startThread();
        }
    }

    /** Counts the end of a command. Returns whether this thread waits for another one. */
    private synchronized boolean end() {
        busy--;
        waiting++;
        lastEnd = System.nanoTime();
        notifyAll();
        return !ended && waiting <= 2 * SPARE;
    }

    private synchronized void leave() {
        waiting--;
        notifyAll();
    }

    private synchronized boolean isEnded() {
        return ended;
    }

    /**
     * Waits until no command has been executed for some time.
     *
     * @param idle the time
     * @return {@code true} after the time; {@code false} if {@link #end(Duration)} was called
     */
    synchronized boolean awaitIdle(Duration idle) throws InterruptedException {
        while (!ended) {
            long left = busy > 0 ? idle.toNanos() : lastEnd + idle.toNanos() - System.nanoTime();
            if (left <= 0) {
                return true;
            }
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
        return false;
    }

    /**
     * Ends the threads that wait, and waits for the commands.
     *
     * @param timeout the time for the commands
     */
    synchronized void end(Duration timeout) throws InterruptedException {
        ended = true;
        notifyAll();
        long deadline = System.nanoTime() + timeout.toNanos();
        while (busy > 0 && deadline - System.nanoTime() > 0) {
            TimeUnit.NANOSECONDS.timedWait(this, deadline - System.nanoTime());
        }
    }
}
