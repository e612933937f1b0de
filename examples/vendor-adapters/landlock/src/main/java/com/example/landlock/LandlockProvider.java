package com.example.landlock;

import dev.hexrun.port.host.Host;
import dev.hexrun.port.provider.AbstractProvider;
import dev.hexrun.port.provider.SpiVersion;
import dev.hexrun.port.security.SecurityModule;
import dev.hexrun.port.security.SecurityModuleProvider;

/**
 * Finds the module by {@code META-INF/services}. It is usable on every host: where the kernel has no Landlock, the module
 * reports a problem for a configuration that requests it. If it were unusable there, the request would be ignored.
 */
public final class LandlockProvider extends AbstractProvider implements SecurityModuleProvider {

    /** Called by the runtime. */
    public LandlockProvider() {
        super("example-landlock", 100, SpiVersion.MAJOR, SpiVersion.MINOR);
    }

    @Override
    public SecurityModule open(Host host) {
        return new LandlockModule(host);
    }
}
