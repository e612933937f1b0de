package dev.hexrun.domain.plan;

import dev.hexrun.domain.config.Configuration;
import dev.hexrun.domain.config.Mount;
import dev.hexrun.domain.idmap.IdMap;
import dev.hexrun.domain.mount.ContainerPath;
import dev.hexrun.domain.mount.MountFlags;
import dev.hexrun.domain.mount.MountOptions;
import dev.hexrun.domain.mount.MountOptions.IdMapped;
import dev.hexrun.domain.mount.Propagation;
import dev.hexrun.domain.namespace.LinuxNamespaceType;
import java.util.ArrayList;
import java.util.List;

/** The mounts of a configuration, in the order in which they are listed (config.md, "Mounts"). */
final class MountSteps {

    /** What a user namespace locks, {@code mount_namespaces(7)}, and can be named. */
    private static final long LOCKABLE = MountFlags.MOUNT_ATTR_RDONLY
            | MountFlags.MOUNT_ATTR_NOSUID
            | MountFlags.MOUNT_ATTR_NODEV
            | MountFlags.MOUNT_ATTR_NOEXEC;

    private static final String UNIFIED = "/sys/fs/cgroup";

    private final LaunchContext context;
    private final NamespaceSteps namespaces;

    MountSteps(LaunchContext context, NamespaceSteps namespaces) {
        this.context = context;
        this.namespaces = namespaces;
    }

    void addTo(List<Step> steps) {
        for (Mount mount : context.configuration().mounts()) {
            MountOptions options = MountOptions.of(mount.options());
            String type = mount.type().orElse("");
            String target = ContainerPath.clean(mount.destination());
            if (options.remount()) {
                remount(steps, mount, options, target);
            } else if (options.isBind(type)) {
                bind(steps, mount, options, target);
            } else if (type.equals("cgroup") && !unified()) {
                cgroups(steps, options, target);
            } else {
                fileSystem(steps, mount, options, target);
            }
            for (Propagation propagation : options.propagation()) {
                steps.add(new Step.SetPropagation(target, propagation.flags()));
            }
        }
    }

    /** What is to be read-only could not be filled otherwise, so it becomes so when all else is done. */
    static void addReadonly(List<Step> steps, Configuration configuration) {
        for (Mount mount : configuration.mounts()) {
            MountOptions options = MountOptions.of(mount.options());
            if (filledLater(mount, options) && (options.attributesSet() & MountFlags.MOUNT_ATTR_RDONLY) != 0) {
                steps.add(new Step.SetMountAttributes(
                        ContainerPath.clean(mount.destination()), MountFlags.MOUNT_ATTR_RDONLY, 0, false));
            }
        }
    }

    private static boolean filledLater(Mount mount, MountOptions options) {
        String type = mount.type().orElse("");
        return !options.isBind(type)
                && (type.equals("tmpfs")
                        || ContainerPath.clean(mount.destination()).equals("/dev"));
    }

    private static long setAtOnce(Mount mount, MountOptions options) {
        return filledLater(mount, options)
                ? options.attributesSet() & ~MountFlags.MOUNT_ATTR_RDONLY
                : options.attributesSet();
    }

    /**
     * Binds the source, or what the front has cloned of it: in a user namespace, from which root cannot look into every
     * folder on the way, and where owners are mapped, which takes privileges over the file system.
     */
    private void bind(List<Step> steps, Mount mount, MountOptions options, String target) {
        String path = mount.source().orElse("");
        String source = path.startsWith("/") ? path : context.bundle() + "/" + path;
        boolean recursive = options.bind() == MountOptions.Bind.TREE;
        IdMapped mapped = mapped(mount, options);
        boolean cloned = mapped != IdMapped.NONE
                || (namespaces.has(LinuxNamespaceType.USER) && context.host().uid() == 0);
        if (cloned) {
            steps.add(new Step.CloneTree(
                    source,
                    target,
                    recursive,
                    mapped,
                    new IdMap(mount.uidMappings()).text(),
                    new IdMap(mount.gidMappings()).text()));
        }
        boolean named = options.namesAttributes();
        steps.add(new Step.Bind(
                source,
                target,
                recursive,
                cloned,
                options.attributesSet(),
                named ? cleared(options) : 0,
                options.attributesCleared() & LOCKABLE,
                options.recursiveSet(),
                options.recursiveCleared()));
    }

    /** A mapping of its own maps one mount, unless the options say that it is for the tree. */
    private static IdMapped mapped(Mount mount, MountOptions options) {
        boolean own = !mount.uidMappings().isEmpty() || !mount.gidMappings().isEmpty();
        return options.idMap() == IdMapped.NONE && own ? IdMapped.MOUNT : options.idMap();
    }

