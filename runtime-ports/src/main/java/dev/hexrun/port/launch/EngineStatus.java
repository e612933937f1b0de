package dev.hexrun.port.launch;

/**
 * The status of an engine.
 *
 * @param front the pid of its front, which is the process that was started
 * @param jvm the pid of its JVM
 * @param idleThreads the number of threads that wait for a command
 * @param waitingFronts the number of commands that wait for a thread
 * @param served the number of commands since it was started
 */
public record EngineStatus(int front, int jvm, int idleThreads, int waitingFronts, long served) {}
