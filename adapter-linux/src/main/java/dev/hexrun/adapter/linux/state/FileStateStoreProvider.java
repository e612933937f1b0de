package dev.hexrun.adapter.linux.state;

import dev.hexrun.port.host.Host;
import dev.hexrun.port.provider.SpiVersion;
import dev.hexrun.port.provider.Usability;
import dev.hexrun.port.state.StateStore;
import dev.hexrun.port.state.StateStoreProvider;
import java.nio.file.Path;

/** A provider of the store that keeps state in files. */
public final class FileStateStoreProvider implements StateStoreProvider {

    /** Creates the provider. */
    public FileStateStoreProvider() {}

    @Override
    public String name() {
        return "file";
    }

    @Override
    public int priority() {
        return 50;
    }

    @Override
    public SpiVersion spiVersion() {
        return new SpiVersion(SpiVersion.MAJOR, SpiVersion.MINOR);
    }

    @Override
    public Usability probe(Host host) {
        return Usability.usable("files work everywhere");
    }

    @Override
    public StateStore create(Path root) {
        return new FileStateStore(root);
    }
}
