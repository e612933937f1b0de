package dev.hexrun.adapter.seccomp;

import dev.hexrun.domain.failure.AdapterException;
import dev.hexrun.port.host.Host;
import dev.hexrun.port.provider.AbstractProvider;
import dev.hexrun.port.provider.SpiVersion;
import dev.hexrun.port.provider.Usability;
import dev.hexrun.port.seccomp.SeccompCompiler;
import dev.hexrun.port.seccomp.SeccompCompilerProvider;
import java.nio.file.Path;
import java.util.Optional;

/** A provider of the compiler on hosts with libseccomp. */
public final class LibseccompProvider extends AbstractProvider implements SeccompCompilerProvider {

    private static final String NAME = "libseccomp";
    private static final int PRIORITY = 50;

    /** Creates the provider. */
    public LibseccompProvider() {
        super(NAME, PRIORITY, SpiVersion.MAJOR, SpiVersion.MINOR);
    }

    @Override
    public Usability probe(Host host) {
        Optional<Path> library = LibraryFile.find(host.architecture());
        return library.isPresent()
                ? Usability.usable(library.get().toString())
                : Usability.unusable("no " + LibraryFile.NAME + " (package libseccomp2 or libseccomp) in "
                        + String.join(", ", LibraryFile.directories(host.architecture())));
    }

    @Override
    public SeccompCompiler create(Host host) {
        return new LibseccompCompiler(LibraryFile.find(host.architecture())
                .orElseThrow(() -> new AdapterException("seccomp-compiler", NAME, LibraryFile.NAME + " not found")));
    }
}
