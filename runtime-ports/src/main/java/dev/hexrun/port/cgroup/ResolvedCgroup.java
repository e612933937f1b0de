package dev.hexrun.port.cgroup;

/**
 * A request with the paths that a driver has resolved for it.
 *
 * @param request the request
 * @param paths the paths of the cgroups, which need not exist
 * @param rootless whether the caller is treated as rootless
 */
public record ResolvedCgroup(CgroupRequest request, CgroupPaths paths, boolean rootless) {}
