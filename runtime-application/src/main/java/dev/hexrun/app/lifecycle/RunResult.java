package dev.hexrun.app.lifecycle;

import java.util.List;

/**
 * How a run ended.
 *
 * @param status the exit status of the program, or 128 plus the number of the signal that ended it; 0 if detached
 * @param warnings hooks that failed after the container was deleted
 */
public record RunResult(int status, List<String> warnings) {}
