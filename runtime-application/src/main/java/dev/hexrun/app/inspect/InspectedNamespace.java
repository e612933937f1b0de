package dev.hexrun.app.inspect;

/**
 * A namespace of a container's init process.
 *
 * @param type the type, as in {@code /proc/PID/ns}
 * @param id its identity, for example {@code net:[4026531840]}
 * @param isOfRuntime whether the runtime is in the same namespace
 */
public record InspectedNamespace(String type, String id, boolean isOfRuntime) {}
