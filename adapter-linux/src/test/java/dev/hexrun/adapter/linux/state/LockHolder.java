package dev.hexrun.adapter.linux.state;

import dev.hexrun.domain.state.ContainerId;
import dev.hexrun.port.state.StateStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/** A program that takes a lock, reports that with a byte, and holds the lock until its input ends. */
final class LockHolder {

    private LockHolder() {}

    /** Runs the program; the arguments are the state root and the id. */
    public static void main(String[] args) throws IOException {
        FileStateStore store = new FileStateStore(Path.of(args[0]));
        try (StateStore.Lock lock =
                store.lock(ContainerId.of(args[1]), Duration.ofSeconds(30)).orElseThrow()) {
            System.out.write(lock.toString().isEmpty() ? '?' : 'L');
            System.out.flush();
            while (System.in.read() >= 0) {
                // Holds the lock until the input ends.
            }
        }
    }
}
