package dev.hexrun.it;

import java.nio.file.Files;
import java.nio.file.Path;

/** The paths of the tested programs. */
final class Distribution {

    private Distribution() {}

    /** Returns the directory of the distribution. */
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

    /** Returns the path of the native program with fault injection, which may not exist. */
    static Path faultsProgram() {
        return Path.of(System.getProperty("hexrun.faults", "target/native/hexrun-faults"))
                .toAbsolutePath();
    }

    /**
     * Returns the path of the static program that attacks from inside a container (src/test/c), which may not exist.
     */
    static Path attacker() {
        return Path.of(System.getProperty("hexrun.attacker", "target/native/attacker"))
                .toAbsolutePath();
    }

    /**
     * Returns the path of the static program that reports what it sees in a container (src/test/c), which may not
     * exist.
     */
    static Path probe() {
        return attacker().resolveSibling("probe");
    }

    /**
     * Returns the path of the program that makes system calls of the native program fail (src/test/c), which may not
     * exist.
     */
    static Path injector() {
        return attacker().resolveSibling("injector");
    }

    /** Returns whether to test all cases instead of a sample. */
    static boolean exhaustive() {
        return Boolean.getBoolean("hexrun.long");
    }
}
