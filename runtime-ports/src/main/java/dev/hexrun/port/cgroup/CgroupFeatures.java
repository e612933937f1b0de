package dev.hexrun.port.cgroup;

import java.util.List;

/**
 * The features of a cgroup driver that the command {@code features} reports, independent of the host (features-linux.md,
 * "cgroup").
 *
 * @param v1 whether the driver supports cgroup v1
 * @param v2 whether the driver supports cgroup v2
 * @param rdma whether the driver supports {@code linux.resources.rdma}
 * @param systemd whether the driver creates the cgroups through systemd
 * @param systemdUser whether the driver creates the cgroups through the systemd of a user
 * @param unsafeAnnotations the annotations by which a configuration changes settings of the host; a name that ends with
 *     a dot stands for all annotations with this prefix
 */
public record CgroupFeatures(
        boolean v1, boolean v2, boolean rdma, boolean systemd, boolean systemdUser, List<String> unsafeAnnotations) {

    /** No features, for a driver that does not declare any. */
    public static final CgroupFeatures NONE = new CgroupFeatures(false, false, false, false, false, List.of());

    /** Copies the list. */
    public CgroupFeatures {
        unsafeAnnotations = List.copyOf(unsafeAnnotations);
    }
}
