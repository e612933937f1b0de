package dev.hexrun.clients;

import static dev.hexrun.clients.AcceptedDifference.better;
import static dev.hexrun.clients.AcceptedDifference.different;

import java.util.List;

/** The accepted differences of containers of Podman and Buildah. */
final class PodmanDifferences {

    private static final String NAMES_MORE = "the message names the setting and its value";
    private static final String NO_TEMPORARY_PATHS =
            "the message names the mount as in the configuration, and not runc's temporary directories and flags";
    private static final String DIRECTORY = "as runc since 1.1.10: a directory is reported as such";
    private static final String EXEC_STATUS =
            "as runc since 1.2: 255 if the kernel refuses the program after Podman has started the container";
    private static final String KEEPS_GROUPS = "hexrun supports run.oci.keep_original_groups of crun, runc ignores it";
    private static final String CONSOLE =
            "the specification has /dev/console among the default devices; runc refuses it";

    static final List<AcceptedDifference> ALL = List.of(
            better("PodmanRunIT.changesThePersonality", "runc before 1.2 ignores linux.personality")
                    .with("runc 1.1"),
            better("PodmanRunIT.keepsTheGroupsOfTheCaller", KEEPS_GROUPS),
            better("PodmanRootlessIT.keepsGroups", KEEPS_GROUPS),
            better("PodmanMistakesIT.seccompProfileWithUnknownAction", NAMES_MORE)
                    .in("stderr", "is not a valid action", "/linux/seccomp/defaultAction: invalid seccomp action"),
            better("PodmanMistakesIT.limitAboveTheHardLimit", NAMES_MORE)
                    .in("stderr", "error setting rlimit type 7", "limit RLIMIT_NOFILE to 2000000000"),
            better("PodmanMistakesIT.wrongSysctl [2] setting=kernel.shm_rmid_forced=word", NAMES_MORE)
                    .in("stderr", "write /proc/sys/", "set the kernel parameter kernel/shm_rmid_forced to word"),
            better("PodmanMistakesIT.wrongSysctl [3] setting=net.ipv4.ip_forward=maybe", NAMES_MORE)
                    .in("stderr", "write /proc/sys/", "set the kernel parameter net/ipv4/ip_forward to maybe"),
            better("PodmanMistakesIT.wrongTmpfsOption", "the message includes the kernel's explanation")
                    .in("stderr", "error mounting \"tmpfs\"", "tmpfs: Bad value for 'size'"),
            better("PodmanMistakesIT.fileMountedOnADirectory", NO_TEMPORARY_PATHS)
                    .in("stderr", "not a directory", "not a directory: /etc"),
            better("PodmanMistakesIT.directoryMountedOnAFile", NO_TEMPORARY_PATHS)
                    .in("stderr", "not a directory", "not a directory: /etc/passwd")
                    .with("runc 1.3"),
            better("PodmanMistakesIT.failingHook", "the message names the kind of the hook and its program")
                    .in("stderr", "hook #0", "error running createRuntime hook #0: exit status 3"),
            different("PodmanMistakesIT.memoryLimitThatIsTooSmall", "runc's message names its internal process")
                    .in("stderr", "unable to set memory limit to 1024", "unable to set memory limit to 1024"),
            different("PodmanMistakesIT.programThatCannotRun [2] program=/etc, status=126, message=/etc", DIRECTORY)
                    .in("stderr", "permission denied", "is a directory")
                    .with("runc 1.1"),
            different(
                            "PodmanMistakesIT.programThatTheKernelRefuses [1] program=/bin/no-interpreter,"
                                    + " message=no such file or directory",
                            EXEC_STATUS)
                    .in("status", "1", "255")
                    .with("runc 1.1"),
            different(
                            "PodmanMistakesIT.programThatTheKernelRefuses [2] program=/bin/no-format,"
                                    + " message=exec format error",
                            EXEC_STATUS)
                    .in("status", "1", "255")
                    .with("runc 1.1"),
            different("PodmanMistakesIT.programThatCannotRunInADetachedContainer", EXEC_STATUS)
                    .in("stdout", "exited 1", "exited 255")
                    .with("runc 1.1"),
            different("PodmanExecIT.reportsProgramsThatTheKernelRefuses [1] program=/etc", DIRECTORY)
                    .in("", "", "")
                    .with("runc 1.1"),
            different("PodmanExecIT.reportsProgramsThatTheKernelRefuses [3] program=/bin/no-interpreter", EXEC_STATUS)
                    .in("status", "1", "255")
                    .with("runc 1.1"),
            different("PodmanExecIT.reportsProgramsThatTheKernelRefuses [4] program=/bin/no-format", EXEC_STATUS)
                    .in("status", "1", "255")
                    .with("runc 1.1"),
            better(
                            "PodmanExecIT.worksAtTheLimitOfProcesses",
                            "exec enters the cgroup with the process itself; runc has helpers there, which exceed the limit")
                    .sometimes(),
            different("PodmanResourcesIT.appliesLimits", CONSOLE).in("fact", "", "c 5:1 rwm"),
            different("PodmanResourcesIT.appliesTheDefaults", CONSOLE).in("fact", "", "c 5:1 rwm"),
            different("PodmanResourcesIT.updatesLimits", CONSOLE).in("fact", "", "c 5:1 rwm"),
            different("PodmanResourcesIT.refusesUpdatesThatTheKernelRefuses", CONSOLE)
                    .in("fact", "", "c 5:1 rwm"),
            better(
                            "PodmanResourcesIT.refusesUpdatesThatTheKernelRefuses",
                            "one sentence that names the setting, and all settings are restored")
                    .in("stderr", "actual configs might be inconsistent", "/linux/resources/cpu/cpus: write"),
            better("PodmanNamespacesIT.mapsVolumesOfUserNamespaces", "runc before 1.2 ignores id mappings of mounts")
                    .with("runc 1.1"),
            better("PodmanResourcesIT.runsWithoutCgroups", "hexrun supports containers without cgroups, as crun"),
            better(
                            "PodmanMountsIT.listsMounts",
                            "masked directories have no free space, and the tmpfs of cgroups is read-only")
                    .in("stdout", "/sys/firmware tmpfs ro,relatime", "nr_inodes=1"),
            different(
                            "PodmanMountsIT.copiesTheImageToTmpfs",
                            "the mode of the covered directory is passed as a mount option instead of being set afterwards")
                    .in("stdout", "", "mode=755"),
            better("PodmanRootlessIT.reportsMistakes", NAMES_MORE)
                    .in("stderr", "unable to setup user", "set user 99999999"),
            better("PodmanRootlessIT.runsAToolbox", "runc warns about cgroups that rootless containers do not have")
                    .in("stderr", "level=warning", ""));

    private static final String READABLE =
            "Buildah shows standard error: runc writes a line of its log, hexrun a sentence";

    static final List<AcceptedDifference> BUILDAH = List.of(
            different(
                            "BuildahIT.warnsOfCapabilities",
                            "as runc since 1.3, in one line: the specification requires a warning for capabilities that cannot be"
                                    + " granted")
                    .in("fact", "0", "1")
                    .with("runc 1.1"),
            different("BuildahIT.reportsProgramsThatCannotRun [1] program=/bin/missing", READABLE)
                    .in("stderr", "level=error", "create CONTAINER"),
            different("BuildahIT.reportsProgramsThatCannotRun [2] program=/etc", READABLE + "; " + DIRECTORY)
                    .in("stderr", "level=error", "is a directory"),
            different("BuildahIT.reportsProgramsThatCannotRun [3] program=/bin/no-interpreter", EXEC_STATUS)
                    .in("", "", "255")
                    .with("runc 1.1"));

    private PodmanDifferences() {}
}
