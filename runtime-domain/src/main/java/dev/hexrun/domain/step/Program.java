package dev.hexrun.domain.step;

import java.util.List;

/**
 * A program that a step executes.
 *
 * @param path its path on the host
 * @param argv the arguments, {@code argv[0]} included
 * @param environ the complete environment
 */
public record Program(String path, List<String> argv, List<String> environ) {

    /** Copies the lists. */
    public Program {
        argv = List.copyOf(argv);
        environ = List.copyOf(environ);
    }
}