    /**
     * As {@code mount(2)} has it with {@code MS_REMOUNT}, which others use here: what is not asked for is off, but access
     * times stay as they are unless one of their modes is set.
     */
    private static long cleared(MountOptions options) {
        boolean atime = (options.attributesCleared() & MountFlags.MOUNT_ATTR__ATIME) != 0
                || (options.attributesSet() & MountFlags.MOUNT_ATTR_NODIRATIME) != 0;
        return LOCKABLE
                | MountFlags.MOUNT_ATTR_NOSYMFOLLOW
                | (atime ? MountFlags.MOUNT_ATTR__ATIME | MountFlags.MOUNT_ATTR_NODIRATIME : 0);
    }

    private static void remount(List<Step> steps, Mount mount, MountOptions options, String target) {
        steps.add(new Step.Remount(
                target,
                options.isBind(mount.type().orElse("")),
                params(options),
                setAtOnce(mount, options),
                cleared(options),
                options.attributesCleared() & LOCKABLE));
        wholeTree(steps, options, target);
    }

    private void fileSystem(List<Step> steps, Mount mount, MountOptions options, String target) {
        String type = mount.type().orElse("");
        boolean cgroup = type.equals("cgroup") || type.equals("cgroup2");
        steps.add(new Step.Mount(
                cgroup ? "cgroup2" : type,
                mount.source().orElse(type),
                target,
                params(options),
                setAtOnce(mount, options),
                options.attributesCleared(),
                options.copyUp(),
                type.equals("proc") || type.equals("sysfs"),
                cgroup ? hostCgroup() : ""));
        wholeTree(steps, options, target);
    }

    private static List<String> params(MountOptions options) {
        List<String> params = new ArrayList<>(options.superblock());
        params.addAll(options.data());
        return params;
    }

    private static void wholeTree(List<Step> steps, MountOptions options, String target) {
        if ((options.recursiveSet() | options.recursiveCleared()) != 0) {
            steps.add(new Step.SetMountAttributes(target, options.recursiveSet(), options.recursiveCleared(), true));
        }
    }

    /** What is bound where cgroup2 cannot be mounted: with a cgroup namespace what such a mount would show. */
    private String hostCgroup() {
        if (namespaces.makes(LinuxNamespaceType.CGROUP)) {
            for (LaunchContext.CgroupView cgroup : context.cgroups()) {
                if (cgroup.unified()) {
                    return cgroup.hostPath();
                }
            }
        }
        return UNIFIED;
    }

    private boolean unified() {
        return context.cgroups().stream().allMatch(LaunchContext.CgroupView::unified);
    }

    /**
     * The v1 hierarchies: a tmpfs with one folder for each. With a cgroup namespace each is mounted, and shows the
     * container's own cgroup as its root; without, that cgroup is bound there, so that no other can be seen.
     */
    private void cgroups(List<Step> steps, MountOptions options, String target) {
        long set = options.attributesSet();
        long writable = set & ~MountFlags.MOUNT_ATTR_RDONLY;
        steps.add(new Step.Mount(
                "tmpfs", "tmpfs", target, List.of("mode=755"), writable, options.attributesCleared(), false, false));
        for (LaunchContext.CgroupView cgroup : context.cgroups()) {
            if (!cgroup.unified()) {
                cgroup(steps, cgroup, target, set, options.attributesCleared());
            }
        }
        if (set != writable) {
            steps.add(new Step.SetMountAttributes(target, MountFlags.MOUNT_ATTR_RDONLY, 0, false));
        }
    }

    private void cgroup(List<Step> steps, LaunchContext.CgroupView cgroup, String target, long set, long cleared) {
        String folder = target + "/" + cgroup.name();
        if (namespaces.makes(LinuxNamespaceType.CGROUP)) {
            List<String> params = new ArrayList<>();
            for (String controller : cgroup.controllers()) {
                if (controller.startsWith("name=")) {
                    params.add("none");
                }
                params.add(controller);
            }
            steps.add(new Step.Mount("cgroup", "cgroup", folder, params, set, cleared, false, false));
        } else {
            steps.add(new Step.Bind(cgroup.hostPath(), folder, false, false, set, cleared, 0, 0, 0));
        }
        for (String controller : cgroup.controllers()) {
            if (!controller.equals(cgroup.name()) && !controller.startsWith("name=")) {
                steps.add(new Step.MakeSymlink(cgroup.name(), target + "/" + controller));
            }
        }
    }
}
