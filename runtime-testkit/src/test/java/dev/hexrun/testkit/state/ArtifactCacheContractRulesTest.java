package dev.hexrun.testkit.state;

import dev.hexrun.domain.failure.ContainerException;
import dev.hexrun.port.state.ArtifactCache;
import dev.hexrun.testkit.rules.Broken;
import dev.hexrun.testkit.rules.Intercepted;
import dev.hexrun.testkit.rules.Interceptor;
import dev.hexrun.testkit.rules.Interceptor.Call;
import dev.hexrun.testkit.rules.TestedContract;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;

class ArtifactCacheContractRulesTest extends TestedContract<ArtifactCacheContract> {

    ArtifactCacheContractRulesTest() {
        super(ArtifactCacheContract.class, ArtifactCache.class);
    }

    @Override
    protected ArtifactCacheContract contract(Interceptor interceptor) {
        return new ArtifactCacheContract() {
            @Override
            protected ArtifactCache newCache() {
                return Intercepted.of(ArtifactCache.class, new InMemoryArtifactCache(), interceptor);
            }

            @Override
            protected Optional<ArtifactCache> newUnusableCache() {
                return Optional.of(Intercepted.of(ArtifactCache.class, new Unusable(), interceptor));
            }
        };
    }

    private static final class Unusable implements ArtifactCache {

        @Override
        public Optional<byte[]> read(String name) {
            return Optional.empty();
        }

        @Override
        public void write(String name, byte[] document) {
            // No document can be stored.
        }
    }

    @Override
    protected List<Broken> broken() {
        return List.of(
                Broken.all("new-empty", fullWhenNew(), "a document of a new cache"),
                Broken.of("last-document", "write", ArtifactCacheContractRulesTest::writeOver, "the last document"),
                Broken.all("names-distinct", oneDocument(), "a name without a document"),
                Broken.of("document-bytes", "write", ArtifactCacheContractRulesTest::writeHalf, "the same bytes"),
                Broken.all("document-copied", sharing(), "a document whose array was changed"),
                Broken.of(
                        "unusable-ignored",
                        "write",
                        ArtifactCacheContractRulesTest::failUnusable,
                        "a write to an unusable cache"));
    }

    private static Interceptor fullWhenNew() {
        IdentityHashMap<Object, Boolean> written = new IdentityHashMap<>();
        return call -> {
            if (call.method().getName().equals("write") || call.target(Object.class) instanceof Unusable) {
                written.put(call.target(Object.class), true);
            }
            return written.containsKey(call.target(Object.class)) ? call.proceed() : Optional.of(new byte[1]);
        };
    }

    /** Keeps the end of a longer document. */
    private static Object writeOver(Call call) throws Throwable {
        String name = call.argument(0, String.class);
        byte[] document = call.argument(1, byte[].class);
        byte[] previous = call.target(ArtifactCache.class).read(name).orElse(document);
        byte[] mixed = previous.length > document.length ? previous.clone() : new byte[document.length];
        System.arraycopy(document, 0, mixed, 0, document.length);
        return Optional.ofNullable(call.proceed(name, mixed));
    }

    /** Returns the last document for every name that has none. */
    private static Interceptor oneDocument() {
        IdentityHashMap<Object, String> last = new IdentityHashMap<>();
        return call -> {
            String name = call.argument(0, String.class);
            if (call.method().getName().equals("write")) {
                last.put(call.target(Object.class), name);
                return call.proceed();
            }
            Object found = call.result(Optional.class);
            String other = last.get(call.target(Object.class));
            return found.equals(Optional.empty()) && other != null ? call.proceed(other) : found;
        };
    }

    private static Object writeHalf(Call call) throws Throwable {
        byte[] document = call.argument(1, byte[].class);
        byte[] stored = document.length < 1000 ? document : Arrays.copyOf(document, document.length / 2);
        return Optional.ofNullable(call.proceed(call.argument(0, String.class), stored));
    }

    /** Stores the array of the caller. */
    private static Interceptor sharing() {
        IdentityHashMap<Object, byte[]> last = new IdentityHashMap<>();
        return call -> {
            Object cache = call.target(Object.class);
            if (call.method().getName().equals("write")) {
                last.put(cache, call.argument(1, byte[].class));
                return call.proceed();
            }
            Object found = call.result(Optional.class);
            byte[] shared = last.get(cache);
            boolean only = call.argument(0, String.class).equals("seccomp-1f") && shared != null && shared.length == 9;
            return only ? Optional.ofNullable(shared) : found;
        };
    }

    private static Object failUnusable(Call call) throws Throwable {
        if (call.target(Object.class) instanceof Unusable) {
            throw new ContainerException("not a directory");
        }
        return Optional.ofNullable(call.proceed());
    }
}
