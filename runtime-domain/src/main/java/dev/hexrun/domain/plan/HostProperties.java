package dev.hexrun.domain.plan;

/**
 * The properties of the host and of the caller that a plan depends on. The application derives this value from the port
 * {@code Host}.
 *
 * @param privileged whether the runtime is root in the host's initial user namespace
 * @param uid the runtime's effective user id, unsigned
 * @param gid the runtime's effective group id, unsigned
 * @param newuidmap path of the helper that maps several user ids for unprivileged users; empty if it is not installed
 * @param newgidmap path of the helper for group ids; empty if it is not installed
 * @param kcore whether {@code /proc/kcore} exists
 */
public record HostProperties(boolean privileged, int uid, int gid, String newuidmap, String newgidmap, boolean kcore) {}
