package dev.hexrun.app.adapters;

import dev.hexrun.port.host.Host;
import dev.hexrun.port.provider.HostProvider;
import dev.hexrun.port.provider.Provider;
import dev.hexrun.port.provider.SpiVersion;
import dev.hexrun.port.provider.Usability;
import dev.hexrun.testkit.host.FakeHost;
import java.util.Iterator;
import java.util.List;
import java.util.ServiceLoader;

/** A source of providers whose host is a {@link FakeHost}. */
record FakeHostSource(Adapters.ProviderSource others) implements Adapters.ProviderSource {

    @Override
    public <P extends Provider> Iterator<ServiceLoader.Provider<P>> providers(Class<P> type) {
        if (type != HostProvider.class) {
            return others.providers(type);
        }
        ServiceLoader.Provider<P> host = new ServiceLoader.Provider<>() {
            @Override
            public Class<? extends P> type() {
                return type;
            }

            @Override
            public P get() {
                return type.cast(new Hosts());
            }
        };
        return List.of(host).iterator();
    }

    private static final class Hosts implements HostProvider {

        @Override
        public String name() {
            return "fake";
        }

        @Override
        public int priority() {
            return 1;
        }

        @Override
        public SpiVersion spiVersion() {
            return new SpiVersion(SpiVersion.MAJOR, SpiVersion.MINOR);
        }

        @Override
        public Usability probe(Host host) {
            return Usability.usable("in a test");
        }

        @Override
        public Host create() {
            return FakeHost.root();
        }
    }
}
