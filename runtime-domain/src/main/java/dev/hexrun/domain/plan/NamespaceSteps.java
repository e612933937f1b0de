package dev.hexrun.domain.plan;

import dev.hexrun.domain.config.Linux;
import dev.hexrun.domain.config.LinuxIdMapping;
import dev.hexrun.domain.config.LinuxNamespace;
import dev.hexrun.domain.config.LinuxTimeOffset;
import dev.hexrun.domain.idmap.IdMap;
import dev.hexrun.domain.namespace.LinuxNamespaceType;
import dev.hexrun.domain.step.Actor;
import dev.hexrun.domain.step.NamespaceStep;
import dev.hexrun.domain.step.ProcessStep;
import dev.hexrun.domain.step.Step;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The namespaces that are joined and created, in their order (namespaces(7)).
 *
 * <p>All paths are opened before a namespace is joined, because they may not resolve afterwards. Namespaces are joined
 * with the caller's privileges first, then the user namespace, then the namespaces that the kernel has refused before.
 * Init creates the cgroup namespace last, once it is in its cgroup.
 */
final class NamespaceSteps {

    private final Linux linux;
    private final HostProperties host;
    private final boolean keepGroups;
    private final Map<LinuxNamespaceType, LinuxNamespace> joined = new EnumMap<>(LinuxNamespaceType.class);
    private final Map<LinuxNamespaceType, LinuxNamespace> created = new EnumMap<>(LinuxNamespaceType.class);

    /**
     * Creates the steps.
     *
     * @param ownMounts whether a mount namespace is created although none is configured, see
     *     {@link dev.hexrun.domain.config.Configuration#ownsMounts()}
     * @param keepGroups whether the process keeps the supplementary groups of the caller
     */
    NamespaceSteps(Linux linux, HostProperties host, boolean ownMounts, boolean keepGroups) {
        this.linux = linux;
        this.host = host;
        this.keepGroups = keepGroups;
        for (LinuxNamespace namespace : linux.namespaces()) {
            boolean named = !namespace.path().orElse("").isEmpty();
            (named ? joined : created).put(namespace.type(), namespace);
        }
        if (ownMounts && !has(LinuxNamespaceType.MOUNT)) {
            created.put(
                    LinuxNamespaceType.MOUNT,
                    LinuxNamespace.builder().type(LinuxNamespaceType.MOUNT).build());
        }
    }

    boolean has(LinuxNamespaceType type) {
        return created.containsKey(type) || joined.containsKey(type);
    }

    boolean creates(LinuxNamespaceType type) {
        return created.containsKey(type);
    }

    /** Returns whether init is in a user namespace, where the kernel refuses to create device nodes. */
    boolean inUserNamespace() {
        return has(LinuxNamespaceType.USER) || !host.privileged();
    }

    /**
     * Returns whether processes of the same user may trace init while it waits for its start. An unprivileged user can
     * open the namespaces of a process, as exec does, only if the process is dumpable. Processes of that user outside
     * of the container may trace init in any case; processes in other user namespaces must not. Init is therefore
     * dumpable only in a new user and pid namespace without other processes, and never for root, whose other processes
     * may have fewer capabilities.
     */
    boolean isTraceableWhileWaiting() {
        return host.uid() != 0
                && joined.isEmpty()
                && creates(LinuxNamespaceType.USER)
                && creates(LinuxNamespaceType.PID);
    }

    int hostUid(int uid) {
        return hostId(linux.uidMappings(), uid);
    }

    int hostGid(int gid) {
        return hostId(linux.gidMappings(), gid);
    }

    private int hostId(List<LinuxIdMapping> mappings, int id) {
        return creates(LinuxNamespaceType.USER)
                ? (int) new IdMap(mappings).toHost(id).orElse(-1)
                : -1;
    }

