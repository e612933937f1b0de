package dev.hexrun.adapter.linux.state;

import dev.hexrun.port.host.Host;
import dev.hexrun.port.provider.AbstractProvider;
import dev.hexrun.port.provider.SpiVersion;
import dev.hexrun.port.provider.Usability;
import dev.hexrun.port.state.StateStore;
import dev.hexrun.port.state.StateStoreProvider;
import java.nio.file.Path;

/** A provider of the store that keeps state in files. */
public final class FileStateStoreProvider extends AbstractProvider implements StateStoreProvider {

    /** Creates the provider. */
    public FileStateStoreProvider() {
        super("file", 50, SpiVersion.MAJOR, SpiVersion.MINOR);
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
