package dev.hexrun.adapter.linux.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class FrontWatchTest {

    private final AtomicInteger ends = new AtomicInteger();

    @Test
    void exitsAfterTheFront() {
        new FrontWatch(new ByteArrayInputStream(new byte[1]), 1, ends::incrementAndGet).run();
        assertThat(ends).hasValue(1);
    }

    @Test
    void ignoresAnInputThatIsClosedAtTheStart() {
        new FrontWatch(InputStream.nullInputStream(), 1, ends::incrementAndGet).run();
        assertThat(ends).hasValue(0);
    }

    @Test
    void waitsWhileTheFrontIsAlive() throws Exception {
        CountDownLatch ended = new CountDownLatch(1);
        try (PipedOutputStream front = new PipedOutputStream()) {
            Thread watch = new Thread(new FrontWatch(new PipedInputStream(front), 1, ended::countDown));
            watch.start();
            front.write(0);
            front.write(0);
            front.flush();
            assertThat(ended.getCount()).isEqualTo(1);
        }
        assertThat(ended.await(30, TimeUnit.SECONDS)).isTrue();
    }
}
