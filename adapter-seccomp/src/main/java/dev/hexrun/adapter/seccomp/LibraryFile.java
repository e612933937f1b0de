package dev.hexrun.adapter.seccomp;

import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The search for the file of libseccomp, without loading it as the dynamic linker would. */
final class LibraryFile {

    static final String NAME = "libseccomp.so.2";

    private LibraryFile() {}

    static Optional<Path> find(String architecture) {
        for (String directory : directories(architecture)) {
            File file = new File(directory, NAME);
            if (file.exists()) {
                return Optional.of(file.toPath());
            }
        }
        return Optional.empty();
    }

    /** Returns the directories in which distributions install libraries, the one of Debian first. */
    static List<String> directories(String architecture) {
        String cpu = architecture.equals("ppc64le") ? "powerpc64le" : architecture;
        return List.of("/usr/lib/" + cpu + "-linux-gnu", "/usr/lib64", "/usr/lib", "/lib64", "/lib", "/usr/local/lib");
    }
}
