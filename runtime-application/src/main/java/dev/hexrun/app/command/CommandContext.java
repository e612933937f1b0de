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
 * The environment, directory and ids of a command's caller, which differ from those of the process that serves the
 * command.
 *
 * @param entries the caller's environment as received, one entry per element
 * @param environment the same environment by name; a name that occurs more than once has its last value
 * @param directory the caller's working directory; empty if the directory was deleted or its name is not valid UTF-8
 * @param frontPid the pid of the process that executes the command's steps
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

    /** Copies the list and the map. */
    public CommandContext {
        entries = List.copyOf(entries);
        // Not Map.copyOf: with many similar names its table takes quadratic time.
        environment = Collections.unmodifiableMap(new LinkedHashMap<>(environment));
    }

    /**
     * Creates the context of a request.
     *
     * @param request the caller's request
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

    /** Returns the path; empty if it is unknown or not valid UTF-8, which Java cannot represent. */
    private static Optional<Path> directory(String path) {
        try {
            return path.isEmpty() ? Optional.empty() : Optional.of(Path.of(path));
        } catch (InvalidPathException noName) {
            return Optional.empty();
        }
    }

    /**
     * Returns the value of an environment variable. An empty value counts as unset.
     *
     * @param name the name of the variable
     * @return the value, not empty; empty if the variable is unset
     */
    public Optional<String> variable(String name) {
        String value = environment.get(name);
        return value == null || value.isEmpty() ? Optional.empty() : Optional.of(value);
    }

    /**
     * Returns the number of descriptors, from 3 on, that socket activation has passed to this command, {@code
     * sd_listen_fds(3)}.
     *
     * @return the value of {@code LISTEN_FDS}; 0 if it is unset, or if {@code LISTEN_PID} is not the pid of this
     *     command
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
     * Returns the absolute form of a path of the caller: {@code /dev/fd/3} is the caller's descriptor 3.
     *
     * @param path the path as the caller has typed it
     * @return the absolute, normalised path
     * @throws ContainerException if the path is not valid UTF-8, or is relative and the caller's working directory is
     *     unknown
     */
    public Path resolve(String path) {
        Path resolved = path(path);
        if (resolved.isAbsolute()) {
            return Path.of(asSeenBy(frontPid, resolved.normalize().toString()));
        }
        return directory
                .orElseThrow(() -> new ContainerException(
                        path + ": relative to a working directory that does not exist, or has no name in UTF-8: "
                                + "no such file or directory"))
                .resolve(resolved)
                .normalize();
    }

    private static Path path(String path) {
        try {
            return Path.of(path);
        } catch (InvalidPathException noName) {
            throw new ContainerException(path + ": not the name of a file in UTF-8: invalid argument", noName);
        }
    }

    /**
     * Replaces a path that refers to the current process, such as that of a shell's {@code <(command)}, by the same
     * path of the caller.
     */
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
