package dev.hexrun.adapter.json;

import dev.hexrun.port.provider.Provider;
import dev.hexrun.testkit.provider.ProviderContract;

class JsonBundleReaderProviderContractTest extends ProviderContract {

    @Override
    protected Provider newProvider() {
        return new JsonBundleReaderProvider();
    }
}
