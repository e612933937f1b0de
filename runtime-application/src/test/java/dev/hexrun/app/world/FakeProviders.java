package dev.hexrun.app.world;

import dev.hexrun.app.adapters.Adapters;
import dev.hexrun.port.host.Host;
import dev.hexrun.port.provider.HostProvider;
import dev.hexrun.port.provider.Provider;
import dev.hexrun.testkit.host.FakeHost;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.ServiceLoader;

/** A source of the providers of a test. */
public record FakeProviders(List<Provider> providers) implements Adapters.ProviderSource {

    /** Copies the list. */
    public FakeProviders {
        providers = List.copyOf(providers);
    }

    /** Returns a source of the providers, and of a host on which root is not restricted. */
    public static FakeProviders withHost(Provider... others) {
        List<Provider> all = new ArrayList<>(List.of(others));
        all.add(new RootHost());
        return new FakeProviders(all);
    }

    @Override
    public <P extends Provider> Iterator<ServiceLoader.Provider<P>> providers(Class<P> type) {
        List<ServiceLoader.Provider<P>> found = new ArrayList<>();
        for (Provider provider : providers) {
            if (type.isInstance(provider)) {
                found.add(new ServiceLoader.Provider<>() {
                    @Override
                    public Class<? extends P> type() {
                        return type;
                    }

                    @Override
                    public P get() {
                        return type.cast(provider);
                    }
                });
            }
        }
        return found.iterator();
    }

    private static final class RootHost extends FakeProvider implements HostProvider {

        @Override
        public Host create() {
            return FakeHost.root();
        }
    }
}