    void addTo(List<Step> steps) {
        open(steps);
        boolean joinsUser = joined.containsKey(LinuxNamespaceType.USER);
        join(steps, joinsUser);
        if (joinsUser) {
            steps.add(new NamespaceStep.JoinNamespace(slot(LinuxNamespaceType.USER), LinuxNamespaceType.USER, false));
            steps.add(new NamespaceStep.BecomeRoot(Actor.LAUNCHER, keepGroups));
            join(steps, false);
        }
        if (creates(LinuxNamespaceType.USER)) {
            steps.add(new NamespaceStep.UnshareUser());
            steps.add(idMap());
            steps.add(new NamespaceStep.BecomeRoot(Actor.LAUNCHER, keepGroups));
        }
        if (creates(LinuxNamespaceType.TIME)) {
            steps.add(new NamespaceStep.UnshareTime(offsets()));
        }
        steps.add(new ProcessStep.Fork(cloneFlags()));
    }

    void addInside(List<Step> steps) {
        steps.add(new ProcessStep.SetSession());
        if (creates(LinuxNamespaceType.CGROUP)) {
            steps.add(new NamespaceStep.UnshareCgroup());
        }
        if (creates(LinuxNamespaceType.NETWORK)) {
            steps.add(new NamespaceStep.BringLoopbackUp());
        }
    }

    private void open(List<Step> steps) {
        for (LinuxNamespace namespace : joined.values()) {
            steps.add(new NamespaceStep.OpenNamespace(
                    slot(namespace.type()), namespace.type(), namespace.path().orElse(""), false));
        }
    }

    private void join(List<Step> steps, boolean tolerateRefusal) {
        for (LinuxNamespace namespace : joined.values()) {
            if (namespace.type() != LinuxNamespaceType.USER) {
                steps.add(new NamespaceStep.JoinNamespace(slot(namespace.type()), namespace.type(), tolerateRefusal));
            }
        }
    }

    private int slot(LinuxNamespaceType type) {
        return new ArrayList<>(joined.keySet()).indexOf(type);
    }

    private long cloneFlags() {
        long flags = 0;
        for (LinuxNamespaceType type : created.keySet()) {
            flags |= switch (type) {
                case IPC, MOUNT, NETWORK, PID, UTS -> Integer.toUnsignedLong(type.cloneFlag());
                case USER, TIME, CGROUP -> 0;
            };
        }
        return flags;
    }

    /**
     * Returns the step that maps ids. Root writes the maps itself; so does root of a user namespace, which has the
     * capability in it. Other users need the helpers for maps that the kernel refuses. The kernel accepts a map of the
     * caller's own id; for a group, only if setgroups(2) is denied.
     */
    private NamespaceStep.WriteIdMap idMap() {
        boolean root = host.uid() == 0;
        boolean ownUser = single(linux.uidMappings(), host.uid());
        boolean ownGroup = single(linux.gidMappings(), host.gid());
        return new NamespaceStep.WriteIdMap(
                new IdMap(linux.uidMappings()).procFormat(),
                new IdMap(linux.gidMappings()).procFormat(),
                ownGroup,
                root || ownUser ? "" : host.newuidmap(),
                root || ownGroup ? "" : host.newgidmap());
    }

    /** Returns whether only the caller's own id is mapped. */
    private static boolean single(List<LinuxIdMapping> mappings, int own) {
        return mappings.size() == 1
                && mappings.getFirst().size() == 1
                && mappings.getFirst().hostID() == Integer.toUnsignedLong(own);
    }

    private String offsets() {
        List<String> clocks = new ArrayList<>(linux.timeOffsets().keySet());
        clocks.sort(null);
        StringBuilder lines = new StringBuilder();
        for (String clock : clocks) {
            LinuxTimeOffset offset = linux.timeOffsets().get(clock);
            if (offset != null) {
                lines.append(clock)
                        .append(' ')
                        .append(offset.secs())
                        .append(' ')
                        .append(offset.nanosecs())
                        .append('\n');
            }
        }
        return lines.toString();
    }
}
