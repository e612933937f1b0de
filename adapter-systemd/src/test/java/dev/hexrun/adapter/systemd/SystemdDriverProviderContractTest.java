package dev.hexrun.adapter.systemd;

import dev.hexrun.port.provider.Provider;
import dev.hexrun.testkit.provider.ProviderContract;

class SystemdDriverProviderContractTest extends ProviderContract {

    @Override
    protected Provider newProvider() {
        return new SystemdDriverProvider();
    }
}
