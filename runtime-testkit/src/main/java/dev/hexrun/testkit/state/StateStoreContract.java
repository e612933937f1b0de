package dev.hexrun.testkit.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hexrun.domain.state.ContainerExistsException;
import dev.hexrun.domain.state.ContainerId;
import dev.hexrun.domain.state.NoSuchContainerException;
import dev.hexrun.port.state.StateStore;
import dev.hexrun.testkit.Rule;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The contract of every {@link StateStore}. A subclass creates a new store for each test. The tests need no
 * privileges.
 */
public abstract class StateStoreContract {

    private static final String NAME = "state.json";
    private static final ContainerId WEB = ContainerId.of("web");
    private static final ContainerId DB = ContainerId.of("db");

    private final ExecutorService others = Executors.newCachedThreadPool();
    private StateStore store;

    /** Creates the test class. */
    @SuppressWarnings("NullAway.Init") // by createStore()
    protected StateStoreContract() {}

    /**
     * Creates the store under test.
     *
     * @return a store without containers, whose root need not exist
     */
    protected abstract StateStore newStore();

    /**
     * Returns how long the tests wait for an action that the store must complete.
     *
     * @return 30 seconds unless overridden
     */
    protected Duration timeout() {
        return Duration.ofSeconds(30);
    }

    /**
     * Returns how long the tests wait for an action that the store must not complete yet.
     *
     * @return 20 milliseconds unless overridden
     */
    protected Duration pause() {
        return Duration.ofMillis(20);
    }

    @BeforeEach
    void createStore() {
        store = newStore();
    }

