package dev.hexrun.port.launch;

import java.util.List;

/**
 * A command and the context of its caller.
 *
 * @param arguments the arguments, with {@code argv[0]} first
 * @param environment the caller's environment, entries {@code NAME=value}
 * @param directory the caller's working directory, an absolute path; empty if the directory has no path, for example
 *     because it was removed
 * @param frontPid the pid of the front, which executes the steps of the command
 * @param uid the caller's real user id
 * @param euid the caller's effective user id
 * @param gid the caller's real group id
 * @param egid the caller's effective group id
 * @param umask the caller's file mode creation mask
 * @param columns the width in cells of the terminal on the caller's standard output; 0 if it is not a terminal
 */
public record CommandRequest(
        List<String> arguments,
        List<String> environment,
        String directory,
        int frontPid,
        int uid,
        int euid,
        int gid,
        int egid,
        int umask,
        int columns) {

    /** Copies the lists. */
    public CommandRequest {
        arguments = List.copyOf(arguments);
        environment = List.copyOf(environment);
    }
}
