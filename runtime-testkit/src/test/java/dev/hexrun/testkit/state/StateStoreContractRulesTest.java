package dev.hexrun.testkit.state;

import dev.hexrun.domain.failure.ContainerException;
import dev.hexrun.domain.state.ContainerId;
import dev.hexrun.domain.state.NoSuchContainerException;
import dev.hexrun.port.state.StateStore;
import dev.hexrun.testkit.rules.Broken;
import dev.hexrun.testkit.rules.Intercepted;
import dev.hexrun.testkit.rules.Interceptor;
import dev.hexrun.testkit.rules.Interceptor.Call;
import dev.hexrun.testkit.rules.TestedContract;
import java.time.Duration;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

class StateStoreContractRulesTest extends TestedContract<StateStoreContract> {

    /** An entry that is longer is a document of the test of atomicity. */
    private static final int LARGE = 1000;

    private static final Optional<StateStore.Lock> NO_LOCK = Optional.of(() -> {});

    private final Thread testThread = Thread.currentThread();
    private final Map<Object, Boolean> lockedByTest = new ConcurrentHashMap<>();

    StateStoreContractRulesTest() {
        super(StateStoreContract.class, StateStore.class, StateStore.Lock.class);
    }

    @Override
    protected StateStoreContract contract(Interceptor interceptor) {
        return new StateStoreContract() {
            @Override
            protected StateStore newStore() {
                return store(interceptor);
            }
        };
    }

    /** A failing test waits briefly for what does not happen, and long for what must not happen but does. */
    @Override
    protected StateStoreContract failing(String rule, Interceptor interceptor) {
        return new StateStoreContract() {
            @Override
            protected StateStore newStore() {
                return store(interceptor);
            }

            @Override
            protected Duration timeout() {
                return Duration.ofSeconds(10);
            }

            @Override
            protected Duration pause() {
                return Duration.ofSeconds(5);
            }
        };
    }

    private static StateStore store(Interceptor interceptor) {
        return Intercepted.of(StateStore.class, new InMemoryStateStore(), interceptor, StateStore.Lock.class);
    }

    @Override
    protected List<Broken> broken() {
        return List.of(
                Broken.of("new-empty", "owner", call -> exists(call) ? call.proceed() : 0, "but was: 0"),
                Broken.of("path-below-root", "path", call -> "/" + call.argument(1, String.class), "\"/state.json\""),
                Broken.of("list-sorted", "list", call -> call.result(List.class).reversed(), "[\"b\", \"a.1\""),
                Broken.of("ids-all", "create", StateStoreContractRulesTest::refuseLongIds, "too long"),
                Broken.of("owner-known", "owner", _ -> -1, "not to be equal to"),
                Broken.of("create-exists", "create", StateStoreContractRulesTest::deleteFirst, "to contain a value"),
                Broken.of("create-race", "create", this::letOtherThreadsSucceed, "but was: 8"),
                Broken.of("save-load", "save", StateStoreContractRulesTest::overwriteWithoutTruncating, "but was"),
                Broken.of("delete-one", "delete", StateStoreContractRulesTest::deleteAll, "[db]"),
                Broken.of("save-atomic", "load", StateStoreContractRulesTest::loadHalf, "a document of"),
                Broken.of("save-missing", "save", StateStoreContractRulesTest::createFirst, "raise a throwable"),
                Broken.of("delete-twice", "delete", StateStoreContractRulesTest::requireExists, "does not exist"),
                Broken.all("create-again", remembering(), "an empty Optional"),
                Broken.of("lock-missing", "lock", call -> exists(call) ? call.proceed() : NO_LOCK, "an empty Optional"),
                Broken.of("lock-excludes", "lock", StateStoreContractRulesTest::ignoreTimeout, "an empty Optional"),
                Broken.of("lock-waits", "lock", this::attemptOnce, "raise a throwable")
                        .andRules("lock-deleted"),
                Broken.of("lock-one-holder", "lock", this::lockForAll, "another holder"),
                Broken.of("lock-each", "lock", oneLock(), "to contain a value"),
                Broken.of("lock-advisory", "save", this::refuseOtherThreads, "the container is locked"),
                Broken.of("lock-deleted", "lock", StateStoreContractRulesTest::lockDeleted, "an empty Optional"),
                Broken.all("unlock-twice", releasingTwice(), "an empty Optional"),
                Broken.of("contains-entries", "contains", StateStoreContractRulesTest::oneEntry, "to be true"));
    }

    private static StateStore store(Call call) {
        return call.target(StateStore.class);
    }

    private static ContainerId id(Call call) {
        return call.argument(0, ContainerId.class);
    }

    private static boolean exists(Call call) {
        return store(call).exists(id(call));
    }

    private static @Nullable Object refuseLongIds(Call call) throws Throwable {
        if (id(call).value().length() > 64) {
            throw new ContainerException("the id is too long");
        }
        return call.proceed();
    }

