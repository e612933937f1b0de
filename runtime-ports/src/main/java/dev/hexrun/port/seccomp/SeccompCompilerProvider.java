package dev.hexrun.port.seccomp;

import dev.hexrun.port.host.Host;
import dev.hexrun.port.provider.Provider;

/** Provides a {@link SeccompCompiler}. */
public interface SeccompCompilerProvider extends Provider {

    /**
     * Creates the compiler. Called only if {@link #probe} returned that it is usable.
     *
     * @param host the host
     * @return the compiler
     */
    SeccompCompiler create(Host host);
}