    @AfterEach
    void endThreads() throws InterruptedException {
        others.shutdownNow();
        assertThat(others.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    @Rule("new-empty")
    void must_haveNoContainers_whenNew() {
        assertThat(store.list()).isEmpty();
        assertThat(store.exists(WEB)).isFalse();
        assertThat(store.load(WEB, NAME)).isEmpty();
        assertThat(store.owner(WEB)).isEqualTo(-1);
    }

    @Test
    @Rule("path-below-root")
    void must_placeEachDirectoryBelowTheRoot() {
        assertThat(store.root()).isAbsolute();
        assertThat(store.path(WEB, NAME))
                .isEqualTo(store.root().resolve("web").resolve(NAME).toString());
    }

    @Test
    @Rule("list-sorted")
    void must_listInTheOrderOfIds() {
        for (String id : List.of("b", "a.1", "_", "B", "a+", "0", "a-x")) {
            store.create(ContainerId.of(id));
        }
        assertThat(store.list()).extracting(ContainerId::value).containsExactly("0", "B", "_", "a+", "a-x", "a.1", "b");
    }

    @Test
    @Rule("ids-all")
    void must_acceptEveryValidId() {
        for (String value : List.of("a".repeat(255), "...", ".hidden", "-", "lock", NAME)) {
            ContainerId id = ContainerId.of(value);
            store.create(id);
            store.save(id, NAME, bytes(value));
            assertThat(store.load(id, NAME))
                    .hasValueSatisfying(document -> assertThat(document).isEqualTo(bytes(value)));
        }
        assertThat(store.list()).hasSize(6);
    }

    @Test
    @Rule("owner-known")
    void must_returnTheOwner_whenCreated() {
        store.create(WEB);
        assertThat(store.exists(WEB)).isTrue();
        assertThat(store.owner(WEB)).isNotEqualTo(-1);
    }

    @Test
    @Rule("create-exists")
    void must_refuseAnIdThatExists() {
        store.create(WEB);
        store.save(WEB, NAME, bytes("kept"));
        assertThatThrownBy(() -> store.create(WEB))
                .isInstanceOfSatisfying(
                        ContainerExistsException.class, e -> assertThat(e.id()).isEqualTo(WEB));
        assertThat(store.load(WEB, NAME)).isPresent();
    }

    @Test
    @Rule("create-race")
    void must_letExactlyOneConcurrentCreationSucceed() throws Exception {
        int creators = 8;
        CountDownLatch start = new CountDownLatch(creators);
        List<Future<Boolean>> results = new ArrayList<>();
        for (int i = 0; i < creators; i++) {
            results.add(others.submit(() -> {
                start.countDown();
                start.await();
                try {
                    store.create(WEB);
                    return true;
                } catch (ContainerExistsException e) {
                    return false;
                }
            }));
        }
        int successes = 0;
        for (Future<Boolean> result : results) {
            successes += get(result) ? 1 : 0;
        }
        assertThat(successes).isEqualTo(1);
    }

    @Test
    @Rule("save-load")
    void must_loadTheLastSavedDocument() {
        store.create(WEB);
        store.save(WEB, NAME, bytes("a longer document"));
        store.save(WEB, NAME, bytes("short"));
        store.save(WEB, "config.json", new byte[0]);
        assertThat(store.load(WEB, NAME))
                .hasValueSatisfying(document -> assertThat(document).isEqualTo(bytes("short")));
        assertThat(store.load(WEB, "config.json"))
                .hasValueSatisfying(document -> assertThat(document).isEmpty());
        assertThat(store.load(WEB, "other")).isEmpty();
    }

    @Test
    @Rule("delete-one")
    void must_storeDocumentsPerContainer() {
        store.create(WEB);
        store.create(DB);
        store.save(WEB, NAME, bytes("web"));
        store.save(DB, NAME, bytes("db"));
        store.delete(WEB);
        assertThat(store.list()).containsExactly(DB);
        assertThat(store.load(WEB, NAME)).isEmpty();
        assertThat(store.load(DB, NAME))
                .hasValueSatisfying(document -> assertThat(document).isEqualTo(bytes("db")));
    }

    @Test
    @Rule("save-atomic")
    void must_replaceDocumentsAtomically() throws Exception {
        byte[] first = new byte[100_000];
        byte[] second = new byte[200_000];
        Arrays.fill(first, (byte) 'a');
        Arrays.fill(second, (byte) 'b');
        store.create(WEB);
        store.save(WEB, NAME, first);
        AtomicBoolean done = new AtomicBoolean();
        Future<Integer> reader = others.submit(() -> {
            int reads = 0;
            while (!done.get() || reads == 0) {
                byte[] document = store.load(WEB, NAME).orElseThrow();
                assertThat(Arrays.equals(document, first) || Arrays.equals(document, second))
                        .as("a document of %d bytes", document.length)
                        .isTrue();
                reads++;
            }
            return reads;
        });
        try {
            for (int i = 0; i < 100; i++) {
                store.save(WEB, NAME, i % 2 == 0 ? second : first);
            }
        } finally {
            done.set(true);
        }
        assertThat(get(reader)).isPositive();
    }

    @Test
    @Rule("save-missing")
    void must_refuseToSave_whenThereIsNoContainer() {
        assertThatThrownBy(() -> store.save(WEB, NAME, bytes("x")))
                .isInstanceOfSatisfying(
                        NoSuchContainerException.class, e -> assertThat(e.id()).isEqualTo(WEB));
        assertThat(store.exists(WEB)).isFalse();
    }

    @Test
    @Rule("delete-twice")
    void must_doNothing_whenDeletedTwice() {
        store.create(WEB);
        store.save(WEB, NAME, bytes("x"));
        store.delete(WEB);
        store.delete(WEB);
        assertThat(store.exists(WEB)).isFalse();
        assertThat(store.list()).isEmpty();
    }

    @Test
    @Rule("create-again")
    void must_startEmpty_whenAnIdIsReused() {
        store.create(WEB);
        store.save(WEB, NAME, bytes("old"));
        store.delete(WEB);
        store.create(WEB);
        assertThat(store.load(WEB, NAME)).isEmpty();
    }

    @Test
    @Rule("lock-missing")
    void must_returnNoLock_whenThereIsNoContainer() {
        assertThat(store.lock(WEB, Duration.ZERO)).isEmpty();
        assertThat(store.lock(WEB, timeout())).isEmpty();
        assertThat(store.exists(WEB)).isFalse();
    }

    @Test
    @Rule("lock-excludes")
    void must_excludeOthers_whileLocked() throws Exception {
        store.create(WEB);
        StateStore.Lock lock = store.lock(WEB, Duration.ZERO).orElseThrow();
        assertThat(get(others.submit(() -> store.lock(WEB, Duration.ZERO)))).isEmpty();
        assertThat(get(others.submit(() -> store.lock(WEB, pause())))).isEmpty();
        lock.close();
        assertThat(get(others.submit(() -> store.lock(WEB, Duration.ZERO)))).isPresent();
    }

    @Test
    @Rule("lock-waits")
    void must_passTheLockToAWaitingThread() throws Exception {
        store.create(WEB);
        StateStore.Lock lock = store.lock(WEB, Duration.ZERO).orElseThrow();
        Future<Optional<StateStore.Lock>> waiting = others.submit(() -> store.lock(WEB, timeout()));
        assertThatThrownBy(() -> waiting.get(pause().toMillis(), TimeUnit.MILLISECONDS))
                .isInstanceOf(TimeoutException.class);
        lock.close();
        assertThat(get(waiting)).isPresent();
    }

    @Test
    @Rule("lock-one-holder")
    void must_haveOneLockHolderAtATime() throws Exception {
        store.create(WEB);
        AtomicInteger holders = new AtomicInteger();
        CountDownLatch violation = new CountDownLatch(1);
        Callable<Boolean> work = () -> {
            for (int i = 0; i < 50; i++) {
                try (StateStore.Lock lock = store.lock(WEB, timeout()).orElseThrow()) {
                    assertThat(lock).isNotNull();
                    if (holders.incrementAndGet() > 1) {
                        violation.countDown();
                    }
                    if (i == 0) {
                        // Gives the other threads the time to enter.
                        assertThat(violation.await(pause().toMillis(), TimeUnit.MILLISECONDS))
                                .as("another holder")
                                .isFalse();
                    }
                    holders.decrementAndGet();
                }
            }
            return true;
        };
        List<Future<Boolean>> workers = List.of(others.submit(work), others.submit(work), others.submit(work));
        for (Future<Boolean> worker : workers) {
            assertThat(get(worker)).isTrue();
        }
        assertThat(violation.getCount()).as("no second holder").isEqualTo(1);
    }

    @Test
    @Rule("lock-each")
    void must_lockContainersIndependently() {
        store.create(WEB);
        store.create(DB);
        assertThat(store.lock(WEB, Duration.ZERO)).isPresent();
        assertThat(store.lock(DB, Duration.ZERO)).isPresent();
    }

    @Test
    @Rule("lock-advisory")
    void must_allowOtherOperations_whileLocked() throws Exception {
        store.create(WEB);
        StateStore.Lock lock = store.lock(WEB, Duration.ZERO).orElseThrow();
        get(others.submit(() -> {
            store.save(WEB, NAME, bytes("x"));
            assertThat(store.load(WEB, NAME)).isPresent();
            assertThat(store.list()).containsExactly(WEB);
            return true;
        }));
        lock.close();
    }

    @Test
    @Rule("lock-deleted")
    void must_returnNoLock_whenTheHolderDeletesTheContainer() throws Exception {
        store.create(WEB);
        StateStore.Lock lock = store.lock(WEB, Duration.ZERO).orElseThrow();
        Future<Optional<StateStore.Lock>> waiting = others.submit(() -> store.lock(WEB, timeout()));
        assertThatThrownBy(() -> waiting.get(pause().toMillis(), TimeUnit.MILLISECONDS))
                .isInstanceOf(TimeoutException.class);
        store.delete(WEB);
        lock.close();
        assertThat(get(waiting)).isEmpty();
        assertThat(store.exists(WEB)).isFalse();
    }

    @Test
    @Rule("unlock-twice")
    void must_doNothing_whenALockIsClosedTwice() throws Exception {
        store.create(WEB);
        StateStore.Lock first = store.lock(WEB, Duration.ZERO).orElseThrow();
        first.close();
        StateStore.Lock second = store.lock(WEB, Duration.ZERO).orElseThrow();
        first.close();
        assertThat(get(others.submit(() -> store.lock(WEB, Duration.ZERO)))).isEmpty();
        second.close();
    }

    @Test
    @Rule("contains-entries")
    void must_containEachEntry() {
        store.create(WEB);
        assertThat(store.contains(WEB, NAME)).isFalse();
        assertThat(store.contains(DB, NAME)).isFalse();
        store.save(WEB, NAME, bytes("{}"));
        store.save(WEB, "notify", bytes("{}"));
        assertThat(store.contains(WEB, NAME)).isTrue();
        assertThat(store.contains(WEB, "notify")).isTrue();
        store.delete(WEB);
        assertThat(store.contains(WEB, "notify")).isFalse();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private <T> T get(Future<T> future) throws ExecutionException, InterruptedException, TimeoutException {
        return future.get(timeout().toMillis(), TimeUnit.MILLISECONDS);
    }
}
