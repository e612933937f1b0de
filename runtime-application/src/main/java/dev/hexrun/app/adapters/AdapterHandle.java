package dev.hexrun.app.adapters;

import dev.hexrun.domain.failure.AdapterException;
import dev.hexrun.domain.failure.ContainerException;
import dev.hexrun.domain.validate.OptionalFeature;
import dev.hexrun.port.provider.Provider;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A usable adapter of a port that uses all of them. It is created by the first call and used by all later ones. Calls of
 * a vendor's adapter, including its creation, have a deadline; an adapter that has failed is not called again. An object
 * serves one thread.
 *
 * @param <P> the provider's interface
 * @param <T> the adapter's interface
 */
public final class AdapterHandle<P extends Provider, T> {

    private final Adapters adapters;
    private final FoundAdapter<P> found;
    private final P provider;
    private final Function<P, T> factory;
    private volatile @Nullable T created;
    private @Nullable String failure;

    AdapterHandle(Adapters adapters, FoundAdapter<P> found, P provider, Function<P, T> factory) {
        this.adapters = adapters;
        this.found = found;
        this.provider = provider;
        this.factory = factory;
    }

    /**
     * Calls the adapter.
     *
     * @param code the call, which must not return {@code null}. It copies collections of the adapter, whose methods are
     *     the vendor's code too
     * @param <R> the type of the result
     * @return the result
     * @throws BrokenAdapterException if the adapter cannot be created, throws another exception than a {@link
     *     ContainerException}, calls {@link System#exit}, or does not return before the deadline, now or in an earlier
     *     call
     * @throws ContainerException if the call throws it, which is a refusal and no failure
     */
    public <R> R call(Function<T, R> code) throws BrokenAdapterException {
        if (failure != null) {
            throw new BrokenAdapterException(failure);
        }
        Invocation<T, R> invocation;
        try {
            invocation = adapters.call(found, new Invocation<>(this, code));
        } catch (BrokenAdapterException broken) {
            failure = (created == null ? "failed to create it: " : "failed: ") + broken.reason();
            created = null;
            throw new BrokenAdapterException(failure);
        }
        ContainerException refusal = invocation.refusal;
        if (refusal != null) {
            throw refusal;
        }
        return invocation.result();
    }

    /** A call. A class and not a lambda expression, whose first evaluation is slow in a cold JVM. */
    private static final class Invocation<T, R> implements Callable<Invocation<T, R>> {

        private final AdapterHandle<?, T> handle;
        private final Function<T, R> code;
        private @Nullable R result;
        private @Nullable ContainerException refusal;

        Invocation(AdapterHandle<?, T> handle, Function<T, R> code) {
            this.handle = handle;
            this.code = code;
        }

        @Override
        public Invocation<T, R> call() throws BrokenAdapterException {
            T adapter = handle.create();
            try {
                result = code.apply(adapter);
            } catch (ContainerException refused) {
                refusal = refused;
            }
            if (result == null && refusal == null) {
                throw new BrokenAdapterException("returned null");
            }
            return this;
        }

        R result() {
            R present = result;
            if (present == null) {
                throw new IllegalStateException("not called");
            }
            return present;
        }
    }

    private T create() throws BrokenAdapterException {
        T adapter = created;
        if (adapter == null) {
            try {
                adapter = factory.apply(provider);
            } catch (ContainerException failed) {
                throw new BrokenAdapterException(failed.message());
            }
            if (adapter == null) {
                throw new BrokenAdapterException("returned null");
            }
            created = adapter;
        }
        return adapter;
    }

    /**
     * Returns the optional features of the adapter.
     *
     * @return the features that it declares
     */
    public Set<OptionalFeature> features() {
        return found.features();
    }

    /**
     * Creates an exception about the adapter.
     *
     * @param reason the reason, in lower case and without a full stop
     * @return the exception, which names the adapter, and the jar of a vendor's adapter
     */
    public AdapterException exception(String reason) {
        return new AdapterException(found.port(), Adapters.label(found), reason);
    }
}