    private static @Nullable Object deleteFirst(Call call) throws Throwable {
        if (exists(call)) {
            store(call).delete(id(call));
            store(call).create(id(call));
        }
        return call.proceed();
    }

    private @Nullable Object letOtherThreadsSucceed(Call call) throws Throwable {
        synchronized (call.target(Object.class)) {
            boolean ignored = exists(call) && !Thread.currentThread().equals(testThread);
            return ignored ? null : call.proceed();
        }
    }

    private static @Nullable Object overwriteWithoutTruncating(Call call) throws Throwable {
        byte[] document = call.argument(2, byte[].class);
        byte[] previous =
                store(call).load(id(call), call.argument(1, String.class)).orElse(document);
        if (previous.length <= document.length || previous.length > LARGE) {
            return call.proceed();
        }
        byte[] mixed = previous.clone();
        System.arraycopy(document, 0, mixed, 0, document.length);
        return call.proceed(id(call), call.argument(1, String.class), mixed);
    }

    private static @Nullable Object deleteAll(Call call) {
        store(call).list().forEach(store(call)::delete);
        return null;
    }

    private static Object loadHalf(Call call) {
        return store(call)
                .load(id(call), call.argument(1, String.class))
                .map(document -> document.length < LARGE ? document : Arrays.copyOf(document, document.length / 2));
    }

    private static @Nullable Object createFirst(Call call) throws Throwable {
        if (!exists(call)) {
            store(call).create(id(call));
        }
        return call.proceed();
    }

    private static @Nullable Object requireExists(Call call) throws Throwable {
        if (!exists(call)) {
            throw new NoSuchContainerException(id(call));
        }
        return call.proceed();
    }

    /** Returns documents of deleted containers, if there is a container with the same id. */
    private static Interceptor remembering() {
        IdentityHashMap<Object, Optional<byte[]>> deleted = new IdentityHashMap<>();
        return call -> {
            if (call.method().getName().equals("delete")) {
                deleted.put(store(call), store(call).load(id(call), "state.json"));
            } else if (call.method().getName().equals("load") && exists(call)) {
                Object loaded = call.result(Optional.class);
                return loaded.equals(Optional.empty()) ? deleted.getOrDefault(store(call), Optional.empty()) : loaded;
            }
            return call.proceed();
        };
    }

    private static Duration timeout(Call call) {
        return call.argument(1, Duration.class);
    }

    private static boolean isPause(Call call) {
        return !timeout(call).isZero() && timeout(call).compareTo(Duration.ofSeconds(8)) < 0;
    }

    private static Object ignoreTimeout(Call call) throws Throwable {
        Optional<?> lock = call.result(Optional.class);
        return lock.isEmpty() && isPause(call) ? NO_LOCK : lock;
    }

    /** Returns whether the call is from another thread than that of the test, and waits for the lock. */
    private boolean waits(Call call) {
        return !Thread.currentThread().equals(testThread) && !timeout(call).isZero() && !isPause(call);
    }

    /** Does not wait, if the thread of the test has acquired the lock before. */
    private @Nullable Object attemptOnce(Call call) throws Throwable {
        recordTestThread(call);
        return waits(call) && lockedByTest.containsKey(store(call))
                ? call.proceed(id(call), Duration.ZERO)
                : call.proceed();
    }

    /** Returns a lock without waiting, if the thread of the test has not acquired the lock before. */
    private @Nullable Object lockForAll(Call call) throws Throwable {
        recordTestThread(call);
        return waits(call) && !lockedByTest.containsKey(store(call)) ? NO_LOCK : call.proceed();
    }

    private void recordTestThread(Call call) {
        if (Thread.currentThread().equals(testThread)) {
            lockedByTest.put(store(call), true);
        }
    }

    private static Interceptor oneLock() {
        IdentityHashMap<Object, ContainerId> first = new IdentityHashMap<>();
        return call ->
                first.computeIfAbsent(store(call), _ -> id(call)).equals(id(call)) ? call.proceed() : Optional.empty();
    }

    private @Nullable Object refuseOtherThreads(Call call) throws Throwable {
        if (!Thread.currentThread().equals(testThread)) {
            throw new ContainerException("the container is locked");
        }
        return call.proceed();
    }

    private static @Nullable Object lockDeleted(Call call) throws Throwable {
        boolean existed = exists(call);
        Object lock = call.proceed();
        return existed && !exists(call) ? NO_LOCK : lock;
    }

    /** Releases the lock of another holder, if a lock is closed twice. */
    private static Interceptor releasingTwice() {
        IdentityHashMap<Object, Boolean> closed = new IdentityHashMap<>();
        boolean[] released = new boolean[1];
        return call -> {
            if (call.method().getName().equals("close")) {
                released[0] = closed.put(call.target(Object.class), true) != null;
            } else if (call.method().getName().equals("lock") && released[0]) {
                released[0] = false;
                return NO_LOCK;
            }
            return call.proceed();
        };
    }

    private static @Nullable Object oneEntry(Call call) throws Throwable {
        return call.argument(1, String.class).equals("notify") ? false : call.proceed();
    }
}
