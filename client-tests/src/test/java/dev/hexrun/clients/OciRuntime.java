package dev.hexrun.clients;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * An OCI runtime.
 *
 * @param name the name of the program
 * @param path the path of the program
 * @param version the first line of {@code --version}
 */
record OciRuntime(String name, Path path, String version) {

    private static final Supplier<OciRuntime> HEXRUN = memoized(OciRuntime::find);

    /** Returns the tested runtime. */
    static OciRuntime hexrun() {
        return HEXRUN.get();
    }

    private static <T> Supplier<T> memoized(Supplier<T> supplier) {
        List<T> values = new ArrayList<>();
        return () -> {
            synchronized (values) {
                if (values.isEmpty()) {
                    values.add(supplier.get());
                }
                return values.getFirst();
            }
        };
    }

    private static OciRuntime find() {
        Path home = Path.of(System.getProperty("hexrun.home", "../distribution/target/hexrun"))
                .toAbsolutePath()
                .normalize();
        Path program = home.resolve("bin/hexrun");
        if (!Files.isExecutable(program)) {
            throw new IllegalStateException(
                    "no bin/hexrun in " + home + ": build the distribution, or set hexrun.home");
        }
        return of(program);
    }

    /** Returns the runtime to which hexrun is compared. */
    static OciRuntime runc() {
        return of(Programs.path("runc"));
    }

    /** Returns the runtime to which hexrun is compared where runc cannot do what the scenario needs. */
    static OciRuntime crun() {
        return of(Programs.path("crun"));
    }

    private static OciRuntime of(Path program) {
        String version = Programs.firstLine(program.toString(), "--version");
        return new OciRuntime(program.getFileName().toString(), program, version);
    }

    /** Returns the name and the version: {@code runc 1.1.5}. */
    String title() {
        return version.replace(" version ", " ").replaceAll("\\+.*", "");
    }
}
