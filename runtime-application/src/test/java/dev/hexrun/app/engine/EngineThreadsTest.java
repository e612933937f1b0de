package dev.hexrun.app.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hexrun.domain.failure.ContainerException;
import dev.hexrun.port.launch.CommandChannel;
import dev.hexrun.testkit.launch.FakeCommandChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class EngineThreadsTest {

    private static final Path SOCKET = Path.of("/run/hexrun-engine/socket.threads");
    private static final int MANY = 200;

    private final FakeEngineSockets sockets = new FakeEngineSockets();
    private final BlockingQueue<CommandChannel> running = new LinkedBlockingQueue<>();
    private final Semaphore end = new Semaphore(0);

    @AfterEach
    void endThreads() {
        end.release(MANY);
        for (int i = 0; i < MANY; i++) {
            sockets.commands.add(Optional.empty());
        }
    }

    private EngineThreads threads(int max) {
        EngineThreads threads = new EngineThreads(
                sockets,
                SOCKET,
                channel -> {
                    running.add(channel);
                    end.acquireUninterruptibly();
                },
                max);
        threads.start();
        return threads;
    }

    private FakeCommandChannel command() {
        FakeCommandChannel channel = FakeCommandChannel.calledWith("hexrun", "list");
        sockets.commands.add(Optional.of(channel));
        return channel;
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        while (!condition.getAsBoolean()) {
            TimeUnit.MILLISECONDS.sleep(1);
        }
    }

    @Test
    void commandsAreExecutedAtTheSameTime() throws InterruptedException {
        threads(64);
        for (int i = 0; i < 20; i++) {
            command();
        }
        for (int i = 0; i < 20; i++) {
            running.take();
        }
        // Others still wait, so that the next command does not wait for a thread.
        await(() -> sockets.waiting.get() == 4);
    }

    @Test
    void noMoreCommandsAreExecutedThanAllowed() throws InterruptedException {
        threads(3);
        for (int i = 0; i < 5; i++) {
            command();
        }
        for (int i = 0; i < 3; i++) {
            running.take();
        }
        assertThat(sockets.waiting).hasValue(0);
        assertThat(running).isEmpty();
        end.release(2);
        running.take();
        running.take();
        assertThat(sockets.commands).isEmpty();
    }

    @Test
    void threadsThatAreTooManyEnd() throws InterruptedException {
        threads(64);
        for (int i = 0; i < 50; i++) {
            command();
        }
        for (int i = 0; i < 50; i++) {
            running.take();
        }
        end.release(50);
        await(() -> sockets.waiting.get() <= 8);
        assertThat(sockets.waiting.get()).isPositive();
    }

    @Test
    void theChannelIsClosedAfterTheCommand_evenIfItFails() throws InterruptedException {
        FakeCommandChannel channel = FakeCommandChannel.calledWith("hexrun", "list");
        CountDownLatch called = new CountDownLatch(2);
        new EngineThreads(
                        sockets,
                        SOCKET,
                        command -> {
                            called.countDown();
                            throw new ContainerException("lost connection");
                        },
                        2)
                .start();
        sockets.commands.add(Optional.of(channel));
        sockets.commands.add(Optional.of(FakeCommandChannel.calledWith("hexrun", "list")));
        called.await();
        await(channel::closed);
    }

    @Test
    void aCallerThatLeavesDoesNotEndTheThreads() throws InterruptedException {
        sockets.failures.set(10);
        threads(64);
        command();
        running.take();
    }

    @Test
    void theEngineIsIdle_afterTheLastCommand() throws InterruptedException {
        EngineThreads threads = threads(4);
        command();
        running.take();
        Thread releaser = new Thread(end::release);
        releaser.start();
        assertThat(threads.awaitIdle(Duration.ofMillis(50))).isTrue();
        assertThat(end.availablePermits()).as("the command has ended").isZero();
    }

    @Test
    void theEnd_waitsForCommands_butNotForever() throws InterruptedException {
        EngineThreads threads = threads(4);
        command();
        running.take();
        threads.end(Duration.ofMillis(20));
        assertThat(threads.awaitIdle(Duration.ofHours(1))).as("after the end").isFalse();
        end.release();
        threads.end(Duration.ofHours(1));
    }
}
