package dev.hexrun.app.engine;

import dev.hexrun.domain.failure.ContainerException;
import dev.hexrun.port.launch.CommandChannel;
import dev.hexrun.port.launch.EngineSockets;
import dev.hexrun.port.launch.EngineStatus;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** Sockets to which a test adds commands. An empty element ends one waiting thread. */
final class FakeEngineSockets implements EngineSockets {

    final BlockingQueue<Optional<CommandChannel>> commands = new LinkedBlockingQueue<>();
    final AtomicInteger waiting = new AtomicInteger();
    final AtomicInteger failures = new AtomicInteger();
    final CountDownLatch stopped = new CountDownLatch(1);
    final List<List<String>> started = new ArrayList<>();
    volatile Optional<EngineStatus> status = Optional.empty();

    /** If true, {@link #startInBackground} starts an engine that answers. */
    boolean starts;

    @Override
    public Optional<CommandChannel> accept(Path threads) {
        if (failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            throw new ContainerException("wait for a command: broken pipe");
        }
        waiting.incrementAndGet();
        try {
            return commands.take();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        } finally {
            waiting.decrementAndGet();
        }
    }

    @Override
    public Optional<EngineStatus> status(Path fronts) {
        return status;
    }

    @Override
    public boolean stop(Path fronts) {
        stopped.countDown();
        return true;
    }

    @Override
    public void startInBackground(List<String> command) {
        started.add(command);
        if (starts) {
            status = Optional.of(new EngineStatus(1, 2, 3, 4, 5));
        }
    }
}
