package dev.hexrun.adapter.seccomp;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.hexrun.port.seccomp.SeccompCompiler;
import dev.hexrun.testkit.seccomp.SeccompCompilerContract;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;

class LibseccompCompilerContractTest extends SeccompCompilerContract {

    static Optional<Path> library() {
        return LibraryFile.find(System.getProperty("os.arch").replace("amd64", "x86_64"));
    }

    @BeforeEach
    void requireLibrary() {
        assumeTrue(library().isPresent(), "no libseccomp.so.2 (package libseccomp2)");
    }

    @Override
    protected SeccompCompiler newCompiler() {
        return new LibseccompCompiler(library().orElseThrow());
    }
}
