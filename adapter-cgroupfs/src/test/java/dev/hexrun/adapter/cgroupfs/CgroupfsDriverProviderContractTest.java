package dev.hexrun.adapter.cgroupfs;

import dev.hexrun.port.provider.Provider;
import dev.hexrun.testkit.provider.ProviderContract;

class CgroupfsDriverProviderContractTest extends ProviderContract {

    @Override
    protected Provider newProvider() {
        return new CgroupfsDriverProvider();
    }
}
