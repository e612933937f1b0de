package dev.hexrun.domain.plan;

import dev.hexrun.domain.config.Mount;
import dev.hexrun.domain.idmap.IdMap;
import dev.hexrun.domain.mount.ContainerPath;
import dev.hexrun.domain.mount.MountFlags;
import dev.hexrun.domain.mount.MountOptions;
import dev.hexrun.domain.mount.MountOptions.IdMapped;
import dev.hexrun.domain.mount.Propagation;
import dev.hexrun.domain.namespace.LinuxNamespaceType;
import dev.hexrun.domain.step.Attributes;
import dev.hexrun.domain.step.BindOption;
import dev.hexrun.domain.step.FileStep;
import dev.hexrun.domain.step.MountOption;
import dev.hexrun.domain.step.MountReference;
import dev.hexrun.domain.step.MountStep;
import dev.hexrun.domain.step.RemountOption;
import dev.hexrun.domain.step.Step;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The mounts of a configuration, in the order in which they are listed (config.md, "Mounts"). */
final class MountSteps {

    /** The attributes that a user namespace locks, {@code mount_namespaces(7)}, and that a mount option can set. */
    private static final long LOCKABLE = MountFlags.MOUNT_ATTR_RDONLY
            | MountFlags.MOUNT_ATTR_NOSUID
            | MountFlags.MOUNT_ATTR_NODEV
            | MountFlags.MOUNT_ATTR_NOEXEC;

    private static final long RDONLY = MountFlags.MOUNT_ATTR_RDONLY;

    private static final String UNIFIED = "/sys/fs/cgroup";

    private final LaunchContext context;
    private final NamespaceSteps namespaces;
    private final boolean sharedRoot;
    private final boolean privateVolumes;

    private final Optional<MountLabel> label;

    /** The destinations of remounts; the descriptors of the mounts at these paths are kept. */
    private final Set<String> remounted = new HashSet<>();

    /** The last kept mount of each path. */
    private final Map<String, MountReference> kept = new HashMap<>();

    /** The kept mounts that become read-only last, with their paths. */
    private final Map<MountReference, String> readonlyLater = new LinkedHashMap<>();

    private int keptCount;

    /**
     * Creates the steps.
     *
     * @param sharedRoot whether the root becomes shared, so that volumes may be shared, too
     * @param privateVolumes whether bind mounts are made private although the mounts of their sources are slaves
     */
    MountSteps(LaunchContext context, NamespaceSteps namespaces, boolean sharedRoot, boolean privateVolumes) {
        this.context = context;
        this.namespaces = namespaces;
        this.sharedRoot = sharedRoot;
        this.privateVolumes = privateVolumes;
        Optional<String> text = context.security().mountContext();
        this.label = text.isPresent()
                ? Optional.of(new MountLabel(context.mountLabelOption(), text.get()))
                : Optional.empty();
        for (Mount mount : context.configuration().mounts()) {
            if (mount.options().contains("remount")) {
                remounted.add(ContainerPath.clean(mount.destination()));
            }
        }
    }

    /** Clones the trees that the configuration shares with the host, in the order of their bind mounts. */
    void cloneShared(List<Step> steps) {
        if (!sharedRoot) {
            return;
        }
        for (Mount mount : context.configuration().mounts()) {
            MountOptions options = MountOptions.of(mount.options());
            if (options.isBind(mount.type().orElse("")) && !options.remount() && sharedWithHost(mount, options)) {
                steps.add(new MountStep.CloneSharedTree(
                        source(mount),
                        ContainerPath.clean(mount.destination()),
                        options.bind() == MountOptions.Bind.TREE));
            }
        }
    }

    /** Labels the file system that covers masked directories, and cgroup mounts that the kernel refuses. */
    void prepareMask(List<Step> steps) {
        if (label.isPresent()) {
            steps.add(
                    new MountStep.PrepareMask(label.get().option(), label.get().label()));
        }
    }

