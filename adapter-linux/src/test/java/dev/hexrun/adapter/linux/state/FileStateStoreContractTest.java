package dev.hexrun.adapter.linux.state;

import dev.hexrun.port.state.StateStore;
import dev.hexrun.testkit.state.StateStoreContract;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class FileStateStoreContractTest extends StateStoreContract {

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    @Override
    protected StateStore newStore() {
        return new FileStateStore(directory.resolve("run/hexrun"));
    }
}
