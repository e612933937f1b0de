package dev.hexrun.adapter.crun;

import dev.hexrun.port.extension.ContainerExtension;
import dev.hexrun.port.extension.ContainerExtensionProvider;
import dev.hexrun.port.host.Host;
import dev.hexrun.port.provider.AbstractProvider;
import dev.hexrun.port.provider.SpiVersion;
import dev.hexrun.port.provider.Usability;

/** A provider of the annotations of crun, usable on every host. */
public final class CrunAnnotationsProvider extends AbstractProvider implements ContainerExtensionProvider {

    private static final String NAME = "crun-annotations";
    private static final int PRIORITY = 50;

    /** Creates the provider. */
    public CrunAnnotationsProvider() {
        super(NAME, PRIORITY, SpiVersion.MAJOR, SpiVersion.MINOR);
    }

    @Override
    public Usability probe(Host host) {
        return Usability.usable("needs nothing of the host");
    }

    @Override
    public ContainerExtension create(Host host) {
        return new CrunAnnotations();
    }
}
