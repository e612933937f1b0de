package dev.hexrun.app.lifecycle;

import java.util.List;

/**
 * The result of a run.
 *
 * @param status the exit status of the program; 128 plus the signal number if a signal killed it; 0 if detached
 * @param warnings warnings about poststop hooks that failed
 */
public record RunResult(int status, List<String> warnings) {}
