package dev.hexrun.domain.plan;

import dev.hexrun.domain.config.Configuration;
import dev.hexrun.domain.config.Mount;
import dev.hexrun.domain.mount.MountFlags;
import dev.hexrun.domain.mount.MountOptions;
import dev.hexrun.domain.mount.Propagation;
import dev.hexrun.domain.namespace.LinuxNamespaceType;
import java.util.ArrayList;
import java.util.List;

/** The mounts of a configuration, in the order in which they are listed (config.md, "Mounts"). */
final class MountSteps {

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
            String target = clean(mount.destination());
            if (options.isBind() || type.equals("bind")) {
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

    /** A tmpfs that is to be read-only could not be filled otherwise, so it becomes so when all else is done. */
    static void addReadonly(List<Step> steps, Configuration configuration) {
        for (Mount mount : configuration.mounts()) {
            MountOptions options = MountOptions.of(mount.options());
            if (filledLater(mount, options) && (options.attributesSet() & MountFlags.MOUNT_ATTR_RDONLY) != 0) {
                steps.add(new Step.SetMountAttributes(
                        clean(mount.destination()), MountFlags.MOUNT_ATTR_RDONLY, 0, false));
            }
        }
    }

    private static boolean filledLater(Mount mount, MountOptions options) {
        return !options.isBind() && mount.type().orElse("").equals("tmpfs");
    }

    private void bind(List<Step> steps, Mount mount, MountOptions options, String target) {
        String source = mount.source().orElse("");
        steps.add(new Step.Bind(
                source.startsWith("/") ? source : context.bundle() + "/" + source,
                target,
                options.bind() == MountOptions.Bind.TREE,
                options.attributesSet(),
                options.attributesCleared(),
                options.recursiveSet(),
                options.recursiveCleared()));
    }

    private void fileSystem(List<Step> steps, Mount mount, MountOptions options, String target) {
        String type = mount.type().orElse("");
        long set = options.attributesSet();
        if (filledLater(mount, options)) {
            set &= ~MountFlags.MOUNT_ATTR_RDONLY;
        }
        List<String> params = new ArrayList<>(options.superblock());
        params.addAll(options.data());
        steps.add(new Step.Mount(
                type.equals("cgroup") ? "cgroup2" : type,
                mount.source().orElse(type),
                target,
                params,
                set,
                options.attributesCleared(),
                options.copyUp(),
                type.equals("proc") || type.equals("sysfs")));
        if ((options.recursiveSet() | options.recursiveCleared()) != 0) {
            steps.add(new Step.SetMountAttributes(target, options.recursiveSet(), options.recursiveCleared(), true));
        }
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
            steps.add(new Step.Bind(cgroup.hostPath(), folder, false, set, cleared, 0, 0));
        }
        for (String controller : cgroup.controllers()) {
            if (!controller.equals(cgroup.name()) && !controller.startsWith("name=")) {
                steps.add(new Step.MakeSymlink(cgroup.name(), target + "/" + controller));
            }
        }
    }

    /** The path without {@code .}, {@code ..} and doubled slashes, always absolute. */
    static String clean(String path) {
        List<String> parts = new ArrayList<>();
        int start = 0;
        for (int i = 0; i <= path.length(); i++) {
            if (i == path.length() || path.charAt(i) == '/') {
                String part = path.substring(start, i);
                start = i + 1;
                if (part.equals("..")) {
                    if (!parts.isEmpty()) {
                        parts.removeLast();
                    }
                } else if (!part.isEmpty() && !part.equals(".")) {
                    parts.add(part);
                }
            }
        }
        StringBuilder cleaned = new StringBuilder();
        for (String part : parts) {
            cleaned.append('/').append(part);
        }
        return cleaned.isEmpty() ? "/" : cleaned.toString();
    }
}
