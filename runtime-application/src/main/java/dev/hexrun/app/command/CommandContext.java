package dev.hexrun.app.command;

import dev.hexrun.domain.failure.ContainerException;
import dev.hexrun.port.launch.CommandRequest;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The world of a command's caller, which is not that of the process that serves it.
 *
 * @param entries the caller's environment as it was given, an entry each
 * @param environment the same by names; a name that occurs more than once has its last value
 * @param directory the caller's working directory; empty if it was deleted or cannot be named
 * @param frontPid the process that executes the command's steps
 * @param uid the caller's effective user id
 * @param gid the caller's effective group id
 * @param umask the caller's file mode creation mask
 */
public record CommandContext(
        List<String> entries,
        Map<String, String> environment,
        Optional<Path> directory,
        int frontPid,
        int uid,
        int gid,
        int umask) {

    /** Keeps copies of the list and the map. */
    public CommandContext {
        entries = List.copyOf(entries);
        // Not Map.copyOf: with many similar names its table takes quadratic time.
        environment = Collections.unmodifiableMap(new LinkedHashMap<>(environment));
    }

    /**
     * Reads the context off a request.
     *
     * @param request what the caller sent
     * @return the context
     */
    public static CommandContext of(CommandRequest request) {
        Map<String, String> environment = new java.util.HashMap<>();
        for (String entry : request.environment()) {
            int equals = entry.indexOf('=');
            if (equals > 0) {
                environment.put(entry.substring(0, equals), entry.substring(equals + 1));
            }
        }
        return new CommandContext(
                request.environment(),
                environment,
                directory(request.directory()),
                request.frontPid(),
                request.euid(),
                request.egid(),
                request.umask());
    }

    /** One whose name is no UTF-8 has no name in Java. */
    private static Optional<Path> directory(String path) {
        try {
            return path.isEmpty() ? Optional.empty() : Optional.of(Path.of(path));
        } catch (InvalidPathException noName) {
            return Optional.empty();
        }
    }

    /**
     * The value of an environment variable. One that is set to nothing counts as not set.
     *
     * @param name the variable
     * @return its value, not empty
     */
    public Optional<String> variable(String name) {
        String value = environment.get(name);
        return value == null || value.isEmpty() ? Optional.empty() : Optional.of(value);
    }

    /**
     * How many descriptors, from 3 on, socket activation has passed to this very command, {@code sd_listen_fds(3)}.
     *
     * @return the value of {@code LISTEN_FDS}; 0 if there is none, or if {@code LISTEN_PID} says that they are for another
     *     process
     */
    public int listenDescriptors() {
        String count = variable("LISTEN_FDS").orElse("");
        if (count.isEmpty() || !Integer.toString(frontPid).equals(environment.get("LISTEN_PID"))) {
            return 0;
        }
        try {
            return Math.max(0, Integer.parseInt(count));
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    /**
     * Makes a path absolute, as the caller means it: {@code /dev/fd/3} is the caller's descriptor.
     *
     * @param path what the caller typed
     * @return the absolute, normalised path
     * @throws ContainerException if the path is no UTF-8, or is relative and the caller's working directory has no name
     */
    public Path resolve(String path) {
        Path given = path(path);
        if (given.isAbsolute()) {
            return Path.of(asSeenBy(frontPid, given.normalize().toString()));
        }
        return directory
                .orElseThrow(() -> new ContainerException(
                        path + ": relative to a working directory that does not exist, or has no name in UTF-8: "
                                + "no such file or directory"))
                .resolve(given)
                .normalize();
    }

    private static Path path(String path) {
        try {
            return Path.of(path);
        } catch (InvalidPathException noName) {
            throw new ContainerException(path + ": not the name of a file in UTF-8: invalid argument", noName);
        }
    }

    /** What means the process that asks, as {@code <(command)} of a shell does, means the caller's. */
    private static String asSeenBy(int pid, String path) {
        String own = "/proc/" + pid;
        return switch (path) {
            case "/dev/stdin" -> own + "/fd/0";
            case "/dev/stdout" -> own + "/fd/1";
            case "/dev/stderr" -> own + "/fd/2";
            default -> {
                if (path.startsWith("/dev/fd/")) {
                    yield own + "/fd/" + path.substring("/dev/fd/".length());
                }
                yield path.startsWith("/proc/self/") ? own + "/" + path.substring("/proc/self/".length()) : path;
            }
        };
    }
}
