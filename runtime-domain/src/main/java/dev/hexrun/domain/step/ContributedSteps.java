package dev.hexrun.domain.step;

import java.util.List;
import java.util.SortedMap;

/**
 * The steps that an adapter may contribute to a plan. The types of steps are an interface between the planner and the
 * native program and may change with any version; these methods stay compatible within a major version of the SPI.
 *
 * <p>A {@code CgroupDriver} returns the steps that join its cgroups, and those that attach the device program. A {@code
 * CgroupMonitor} returns the steps that watch files. A {@code SecurityModule} returns the steps that write labels.
 */
public final class ContributedSteps {

    private ContributedSteps() {}

    /**
     * Returns a step that joins a v1 cgroup; a plan has one for each hierarchy. Init joins before any process can see
     * init.
     *
     * @param directory the directory of the cgroup on the host, absolute
     * @return the step
     */
    public static Step joinCgroupV1(String directory) {
        return new CgroupStep.JoinCgroup(directory, false, false);
    }

    /**
     * Returns a step that joins a v2 cgroup; a plan has at most one. If the kernel allows it, init is created in the
     * cgroup.
     *
     * @param directory the directory of the cgroup on the host, absolute
     * @return the step
     */
    public static Step joinCgroupV2(String directory) {
        return new CgroupStep.JoinCgroup(directory, true, false);
    }

    /**
     * Returns a step that joins a cgroup of a hierarchy without limits, if it exists and the caller may join it.
     *
     * @param directory the directory of the cgroup on the host, absolute
     * @param unified whether it is a v2 cgroup
     * @return the step
     */
    public static Step joinCgroupIfPossible(String directory, boolean unified) {
        return new CgroupStep.JoinCgroup(directory, unified, true);
    }

    /**
     * Returns a step that joins the v2 cgroup of a process of the container.
     *
     * @param top the directory of the container's cgroup on the host; the process is in it or in a descendant
     * @param pid the process, in the runtime's pid namespace
     * @return the step
     */
    public static Step joinCgroupOfProcess(String top, int pid) {
        return new CgroupStep.JoinCgroupOf(top, pid);
    }

    /**
     * Returns a step that attaches a device program to a v2 cgroup and detaches all others.
     *
     * @param directory the directory of the cgroup on the host, absolute
     * @param instructions the program of type {@code BPF_PROG_TYPE_CGROUP_DEVICE}, a {@code struct bpf_insn} in each
     *     element, little endian
     * @return the step
     */
    public static Step attachDeviceProgram(String directory, List<Long> instructions) {
        return new CgroupStep.AttachDeviceProgram(directory, instructions);
    }

    /**
     * Returns a step that writes the label that the program of the process gets at {@code execve(2)}.
     *
     * @param module the directory of the security module below {@code /proc/PID/attr}, for example {@code apparmor};
     *     empty for the files in {@code attr} itself, which belong to one of the modules of the host
     * @param text the text for the module's file {@code exec}, for example {@code exec docker-default}
     * @return the step
     */
    public static Step execLabel(String module, String text) {
        return attribute(module, "exec", text);
    }

    /**
     * Returns a step that writes the label of the keyrings that the process creates.
     *
     * @param module the directory of the security module below {@code /proc/PID/attr}; empty for {@code attr} itself
     * @param text the text for the module's file {@code keycreate}
     * @return the step
     */
    public static Step keyringLabel(String module, String text) {
        return attribute(module, "keycreate", text);
    }

    private static Step attribute(String module, String name, String text) {
        if (module.indexOf('/') >= 0 || module.startsWith(".")) {
            throw new IllegalArgumentException("not the name of a security module: " + module);
        }
        return new IdentityStep.WriteProcessAttribute(module, name, text);
    }

    /**
     * Returns a step that restricts the access of a process to files, {@code landlock(7)}. The rights are {@code
     * LANDLOCK_ACCESS_FS_*} of {@code linux/landlock.h}. Everything that needs a required or optional right is denied, except
     * below a path that has the right.
     *
     * @param required one bit for each right that the kernel must know; the process is not started otherwise
     * @param optional one bit for each right that is ignored on a kernel that does not know it
     * @param allowed the rights by path in the container; a path that does not exist is a failure
     * @return the step
     */
    public static Step restrictFileSystem(long required, long optional, SortedMap<String, Long> allowed) {
        return new IdentityStep.RestrictFileSystem(
                required, optional, List.copyOf(allowed.keySet()), List.copyOf(allowed.values()));
    }

    /**
     * Returns a step that watches a file for changes, {@code inotify(7)}, for example {@code memory.events} of cgroup v2.
     *
     * @param file the file on the host
     * @return the step
     */
    public static Step watchChange(String file) {
        return new WatchStep.Watch(WatchStep.Watch.Kind.CHANGE, file, "");
    }

    /**
     * Returns a step that watches a file of cgroup v1 by an eventfd that is registered with {@code cgroup.event_control} in the
     * same directory.
     *
     * @param file the file on the host
     * @param argument the third word that is written to {@code cgroup.event_control}; may be empty
     * @return the step
     */
    public static Step watchEvent(String file, String argument) {
        return new WatchStep.Watch(WatchStep.Watch.Kind.EVENT, file, argument);
    }

    /**
     * Returns a step that watches a pressure file by a trigger, as described in psi.rst.
     *
     * @param file the file on the host
     * @param trigger the trigger, for example {@code full 200000 2000000}
     * @return the step
     */
    public static Step watchPressure(String file, String trigger) {
        return new WatchStep.Watch(WatchStep.Watch.Kind.PRESSURE, file, trigger);
    }
}
