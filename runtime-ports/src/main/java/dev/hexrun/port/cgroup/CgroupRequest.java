package dev.hexrun.port.cgroup;

import dev.hexrun.domain.state.ContainerId;

/**
 * Which cgroup a container wants.
 *
 * @param id the container
 * @param cgroupsPath {@code linux.cgroupsPath} as it stands in the configuration; empty if there is none
 * @param rootless whether missing permission is tolerated as long as no limits are asked for
 */
public record CgroupRequest(ContainerId id, String cgroupsPath, boolean rootless) {}
