package dev.hexrun.port.launch;

import java.util.List;

/**
 * A command, as its caller started it.
 *
 * @param arguments the arguments, with {@code argv[0]} first
 * @param environment the caller's environment, {@code NAME=value} each
 * @param directory the caller's working directory, an absolute path; empty if it has no path
 * @param frontPid the process that executes the command's steps
 * @param uid the caller's real user id
 * @param euid the caller's effective user id
 * @param gid the caller's real group id
 * @param egid the caller's effective group id
 * @param umask the caller's file mode creation mask
 * @param columns the width in cells of the terminal that is the caller's standard output; 0 if it is not a terminal
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