    void addTo(List<Step> steps) {
        for (Mount mount : context.configuration().mounts()) {
            MountOptions options = MountOptions.of(mount.options());
            String type = mount.type().orElse("");
            String target = ContainerPath.clean(mount.destination());
            MountReference mounted;
            if (options.remount()) {
                mounted = remount(steps, mount, options, target);
            } else if (options.isBind(type)) {
                mounted = bind(steps, mount, options, target);
            } else if (type.equals("cgroup") && !context.cgroups().unified()) {
                mounted = cgroups(steps, options, target);
            } else {
                mounted = fileSystem(steps, mount, options, target);
            }
            for (Propagation propagation : options.propagation()) {
                steps.add(new MountStep.SetPropagation(mounted, target, propagation));
            }
        }
    }

    /** Makes mounts read-only to which earlier steps had to write. */
    void addReadonly(List<Step> steps) {
        for (Map.Entry<MountReference, String> entry : readonlyLater.entrySet()) {
            steps.add(
                    new MountStep.SetMountAttributes(entry.getKey(), entry.getValue(), Attributes.set(RDONLY), false));
        }
    }

    /** Keeps the last mount, for steps that refer to it by number. */
    private MountReference keep(List<Step> steps, String target) {
        steps.add(new MountStep.KeepMount(target));
        MountReference reference = MountReference.kept(keptCount++);
        kept.put(target, reference);
        return reference;
    }

    /** Returns whether a read-only mount is filled by later steps. */
    private static boolean readonlyLater(Mount mount, MountOptions options) {
        String type = mount.type().orElse("");
        return (options.attributesSet() & RDONLY) != 0
                && !options.isBind(type)
                && (type.equals("tmpfs")
                        || ContainerPath.clean(mount.destination()).equals("/dev"));
    }

    /**
     * Binds the source or a clone of it. The front creates the clone in two cases: with a user namespace, whose root
     * may not be able to search all directories of the path, and for mapped owners, which require privileges over the
     * file system.
     */
    private MountReference bind(List<Step> steps, Mount mount, MountOptions options, String target) {
        String source = source(mount);
        boolean recursive = options.bind() == MountOptions.Bind.TREE;
        IdMapped mapped = mapped(mount, options);
        boolean cloned = clonedByFront(mapped);
        if (cloned) {
            steps.add(new MountStep.CloneTree(
                    source,
                    target,
                    recursive,
                    mapped,
                    new IdMap(mount.uidMappings()).procFormat(),
                    new IdMap(mount.gidMappings()).procFormat()));
        }
        boolean changes = options.changesAttributes();
        steps.add(new MountStep.Bind(
                source,
                target,
                bindOptions(recursive, cloned, sharedWithHost(mount, options), target),
                new Attributes(options.attributesSet(), changes ? cleared(options) : 0),
                options.attributesCleared() & LOCKABLE,
                new Attributes(options.recursiveSet(), options.recursiveCleared())));
        if (privateVolumes) {
            steps.add(new MountStep.SetPropagation(MountReference.LATEST, target, Propagation.RPRIVATE));
        }
        return remounted.contains(target) ? keep(steps, target) : MountReference.LATEST;
    }

    private String source(Mount mount) {
        String path = mount.source().orElse("");
        return path.startsWith("/") ? path : context.bundle() + "/" + path;
    }

    private boolean clonedByFront(IdMapped mapped) {
        return mapped != IdMapped.NONE
                || (namespaces.has(LinuxNamespaceType.USER) && context.host().uid() == 0);
    }

    /**
     * Returns whether mounts below a bind mount propagate to the host: only if both its propagation and that of the
     * root are shared.
     */
    private boolean sharedWithHost(Mount mount, MountOptions options) {
        List<Propagation> own = options.propagation();
        return sharedRoot && !own.isEmpty() && own.getLast().isShared() && !clonedByFront(mapped(mount, options));
    }

