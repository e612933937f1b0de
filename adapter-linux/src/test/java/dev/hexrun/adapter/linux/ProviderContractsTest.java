package dev.hexrun.adapter.linux;

import dev.hexrun.adapter.linux.host.LinuxHostProvider;
import dev.hexrun.adapter.linux.session.FrontChannelProvider;
import dev.hexrun.adapter.linux.session.FrontLauncherProvider;
import dev.hexrun.adapter.linux.state.FileArtifactCacheProvider;
import dev.hexrun.adapter.linux.state.FileStateStoreProvider;
import dev.hexrun.port.provider.Provider;
import dev.hexrun.testkit.provider.ProviderContract;
import org.junit.jupiter.api.Nested;

class ProviderContractsTest {

    @Nested
    class Host extends ProviderContract {

        @Override
        protected Provider newProvider() {
            return new LinuxHostProvider();
        }
    }

    @Nested
    class Channel extends ProviderContract {

        @Override
        protected Provider newProvider() {
            return new FrontChannelProvider();
        }
    }

    @Nested
    class Launcher extends ProviderContract {

        @Override
        protected Provider newProvider() {
            return new FrontLauncherProvider();
        }
    }

    @Nested
    class Cache extends ProviderContract {

        @Override
        protected Provider newProvider() {
            return new FileArtifactCacheProvider();
        }
    }

    @Nested
    class Store extends ProviderContract {

        @Override
        protected Provider newProvider() {
            return new FileStateStoreProvider();
        }
    }
}
