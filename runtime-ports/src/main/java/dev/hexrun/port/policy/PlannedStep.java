package dev.hexrun.port.policy;

/**
 * A step of a plan, as {@code hexrun plan} prints it. Steps are for reports and for rules about a whole class of operations;
 * a rule about a setting reads the configuration, whose format is stable. Operations may be added, renamed or split with a
 * minor version.
 *
 * @param actor the process that executes the step: {@code front} in the context of the caller, {@code launcher} while it
 *     enters the namespaces, or {@code init} in the container
 * @param operation the type of the step, for example {@code MountFileSystem}; member {@code step} of {@code hexrun plan
 *     --format json}
 * @param text the description of the step, for example {@code mount proc on /proc (nosuid,nodev,noexec)}
 */
public record PlannedStep(String actor, String operation, String text) {}