    /**
     * Returns the mounts whose owners are mapped: with explicit maps a single mount, unless an option maps the tree.
     */
    private static IdMapped mapped(Mount mount, MountOptions options) {
        boolean own = !mount.uidMappings().isEmpty() || !mount.gidMappings().isEmpty();
        return options.idMap() == IdMapped.NONE && own ? IdMapped.MOUNT : options.idMap();
    }

    /**
     * Returns the attributes that a remount clears, like {@code mount(2)} with {@code MS_REMOUNT}: all that are not
     * set. The access time mode is kept unless one is set.
     */
    private static long cleared(MountOptions options) {
        boolean atime = (options.attributesCleared() & MountFlags.MOUNT_ATTR__ATIME) != 0
                || (options.attributesSet() & MountFlags.MOUNT_ATTR_NODIRATIME) != 0;
        return LOCKABLE
                | MountFlags.MOUNT_ATTR_NOSYMFOLLOW
                | (atime ? MountFlags.MOUNT_ATTR__ATIME | MountFlags.MOUNT_ATTR_NODIRATIME : 0);
    }

    private MountReference remount(List<Step> steps, Mount mount, MountOptions options, String target) {
        MountReference reference = kept.getOrDefault(target, MountReference.BY_PATH);
        readonlyLater.remove(reference);
        boolean later = kept.containsKey(target) && readonlyLater(mount, options);
        steps.add(new MountStep.Remount(
                reference,
                target,
                remountOptions(options.isBind(mount.type().orElse("")), target),
                params(options),
                new Attributes(later ? options.attributesSet() & ~RDONLY : options.attributesSet(), cleared(options)),
                options.attributesCleared() & LOCKABLE));
        if (later) {
            readonlyLater.put(reference, target);
        }
        wholeTree(steps, options, target);
        return MountReference.LATEST;
    }

    private MountReference fileSystem(List<Step> steps, Mount mount, MountOptions options, String target) {
        String type = mount.type().orElse("");
        boolean cgroup = type.equals("cgroup") || type.equals("cgroup2");
        boolean later = readonlyLater(mount, options);
        steps.add(new MountStep.Mount(
                cgroup ? "cgroup2" : type,
                mount.source().orElse(type),
                target,
                labelled(type, params(options)),
                new Attributes(
                        later ? options.attributesSet() & ~RDONLY : options.attributesSet(),
                        options.attributesCleared()),
                mountOptions(options.copyUp(), type.equals("proc") || type.equals("sysfs"), target),
                cgroup ? hostCgroup() : ""));
        if (label.isPresent() && MountLabel.isAttribute(type)) {
            steps.add(new MountStep.LabelMount(target, label.get().label()));
        }
        if (later || remounted.contains(target)) {
            MountReference reference = keep(steps, target);
            if (later) {
                readonlyLater.put(reference, target);
            }
        }
        wholeTree(steps, options, target);
        return MountReference.LATEST;
    }

    private static List<String> params(MountOptions options) {
        List<String> params = new ArrayList<>(options.superblock());
        params.addAll(options.data());
        return params;
    }

    private List<String> labelled(String type, List<String> params) {
        return label.isPresent() && MountLabel.isOption(type) ? label.get().addTo(params) : params;
    }

    private static void wholeTree(List<Step> steps, MountOptions options, String target) {
        if ((options.recursiveSet() | options.recursiveCleared()) != 0) {
            steps.add(new MountStep.SetMountAttributes(
                    MountReference.LATEST,
                    target,
                    new Attributes(options.recursiveSet(), options.recursiveCleared()),
                    true));
        }
    }

    /**
     * Returns the directory to bind if cgroup2 cannot be mounted; with a cgroup namespace, it is the container's own
     * cgroup.
     */
    private String hostCgroup() {
        if (namespaces.creates(LinuxNamespaceType.CGROUP)) {
            CgroupMountView cgroups = context.cgroups();
            if (cgroups.unified() && !cgroups.hierarchies().isEmpty()) {
                return cgroups.hierarchies().getFirst().hostPath();
            }
        }
        return UNIFIED;
    }

