package dev.hexrun.adapter.seccomp;

import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Where distributions install libseccomp. The dynamic linker would find it as well, but not without loading it. */
final class LibraryFile {

    static final String NAME = "libseccomp.so.2";

    private LibraryFile() {}

    static Optional<Path> find(String architecture) {
        for (String folder : directories(architecture)) {
            File file = new File(folder, NAME);
            if (file.exists()) {
                return Optional.of(file.toPath());
            }
        }
        return Optional.empty();
    }

    /** Debian's folder of the architecture first; then those of everybody else. */
    static List<String> directories(String architecture) {
        String cpu = architecture.equals("ppc64le") ? "powerpc64le" : architecture;
        return List.of("/usr/lib/" + cpu + "-linux-gnu", "/usr/lib64", "/usr/lib", "/lib64", "/lib", "/usr/local/lib");
    }
}
