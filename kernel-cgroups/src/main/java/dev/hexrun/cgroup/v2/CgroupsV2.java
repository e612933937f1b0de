package dev.hexrun.cgroup.v2;

import dev.hexrun.cgroup.tree.CgroupFiles;
import dev.hexrun.cgroup.tree.CgroupTree;
import dev.hexrun.cgroup.tree.CgroupsPath;
import dev.hexrun.cgroup.tree.KernelCgroup;
import dev.hexrun.cgroup.tree.KernelCgroups;
import dev.hexrun.cgroup.tree.KernelError;
import dev.hexrun.cgroup.tree.NewCgroups;
import dev.hexrun.domain.config.LinuxResources;
import dev.hexrun.domain.plan.CgroupMountView;
import dev.hexrun.domain.resource.CgroupV2Writes;
import dev.hexrun.domain.resource.CurrentSettings;
import dev.hexrun.domain.resource.ResourceField;
import dev.hexrun.port.cgroup.Cgroup;
import dev.hexrun.port.cgroup.CgroupFrozenException;
import dev.hexrun.port.cgroup.CgroupPaths;
import dev.hexrun.port.cgroup.CgroupTreeWalker;
import dev.hexrun.port.cgroup.HostCgroups.Hierarchy;
import dev.hexrun.port.cgroup.NoCgroup;
import dev.hexrun.port.cgroup.ResolvedCgroup;
import dev.hexrun.port.host.Host;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.util.List;

/** The cgroups of a host with v2 only. */
public final class CgroupsV2 implements KernelCgroups {

    private final Host host;
    private final Hierarchy hierarchy;
    private final CgroupFiles files;
    private final CgroupTree tree;

    /**
     * Creates the object.
     *
     * @param host the host
     * @param hierarchy the host's hierarchy
     * @param files the cgroup file system
     * @param walker the walker that reaches the descendants of a container's cgroup
     */
    public CgroupsV2(Host host, Hierarchy hierarchy, CgroupFiles files, CgroupTreeWalker walker) {
        this.host = host;
        this.hierarchy = hierarchy;
        this.files = files;
        this.tree = new CgroupTree(files, walker);
    }

    @Override
    public CgroupPaths resolve(String driver, CgroupsPath path) {
        return new CgroupPaths.V2(driver, path.besideOwn(hierarchy));
    }

    @Override
    public KernelCgroup open(CgroupPaths paths) {
        return new CgroupV2(host, hierarchy, files, tree, paths, directory(paths));
    }

    @Override
    public Cgroup create(ResolvedCgroup resolved, LinuxResources resources) {
        CgroupV2Writes.of(resources, CurrentSettings.NONE);
        String directory = directory(resolved.paths());
        NewCgroups created = new NewCgroups(files);
        try {
            create(directory, resolved, resources, created);
            return open(resolved.paths());
        } catch (IOException e) {
            created.undo(e);
            return without(directory, resolved, resources, e);
        } catch (RuntimeException e) {
            created.undo(e);
            throw e;
        }
    }

    /** Completes the cgroup without a check of permissions, since the service manager has created it for the caller. */
    @Override
    public KernelCgroup adopt(ResolvedCgroup resolved, LinuxResources resources) {
        CgroupV2Writes.of(resources, CurrentSettings.NONE);
        String directory = directory(resolved.paths());
        NewCgroups created = new NewCgroups(files);
        try {
            new ControllerTree(files, hierarchy.mountPoint()).create(directory, resources, created);
            delegate(directory, resolved);
            return open(resolved.paths());
        } catch (IOException e) {
            created.undo(e);
            throw KernelError.failure("create cgroup " + directory, e);
        } catch (RuntimeException e) {
            created.undo(e);
            throw e;
        }
    }

    private void create(String directory, ResolvedCgroup resolved, LinuxResources resources, NewCgroups created)
            throws IOException {
        boolean isNew = new ControllerTree(files, hierarchy.mountPoint()).create(directory, resources, created);
        if (!isNew) {
            tree.requireEmpty(directory);
            if (new Freezer(files, directory).isFrozen()) {
                throw new CgroupFrozenException();
            }
        }
        if (resolved.rootless()) {
            // cgroup-v2.rst, "Delegation Containment": to move a process, the caller needs write access to the closest
            // common ancestor of the source and the target.
            String common = commonAncestorWithOwn(directory);
            if (!files.isWritable(directory, CgroupTree.PROCS) || !files.isWritable(common, CgroupTree.PROCS)) {
                throw new AccessDeniedException(common + '/' + CgroupTree.PROCS);
            }
        }
        delegate(directory, resolved);
    }

    private void delegate(String directory, ResolvedCgroup resolved) throws IOException {
        long owner = resolved.request().owner().orElse(host.effectiveUid());
        if (owner == host.effectiveUid()) {
            return;
        }
        try {
            Delegation.delegate(files, directory, owner);
        } catch (IOException e) {
            // A rootless caller may not change owners.
            if (!resolved.rootless() || !KernelError.isPermissionDenied(KernelError.of(e))) {
                throw e;
            }
        }
    }

    private String commonAncestorWithOwn(String directory) {
        String common = directory;
        while (!hierarchy.own().equals(common) && !hierarchy.own().startsWith(common + '/')) {
            common = common.substring(0, common.lastIndexOf('/'));
        }
        return common;
    }

    /**
     * Returns no cgroup for a rootless container that requests no path and no limits, and otherwise throws the reason.
     */
    private Cgroup without(String directory, ResolvedCgroup resolved, LinuxResources resources, IOException reason) {
        String action = "create cgroup " + directory;
        if (!resolved.rootless() || !KernelError.isPermissionDenied(KernelError.of(reason))) {
            throw KernelError.failure(action, reason);
        }
        List<ResourceField> fields = ResourceField.requestedOnV2(resources);
        if (!resolved.request().cgroupsPath().isEmpty() || !fields.isEmpty()) {
            String field =
                    fields.isEmpty() ? "/linux/cgroupsPath" : fields.getFirst().pointer();
            throw KernelError.failure(
                    field + ": rootless needs no limits + no cgrouppath when no permission is granted for cgroups: "
                            + action,
                    reason);
        }
        CgroupMountView.Hierarchy own = new CgroupMountView.Hierarchy("", List.of(), hierarchy.own());
        return new NoCgroup(resolved.paths().driver(), new CgroupMountView(true, List.of(own)));
    }

    private static String directory(CgroupPaths paths) {
        return paths.saved().getOrDefault(CgroupPaths.UNIFIED, "");
    }
}