    /**
     * Mounts each v1 hierarchy in a directory of a tmpfs. With a cgroup namespace, a new mount has the container's own
     * cgroup as its root; otherwise that cgroup is bound, so that no other cgroup is visible.
     */
    private MountReference cgroups(List<Step> steps, MountOptions options, String target) {
        long set = options.attributesSet();
        long writable = set & ~MountFlags.MOUNT_ATTR_RDONLY;
        steps.add(new MountStep.Mount(
                "tmpfs",
                "tmpfs",
                target,
                labelled("tmpfs", List.of("mode=755")),
                new Attributes(writable, options.attributesCleared()),
                mountOptions(false, false, target),
                ""));
        MountReference reference = keep(steps, target);
        for (CgroupMountView.Hierarchy hierarchy : context.cgroups().hierarchies()) {
            cgroup(steps, hierarchy, target, set, options.attributesCleared());
        }
        if (set != writable) {
            steps.add(new MountStep.SetMountAttributes(reference, target, Attributes.set(RDONLY), false));
        }
        return reference;
    }

    private void cgroup(List<Step> steps, CgroupMountView.Hierarchy cgroup, String target, long set, long cleared) {
        String directory = target + "/" + cgroup.name();
        if (namespaces.creates(LinuxNamespaceType.CGROUP)) {
            List<String> params = new ArrayList<>();
            for (String controller : cgroup.controllers()) {
                if (controller.startsWith("name=")) {
                    params.add("none");
                }
                params.add(controller);
            }
            steps.add(new MountStep.Mount(
                    "cgroup",
                    "cgroup",
                    directory,
                    params,
                    new Attributes(set, cleared),
                    mountOptions(false, false, directory),
                    ""));
        } else {
            steps.add(new MountStep.Bind(
                    cgroup.hostPath(),
                    directory,
                    bindOptions(false, false, false, directory),
                    new Attributes(set, cleared),
                    0,
                    Attributes.NONE));
        }
        for (String controller : cgroup.controllers()) {
            if (!controller.equals(cgroup.name()) && !controller.startsWith("name=")) {
                steps.add(new FileStep.CreateSymlink(cgroup.name(), target + "/" + controller));
            }
        }
    }

    private static List<MountOption> mountOptions(boolean copyUp, boolean realDirectory, String target) {
        List<MountOption> options = new ArrayList<>(3);
        if (copyUp) {
            options.add(MountOption.COPY_UP);
        }
        if (realDirectory) {
            options.add(MountOption.REAL_DIRECTORY);
        }
        if (isNamedOnProc(target)) {
            options.add(MountOption.MAY_BE_ON_PROCFS);
        }
        return options;
    }

    private static List<BindOption> bindOptions(
            boolean recursive, boolean clonedByFront, boolean clonedShared, String target) {
        List<BindOption> options = new ArrayList<>(3);
        if (recursive) {
            options.add(BindOption.RECURSIVE);
        }
        if (clonedByFront) {
            options.add(BindOption.CLONED_BY_FRONT);
        } else if (clonedShared) {
            options.add(BindOption.CLONED_SHARED);
        }
        if (isNamedOnProc(target)) {
            options.add(BindOption.MAY_BE_ON_PROCFS);
        }
        return options;
    }

    private static List<RemountOption> remountOptions(boolean mountOnly, String target) {
        List<RemountOption> options = new ArrayList<>(2);
        if (mountOnly) {
            options.add(RemountOption.MOUNT_ONLY);
        }
        if (isNamedOnProc(target)) {
            options.add(RemountOption.MAY_BE_ON_PROCFS);
        }
        return options;
    }

    /**
     * Returns whether a target may be on procfs: only if its path in the configuration is at or below {@code /proc},
     * which the validator has checked. Other targets must not lead to a procfs through a link.
     */
    private static boolean isNamedOnProc(String target) {
        return target.equals("/proc") || target.startsWith("/proc/");
    }
}
