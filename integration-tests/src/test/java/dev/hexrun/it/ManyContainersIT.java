package dev.hexrun.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Many containers, and concurrent commands for the same container. */
@Requires({Need.ROOT, Need.BUSYBOX})
class ManyContainersIT {

    private static final int MANY = 200;

    @RegisterExtension
    final TestHost host = new TestHost();

    /** Sequentially in the exhaustive run, which takes an additional minute; eight at a time always. */
    @ParameterizedTest
    @ValueSource(ints = {1, 8})
    void createsStartsAndDeletesManyContainers(int atATime) throws Exception {
        int count = atATime == 1 && !Distribution.exhaustive() ? MANY / 10 : MANY;
        Bundle bundle = host.bundle().args("sleep", "100000");
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ids.add(host.newId());
        }
        each(ids, atATime, id -> host.createCommand(bundle, id).run().ok());
        assertThat(host.hexrun("list", "-q").ok().out().lines()).containsExactlyInAnyOrderElementsOf(ids);
        each(ids, atATime, id -> host.hexrun("start", id).ok());
        List<Object> listed =
                Json.readArray(host.hexrun("list", "-f", "json").ok().out());
        assertThat(listed)
                .hasSize(count)
                .allSatisfy(entry -> assertThat(Json.object(entry)).containsEntry("status", "running"));
        each(ids, atATime, id -> host.hexrun("delete", "--force", id).ok());
        assertThat(host.hexrun("list", "-q").ok().out()).isEmpty();
        host.assertNothingLeft();
    }

    private static void each(List<String> ids, int atATime, Consumer<String> command) throws Exception {
        try (ExecutorService workers = Executors.newFixedThreadPool(atATime)) {
            List<Future<?>> done = new ArrayList<>();
            for (String id : ids) {
                done.add(workers.submit(() -> command.accept(id)));
            }
            for (Future<?> one : done) {
                one.get();
            }
        }
    }

    @Test
    void createsAnIdOnceInConcurrentCreates() throws Exception {
        String id = host.newId();
        Bundle bundle = host.bundle().args("sleep", "100000");
        List<Command.Running> racers = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            racers.add(host.createCommand(bundle, id).start());
        }
        int created = 0;
        for (Command.Running racer : racers) {
            Outcome outcome = racer.await();
            if (outcome.status() == 0) {
                created++;
            } else {
                assertThat(outcome.failure()).contains("container with given ID already exists");
            }
        }
        assertThat(created).isEqualTo(1);
        assertThat(host.state(id).status()).isEqualTo("created");
    }

    @Test
    void startsAContainerOnceInConcurrentStarts() {
        String id = host.create(host.bundle().args("sleep", "100000"));
        Command.Running first = host.command("start", id).start();
        Command.Running second = host.command("start", id).start();
        List<Integer> statuses = List.of(first.await().status(), second.await().status());
        assertThat(statuses).containsExactlyInAnyOrder(0, 1);
        assertThat(host.state(id).status()).isEqualTo("running");
    }

    @Test
    void deletesAContainerDuringItsStart() {
        Bundle bundle = host.bundle().args("sleep", "100000");
        for (int i = 0; i < 3; i++) {
            String id = host.create(bundle);
            Command.Running start = host.command("start", id).start();
            Command.Running delete = host.command("delete", "--force", id).start();
            start.await();
            delete.await().ok();
            host.assertNothingLeft();
        }
    }

    @Test
    void deletesAContainerDuringItsCreation() {
        Bundle bundle = host.bundle().args("sleep", "100000");
        for (int i = 0; i < 5; i++) {
            String id = host.newId();
            Command.Running create = host.createCommand(bundle, id).start();
            if (i > 0) {
                Await.until("its state directory", () -> host.stateDirectories().contains(id) || !create.alive());
            }
            Outcome deleted = host.hexrun("delete", "--force", id);
            deleted.ok();
            create.await();
            // The container was either created after the deletion or killed by it.
            if (host.stateDirectories().contains(id)) {
                assertThat(host.state(id).status()).isEqualTo("created");
                host.hexrun("delete", "--force", id).ok();
            }
            host.assertNothingLeft();
        }
    }
}
