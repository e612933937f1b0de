package dev.hexrun.adapter.seccomp;

import dev.hexrun.port.provider.Provider;
import dev.hexrun.testkit.provider.ProviderContract;

class LibseccompProviderContractTest extends ProviderContract {

    @Override
    protected Provider newProvider() {
        return new LibseccompProvider();
    }
}
