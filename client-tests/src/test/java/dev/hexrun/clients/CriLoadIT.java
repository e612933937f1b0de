package dev.hexrun.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Many containers at once, and probes. Times are reported and not compared. */
@Requires({Need.ROOT, Need.BUSYBOX, Need.RUNC, Need.CONTAINERD})
class CriLoadIT {

    private static final int PARALLEL = 10;

    @RegisterExtension
    static final Scenarios<CriStage> SCENARIOS = Scenarios.with("cri-load", CriContainerd::open);

    @Test
    void hundredPodsTenAtATime() {
        SCENARIOS.compare(stage -> {
            long start = System.nanoTime();
            long processor = stage.containerd().processorNanos();
            List<Callable<Long>> pods = Collections.nCopies(100, () -> life(stage));
            List<Long> times = inParallel(PARALLEL, pods);
            report(stage, "100 pods with a container, 10 at a time: all", System.nanoTime() - start);
            report(stage, "… life of one pod, median", median(times));
            report(
                    stage,
                    "… processor time of containerd, shims and runtime for one pod",
                    (stage.containerd().processorNanos() - processor) / 100);
            assertThat(stage.call("ListPodSandbox", stage.podFilter()).list("items"))
                    .isEmpty();
            assertThat(stage.call("ListContainers", stage.containerFilter()).list("containers"))
                    .isEmpty();
            assertThat(Proc.inCgroup(stage.mark())).isEmpty();
        });
    }

    private static long life(CriStage stage) {
        long start = System.nanoTime();
        String pod = stage.pod();
        String container = stage.idle(pod);
        assertThat(stage.probe(container, 0, "echo", "alive").out()).isEqualTo("alive\n");
        stage.stop(container, 10);
        assertThat(stage.status(container).number("status.exit_code")).isZero();
        stage.remove(container);
        stage.stopPod(pod);
        stage.removePod(pod);
        return System.nanoTime() - start;
    }

    /** Probes 50 containers once per second for 20 s, as the kubelet does: the next probe starts after the last one. */
    @Test
    void probesOfFiftyContainers() {
        SCENARIOS.compare(stage -> {
            List<Callable<String>> creations = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                String pod = stage.pod();
                creations.addAll(Collections.nCopies(10, () -> stage.idle(pod)));
            }
            List<String> containers = inParallel(PARALLEL, creations);
            stage.containerd().resetMemoryPeak();
            long processor = stage.containerd().processorNanos();
            long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
            List<Callable<List<Long>>> probed = new ArrayList<>();
            for (String container : containers) {
                probed.add(() -> probe(stage, container, end));
            }
            List<Long> latencies = inParallel(containers.size(), probed).stream()
                    .flatMap(List::stream)
                    .sorted()
                    .toList();
            long used = stage.containerd().processorNanos() - processor;
            report(stage, "50 containers, a probe per second each: latency, median", median(latencies));
            report(stage, "… latency, 99 %", latencies.get(latencies.size() * 99 / 100));
            report(stage, "… processor time of containerd, shims and runtime for one probe", used / latencies.size());
            SCENARIOS
                    .report()
                    .timing(
                            stage.containerd().title(),
                            "… probes in 20 s",
                            stage.runtime().title(),
                            Integer.toString(latencies.size()));
            SCENARIOS
                    .report()
                    .timing(
                            stage.containerd().title(),
                            "… memory of containerd, shims and runtime, peak",
                            stage.runtime().title(),
                            stage.containerd().memoryPeak() / (1 << 20) + " MiB");
        });
    }

    private static List<Long> probe(CriStage stage, String container, long end) throws InterruptedException {
        List<Long> latencies = new ArrayList<>();
        long next = System.nanoTime();
        while (next < end) {
            Thread.sleep(Duration.ofNanos(Math.max(0, next - System.nanoTime())));
            long start = System.nanoTime();
            assertThat(stage.probe(container, 0, "true").status()).isZero();
            latencies.add(System.nanoTime() - start);
            next = Math.max(System.nanoTime(), next + Duration.ofSeconds(1).toNanos());
        }
        return latencies;
    }

    /** One probe after the other in one container, for the costs of a single one. */
    @Test
    void costOfOneProbe() {
        SCENARIOS.compare(stage -> {
            String container = stage.idle(stage.pod());
            stage.probe(container, 0, "true");
            stage.containerd().resetMemoryPeak();
            long before = stage.containerd().memory();
            long processor = stage.containerd().processorNanos();
            List<Long> latencies = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                long start = System.nanoTime();
                assertThat(stage.probe(container, 0, "true").status()).isZero();
                latencies.add(System.nanoTime() - start);
            }
            report(stage, "one probe after the other: latency, median", median(latencies));
            report(stage, "… processor time", (stage.containerd().processorNanos() - processor) / 20);
            SCENARIOS
                    .report()
                    .timing(
                            stage.containerd().title(),
                            "… memory during a probe",
                            stage.runtime().title(),
                            (stage.containerd().memoryPeak() - before) / (1 << 20) + " MiB");
        });
    }

    private static void report(CriStage stage, String what, long nanos) {
        SCENARIOS
                .report()
                .timing(stage.containerd().title(), what, stage.runtime().title(), nanos / 1_000_000 + " ms");
    }

    private static long median(List<Long> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }

    private static <T> List<T> inParallel(int threads, List<Callable<T>> tasks) throws Exception {
        List<T> results = new ArrayList<>();
        try (ExecutorService executor = Executors.newFixedThreadPool(threads)) {
            for (Future<T> result : executor.invokeAll(tasks)) {
                results.add(result.get());
            }
        }
        return results;
    }
}
