package dev.hexrun.adapter.linux.state;

import dev.hexrun.port.host.Host;
import dev.hexrun.port.provider.AbstractProvider;
import dev.hexrun.port.provider.SpiVersion;
import dev.hexrun.port.provider.Usability;
import dev.hexrun.port.state.ArtifactCache;
import dev.hexrun.port.state.ArtifactCacheProvider;
import java.nio.file.Path;

/** A provider of the cache that stores documents in files. */
public final class FileArtifactCacheProvider extends AbstractProvider implements ArtifactCacheProvider {

    /** Creates the provider. */
    public FileArtifactCacheProvider() {
        super("file", 50, SpiVersion.MAJOR, SpiVersion.MINOR);
    }

    @Override
    public Usability probe(Host host) {
        return Usability.usable("files work everywhere");
    }

    @Override
    public ArtifactCache create(Path directory) {
        return new FileArtifactCache(directory);
    }
}
