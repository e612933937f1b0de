package dev.hexrun.it;

import java.nio.file.Files;
import java.nio.file.Path;

/** Where what is tested lies. */
final class Distribution {

    private Distribution() {}

    /** The distribution's folder. */
    static Path home() {
        Path home = Path.of(System.getProperty("hexrun.home", "../distribution/target/hexrun"))
                .toAbsolutePath()
                .normalize();
        if (!Files.isExecutable(home.resolve("bin/hexrun"))) {
            throw new IllegalStateException(
                    "no bin/hexrun in " + home + ": build the distribution, or set hexrun.home");
        }
        return home;
    }

    static Path program() {
        return home().resolve("bin/hexrun");
    }

    /** The native program with fault injection; it may be missing. */
    static Path faultsProgram() {
        return Path.of(System.getProperty("hexrun.faults", "target/native/hexrun-faults"))
                .toAbsolutePath();
    }

    /** The static program that attacks from inside of a container (src/test/c); it may be missing. */
    static Path attacker() {
        return Path.of(System.getProperty("hexrun.attacker", "target/native/attacker"))
                .toAbsolutePath();
    }

    /** The static program that tells what it sees from inside of a container (src/test/c); it may be missing. */
    static Path probe() {
        return attacker().resolveSibling("probe");
    }

    /** The program that has system calls of the native program fail (src/test/c); it may be missing. */
    static Path injector() {
        return attacker().resolveSibling("injector");
    }

    /** Whether everything is to be tried instead of a sample. */
    static boolean exhaustive() {
        return Boolean.getBoolean("hexrun.long");
    }
}
