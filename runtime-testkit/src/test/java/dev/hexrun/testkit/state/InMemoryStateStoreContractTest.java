package dev.hexrun.testkit.state;

import dev.hexrun.port.state.StateStore;

class InMemoryStateStoreContractTest extends StateStoreContract {

    @Override
    protected StateStore newStore() {
        return new InMemoryStateStore();
    }
}
