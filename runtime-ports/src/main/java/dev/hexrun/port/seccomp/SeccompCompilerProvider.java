package dev.hexrun.port.seccomp;

import dev.hexrun.port.host.Host;
import dev.hexrun.port.provider.Provider;

/** A provider of {@link SeccompCompiler}. */
public interface SeccompCompilerProvider extends Provider {

    /**
     * Creates the compiler. The runtime calls it only if {@link #probe} has returned that it is usable.
     *
     * @param host the host
     * @return the compiler
     */
    SeccompCompiler create(Host host);
}
