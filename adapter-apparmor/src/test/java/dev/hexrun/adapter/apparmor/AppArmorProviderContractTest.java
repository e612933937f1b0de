package dev.hexrun.adapter.apparmor;

import dev.hexrun.port.provider.Provider;
import dev.hexrun.testkit.provider.ProviderContract;

class AppArmorProviderContractTest extends ProviderContract {

    @Override
    protected Provider newProvider() {
        return new AppArmorProvider();
    }
}
