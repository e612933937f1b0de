package dev.hexrun.clients;

import java.util.function.Predicate;

/** Kills the first process of a runtime that creates or starts a container, a while after it has appeared. */
final class RuntimeKiller {

    private final Thread thread;

    private RuntimeKiller(Thread thread) {
        this.thread = thread;
    }

    /**
     * Starts to watch.
     *
     * @param runtime the name of the program
     * @param container the id of the container, the last argument
     * @param delayMillis how long the process may run
     */
    static RuntimeKiller start(String runtime, String container, int delayMillis) {
        Predicate<ProcessHandle> creates = process -> {
            String line = Proc.commandLine(process.pid());
            return line.contains(runtime + " ") && line.contains(" create ") && line.endsWith(container);
        };
        return new RuntimeKiller(Thread.ofPlatform().start(() -> {
            while (!Thread.currentThread().isInterrupted()) {
                var found = ProcessHandle.allProcesses().filter(creates).findFirst();
                if (found.isPresent()) {
                    try {
                        Thread.sleep(delayMillis);
                    } catch (InterruptedException ended) {
                        return;
                    }
                    found.get().destroyForcibly();
                    return;
                }
            }
        }));
    }

    /** Ends the watch. */
    void stop() throws InterruptedException {
        thread.interrupt();
        thread.join();
    }
}
