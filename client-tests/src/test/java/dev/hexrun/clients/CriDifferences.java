package dev.hexrun.clients;

import java.util.ArrayList;
import java.util.List;

/** The accepted differences with containerd's CRI plugin. */
final class CriDifferences {

    private static final String MESSAGES =
            "the messages name the container and the field or the operation; the parts that clients match are equal";
    private static final String MASKED = "a masked directory cannot be used for anything, see differences-from-runc.md";

    /** Scenarios that record the mounts of a container that is not privileged. */
    private static final List<String> VIEWS = List.of(
            "CriExecIT.commandHasSecurityContextOfContainer",
            "CriSecurityIT.ambientCapabilities",
            "CriSecurityIT.capabilities",
            "CriSecurityIT.defaults",
            "CriSecurityIT.groupsOfImageAreIgnored",
            "CriSecurityIT.maskedAndReadOnlyPaths",
            "CriSecurityIT.noNewPrivileges",
            "CriSecurityIT.rootFileSystemIsReadOnly",
            "CriSecurityIT.unknownCapabilityIsIgnored",
            "CriSecurityIT.unknownUserId",
            "CriSecurityIT.userAndGroups",
            "CriSecurityIT.userByName",
            "CriVolumeIT.directoryOfHost",
            "CriVolumeIT.imageIsVolume",
            "CriVolumeIT.readOnlyMountIsRecursive");

    private CriDifferences() {}

    static List<AcceptedDifference> accepted() {
        List<AcceptedDifference> accepted = new ArrayList<>();
        messages(accepted);
        accepted.add(AcceptedDifference.better("CriSecurityIT.maskedAndReadOnlyPaths", MASKED)
                .in("fact", "/home ro,relatime tmpfs", "/home ro,nosuid,nodev,noexec,relatime tmpfs"));
        accepted.add(AcceptedDifference.better("CriPodIT.podHasItsOwnSecurityContext", MASKED)
                .in("fact", " ro,relatime", " ro,nosuid,nodev,noexec,relatime"));
        accepted.add(AcceptedDifference.better(
                        "CriPodIT.podWithOwnUserNamespace", "nodes of devices need neither set-user-id nor execution")
                .in("fact", "rw,relatime master devtmpfs", "rw,nosuid,noexec,relatime master devtmpfs"));
        accepted.add(AcceptedDifference.better(
                        "CriPodIT.podWithOwnUserNamespace", "/dev/mqueue belongs to a group of the container")
                .in("fact", "0 65534 mqueue", "0 0 mqueue"));
        if (Cgroups.isVersion1()) {
            hierarchies(accepted);
        }
        olderRuntime(accepted);
        return List.copyOf(accepted);
    }

    /** Differences with the runc of Debian 12 that do not exist with runc 1.3. */
    private static void olderRuntime(List<AcceptedDifference> accepted) {
        String version = "runc 1.1.5";
        List<String> views = new ArrayList<>(VIEWS);
        views.add("CriSecurityIT.privileged");
        for (String scenario : views) {
            accepted.add(AcceptedDifference.different(
                            scenario,
                            "since runc 1.2, the option rw of a bind mount clears the flags of the source, too")
                    .in("fact", "/dev/shm rw,nosuid", "/dev/shm rw,relatime")
                    .with(version));
        }
        views.add("CriPodIT.podWithNamespacesOfHost");
        for (String scenario : views) {
            accepted.add(AcceptedDifference.different(
                            scenario, "as with runc 1.3, the root file system does not receive mounts of the host")
                    .in("fact", "relatime master overlay", "relatime overlay")
                    .with(version));
        }
        accepted.add(AcceptedDifference.different(
                        "CriVolumeIT.mountsPropagate", "runc 1.1 applies the propagation of the root at another time")
                .in("fact", "", "")
                .with(version));
        accepted.add(AcceptedDifference.different("CriExecIT.commandCannotBeExecuted", MESSAGES)
                .in("message", "", "")
                .with(version));
        accepted.add(AcceptedDifference.different(
                        "CriContainerIT.programIsRefusedByKernel",
                        "the exit status is 255, as with runc 1.3, and not 1")
                .in("fact", "CONTAINER_EXITED 1 ", "CONTAINER_EXITED 255 ")
                .with(version));
    }

    private static void messages(List<AcceptedDifference> accepted) {
        for (String scenario : List.of(
                "CriPodIT.podThatCannotStartLeavesNothing",
                "CriPodIT.podWithSysctlOfHostFails",
                "CriContainerIT.containerWithImpossibleLimitsFails",
                "CriContainerIT.impossibleLimitsAreRejected",
                "CriContainerIT.programCannotBeExecuted",
                "CriContainerIT.workingDirectoryIsUnusable",
                "CriSecurityIT.seccompProfileIsUnusable",
                "CriVolumeIT.fileOverDirectoryFails")) {
            accepted.add(AcceptedDifference.different(scenario, MESSAGES).in("message", "", ""));
        }
        for (String scenario : List.of(
                "CriContainerIT.containerWithImpossibleLimitsFails",
                "CriContainerIT.programCannotBeExecuted",
                "CriContainerIT.workingDirectoryIsUnusable",
                "CriSecurityIT.seccompProfileIsUnusable",
                "CriVolumeIT.fileOverDirectoryFails")) {
            accepted.add(AcceptedDifference.different(scenario, MESSAGES).in("fact", "StartError", "StartError"));
        }
        accepted.add(AcceptedDifference.different(
                        "CriContainerIT.checkpointFails", "hexrun does not support checkpoints yet")
                .in("message", "", "not supported"));
    }

    /** The hierarchies of cgroup v1 in the container. */
    private static void hierarchies(List<AcceptedDifference> accepted) {
        List<String> views = new ArrayList<>(VIEWS);
        views.add("CriPodIT.podWithNamespacesOfHost");
        views.add("CriPodIT.podWithOwnUserNamespace");
        for (String scenario : views) {
            accepted.add(AcceptedDifference.better(scenario, "/sys/fs/cgroup is read-only, as containerd configures it")
                    .in("fact", "/sys/fs/cgroup rw,", "/sys/fs/cgroup ro,"));
        }
        accepted.add(AcceptedDifference.better(
                        "CriVolumeIT.mountsPropagate", "only volumes are in the peer groups of the host")
                .in("fact", " shared cgroup", " shared master cgroup"));
    }
}
