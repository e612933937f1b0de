package dev.hexrun.adapter.json;

import dev.hexrun.port.provider.Provider;
import dev.hexrun.testkit.provider.ProviderContract;

class StreamingJsonFormatProviderContractTest extends ProviderContract {

    @Override
    protected Provider newProvider() {
        return new StreamingJsonFormatProvider();
    }
}
