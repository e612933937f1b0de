package dev.hexrun.adapter.json;

import dev.hexrun.port.bundle.BundleReader;
import dev.hexrun.port.bundle.BundleReaderProvider;
import dev.hexrun.port.host.Host;
import dev.hexrun.port.provider.AbstractProvider;
import dev.hexrun.port.provider.SpiVersion;
import dev.hexrun.port.provider.Usability;

/** The provider of the reader for config.json of runtime-spec 1.x. It works on every host. */
public final class JsonBundleReaderProvider extends AbstractProvider implements BundleReaderProvider {

    /** Creates the provider. */
    public JsonBundleReaderProvider() {
        super("json", 50, SpiVersion.MAJOR, SpiVersion.MINOR);
    }

    @Override
    public Usability probe(Host host) {
        return Usability.usable("reads config.json of runtime-spec 1.x");
    }

    @Override
    public BundleReader create() {
        return new JsonBundleReader();
    }
}
