package dev.hexrun.adapter.selinux;

import dev.hexrun.port.provider.Provider;
import dev.hexrun.testkit.provider.ProviderContract;

class SelinuxProviderContractTest extends ProviderContract {

    @Override
    protected Provider newProvider() {
        return new SelinuxProvider();
    }
}
