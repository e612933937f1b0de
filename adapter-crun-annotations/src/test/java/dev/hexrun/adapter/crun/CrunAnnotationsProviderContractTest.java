package dev.hexrun.adapter.crun;

import dev.hexrun.port.provider.Provider;
import dev.hexrun.testkit.provider.ProviderContract;

class CrunAnnotationsProviderContractTest extends ProviderContract {

    @Override
    protected Provider newProvider() {
        return new CrunAnnotationsProvider();
    }
}
