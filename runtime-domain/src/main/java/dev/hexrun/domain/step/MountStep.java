package dev.hexrun.domain.step;

import dev.hexrun.domain.mount.MountOptions.IdMapped;
import dev.hexrun.domain.mount.Propagation;
import java.util.List;

/**
 * The mounts of the container, up to the change of its root. Paths <em>in the root</em> are resolved by {@code
 * openat2(RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS)} below the descriptor of the root, never as strings.
 */
public sealed interface MountStep extends Step {

    @Override
    default Actor actor() {
        return Actor.INIT;
    }

    /**
     * Opens a private procfs of init's pid namespace, which no mount in the container can cover ({@code fsopen}). After
     * EPERM, opens the host's {@code /proc} and checks it by {@code fstatfs}.
     */
    record OpenProc() implements MountStep {

        @Override
        public int opcode() {
            return 44;
        }

        @Override
        public String describe() {
            return "open a private procfs";
        }
    }

    /**
     * Sets the propagation of {@code /} of init's mount namespace, {@code mount(2)}.
     *
     * @param propagation how mounts propagate, as {@code MS_*} flags
     */
    record SetRootPropagation(Propagation propagation) implements MountStep {

        @Override
        public int opcode() {
            return 45;
        }

        @Override
        public String describe() {
            return "set the propagation of / to " + propagation.specName();
        }
    }

    /**
     * Opens the root file system. With {@code bind} it is bind mounted recursively on itself, as {@code pivot_root(2)}
     * requires, and the descriptor is of that mount.
     *
     * @param path the root file system on the host
     * @param bind whether it is bind mounted on itself
     */
    record OpenRoot(String path, boolean bind) implements MountStep {

        @Override
        public int opcode() {
            return 46;
        }

        @Override
        public String describe() {
            return (bind ? "bind mount the root file system " : "open the root file system ") + path;
        }
    }

    /**
     * Mounts a new file system, {@code fsopen(2)}.
     *
     * <p>Each parameter is {@code key} or {@code key=value} for {@code fsconfig(2)}; {@code mount(2)} is used for a
     * value of more than 255 bytes. The value of a key that ends with {@code context} may have quotes, which {@code
     * mount(2)} requires around a comma. A missing target is created as a directory with mode 0755. A tmpfs without {@code
     * mode=} on an existing directory gets the mode of that directory. After EPERM or EBUSY, {@code fallbackBind} is
     * bound with these attributes; if it does not exist (ENOENT), the target is covered as {@link MaskPath} covers a
     * directory.
     *
     * @param type the type of the file system
     * @param source its source, as the type expects it
     * @param target its path in the root
     * @param params parameters of the file system
     * @param attributes the attributes of the mount
     * @param options 1: copy up; 2: the target must be a directory that no link leads to, else ELOOP or ENOTDIR; 4: the
     *     target may be on a procfs, or at or below the root's {@code /proc}, else cause 4
     * @param fallbackBind a directory of the host that is bound if the kernel refuses; empty for none
     */
    record Mount(
            String type,
            String source,
            String target,
            List<String> params,
            Attributes attributes,
            List<MountOption> options,
            String fallbackBind)
            implements MountStep {

        /** Copies the lists. */
        public Mount {
            params = List.copyOf(params);
            options = List.copyOf(options);
        }

        @Override
        public int opcode() {
            return 47;
        }

        @Override
        public String describe() {
            return "mount " + type + " on " + target + MountText.attributes(attributes.set(), params)
                    + MountText.labels(options, MountOption::label);
        }
    }

    /**
     * Bind mounts a file or directory of the host, {@code open_tree(2)} and {@code move_mount(2)}.
     *
     * <p>A missing target is created: a directory (0755) or an empty file, depending on the source. Fails with ENOTDIR
     * if the target exists and only one of the two is a directory. Attributes that a user namespace has locked are
     * kept. Fails with EPERM and cause 4 if one of them is in {@code mustClear}, or if the step sets an access time
     * mode other than the locked one.
     *
     * @param source its path on the host
     * @param target its path in the root
     * @param options 1: recursive; 2: the source is the clone of {@code CloneTree}; 4: the target may be on a procfs,
     *     or at or below the root's {@code /proc}, else cause 4; 8: the source is the clone of the next {@code
     *     CloneSharedTree}
     * @param attributes the attributes of the mount
     * @param mustClear the cleared attributes that are a failure if they are locked
     * @param treeAttributes the attributes of the mount and of all mounts below it
     */
    record Bind(
            String source,
            String target,
            List<BindOption> options,
            Attributes attributes,
            long mustClear,
            Attributes treeAttributes)
            implements MountStep {

        /** Copies the list. */
        public Bind {
            options = List.copyOf(options);
        }

        @Override
        public int opcode() {
            return 48;
        }

        @Override
        public String describe() {
            return "bind mount " + source + " on " + target
                    + MountText.attributes(attributes.set() | treeAttributes.set(), List.of())
                    + MountText.labels(options, BindOption::label);
        }
    }

    /**
     * Sets the propagation of a mount.
     *
     * @param mount the mount
     * @param path its path in the root, {@code /} for the root mount
     * @param propagation how mounts propagate, as {@code MS_*} flags
     */
    record SetPropagation(MountReference mount, String path, Propagation propagation) implements MountStep {

        /**
         * Creates a step for the mount at a path.
         *
         * @param path its path in the root, {@code /} for the root mount
         * @param propagation how mounts propagate
         */
        public SetPropagation(String path, Propagation propagation) {
            this(MountReference.BY_PATH, path, propagation);
        }

        @Override
        public int opcode() {
            return 49;
        }

        @Override
        public String describe() {
            return "set the propagation of " + path + " to " + propagation.specName();
        }
    }

    /**
     * Changes the attributes of a mount, {@code mount_setattr(2)}.
     *
     * @param mount the mount
     * @param path its path in the root, {@code /} for the root mount
     * @param attributes the attributes
     * @param recursive whether the mounts below it are changed as well
     */
    record SetMountAttributes(MountReference mount, String path, Attributes attributes, boolean recursive)
            implements MountStep {

        /**
         * Creates a step for the mount at a path.
         *
         * @param path its path in the root, {@code /} for the root mount
         * @param attributes the attributes
         * @param recursive whether the mounts below it are changed as well
         */
        public SetMountAttributes(String path, Attributes attributes, boolean recursive) {
            this(MountReference.BY_PATH, path, attributes, recursive);
        }

        @Override
        public int opcode() {
            return 50;
        }

        @Override
        public String describe() {
            return "remount " + path + MountText.attributes(attributes.set(), List.of());
        }
    }

    /**
     * Masks a file or directory.
     *
     * <p>Covers a directory by an empty, read-only tmpfs that all masked directories share. Covers a file, read-only,
     * by {@code /dev/null} of the root if that is device 1:3, otherwise by that of the host, which must be 1:3. Does
     * nothing if the path does not exist (ENOENT, ENOTDIR). Resolves paths below {@code /proc} and {@code /sys} in the
     * file system that was last mounted there; fails with EXDEV if another process has since replaced the directory.
     *
     * @param path its path in the root
     */
    record MaskPath(String path) implements MountStep {

        @Override
        public int opcode() {
            return 55;
        }

        @Override
        public String describe() {
            return "mask " + path;
        }
    }

    /**
     * Makes a file or directory read-only: binds it recursively on itself and makes the bind mount read-only. Does
     * nothing if the path does not exist.
     *
     * @param path its path in the root
     */
    record MakeReadOnly(String path) implements MountStep {

        @Override
        public int opcode() {
            return 56;
        }

        @Override
        public String describe() {
            return "make " + path + " read-only";
        }
    }

    /**
     * Changes {@code /} to the root file system: {@code pivot_root(".", ".")} on the descriptor of the root. The old
     * root becomes a slave and is detached; {@code chdir("/")}.
     */
    record PivotRoot() implements MountStep {

        @Override
        public int opcode() {
            return 57;
        }

        @Override
        public String describe() {
            return "change / to the root file system and detach the old one";
        }
    }

    /**
     * Changes {@code /} to the root file system without {@code pivot_root(2)}: {@code MS_MOVE} onto {@code /}, {@code
     * chroot(2)}.
     */
    record MoveRoot() implements MountStep {

        @Override
        public int opcode() {
            return 58;
        }

        @Override
        public String describe() {
            return "move the root file system onto /";
        }
    }

    /**
     * Changes {@code /} to the root file system by {@code chroot(2)} alone, for a container without a mount namespace.
     */
    record ChangeRoot() implements MountStep {

        @Override
        public int opcode() {
            return 59;
        }

        @Override
        public String describe() {
            return "change / to the root file system (chroot)";
        }
    }

    /**
     * Changes an existing mount, as {@code mount(2)} does with {@code MS_REMOUNT}: {@code mount_setattr} as for {@link
     * Bind}. Unless only the mount changes, first calls {@code fspick}, and {@code fsconfig} with each parameter and
     * {@code ro} or {@code rw}.
     *
     * @param mount the mount
     * @param path its path in the root
     * @param options 1: the mount only, not its file system; 4: the path may be on a procfs, or at or below the root's
     *     {@code /proc}, else cause 4
     * @param params parameters of the file system, {@code key} or {@code key=value}
     * @param attributes the attributes of the mount
     * @param mustClear the cleared attributes that are a failure if they are locked
     */
    record Remount(
            MountReference mount,
            String path,
            List<RemountOption> options,
            List<String> params,
            Attributes attributes,
            long mustClear)
            implements MountStep {

        /** Copies the lists. */
        public Remount {
            options = List.copyOf(options);
            params = List.copyOf(params);
        }

        @Override
        public int opcode() {
            return 60;
        }

        @Override
        public String describe() {
            return "remount " + path + MountText.attributes(attributes.set(), params)
                    + MountText.labels(options, RemountOption::label);
        }
    }

    /**
     * Clones a file or directory of the host for the next {@link Bind}, with the privileges of the front, but in init's
     * mount namespace.
     *
     * <p>{@code open_tree(2)} in init's mount namespace and root, {@code mount_setattr(MOUNT_ATTR_IDMAP)}, and TREE for
     * the {@code Bind}. For an explicit map, the step creates a user namespace with that map.
     *
     * @param source its path in init's mount namespace
     * @param target its later path in the root
     * @param recursive whether the mounts below it are cloned as well
     * @param mapped the mounts whose owners are mapped: 0 none, 1 the mount, 2 the tree
     * @param uidMap the map in lines of {@code user_namespaces(7)}; empty for the map of init's user namespace
     * @param gidMap the same for groups
     */
    record CloneTree(
            String source, @NotSent String target, boolean recursive, IdMapped mapped, String uidMap, String gidMap)
            implements MountStep {

        @Override
        public int opcode() {
            return 61;
        }

        @Override
        public Actor actor() {
            return Actor.FRONT;
        }

        @Override
        public String describe() {
            String map =
                    uidMap.isEmpty() ? "" : " (uid " + StepText.map(uidMap) + ", gid " + StepText.map(gidMap) + ")";
            return "clone " + source + " for " + target + (mapped == IdMapped.NONE ? "" : " with owners mapped" + map);
        }
    }

    /**
     * Clones a file or directory of the host before {@link SetRootPropagation}, so that the clone stays in the peer
     * groups of its source, {@code mount_namespaces(7)}. Each {@link Bind} with option 8 uses the next clone.
     *
     * @param source its path on the host
     * @param target its later path in the root
     * @param recursive whether the mounts below it are cloned as well
     */
    record CloneSharedTree(String source, @NotSent String target, boolean recursive) implements MountStep {

        @Override
        public int opcode() {
            return 62;
        }

        @Override
        public String describe() {
            return "clone " + source + " for " + target + ", shared with the host";
        }
    }

    /**
     * Keeps the descriptor of the mount that the last step created or changed, for steps that refer to it by number.
     * The first one has number 0. Fails with EBADF if there is no such mount.
     *
     * @param path its path in the root
     */
    record KeepMount(@NotSent String path) implements MountStep {

        @Override
        public int opcode() {
            return 63;
        }

        @Override
        public String describe() {
            return "keep the mount on " + path;
        }
    }

    /**
     * Sets the SELinux label of the root directory of the mount that the last step created or changed, {@code
     * fsetxattr(2)} with {@code security.selinux}. For file systems that do not accept the mount option {@code context},
     * such as mqueue. Fails with EBADF if there is no such mount.
     *
     * @param path its path in the root
     * @param label the label
     */
    record LabelMount(@NotSent String path, String label) implements MountStep {

        @Override
        public int opcode() {
            return 112;
        }

        @Override
        public String describe() {
            return "label " + path + " as " + label;
        }
    }

    /**
     * Creates the empty, read-only tmpfs that later covers masked directories, with a SELinux label as a mount
     * parameter. Without this step, it is created without a label when it is first needed. A
     * failure is reported by the step that needs the tmpfs.
     *
     * @param option the parameter, for example {@code context} for the label of all files
     * @param label the label
     */
    record PrepareMask(String option, String label) implements MountStep {

        @Override
        public int opcode() {
            return 113;
        }

        @Override
        public String describe() {
            return "prepare the tmpfs of masked directories (" + option + "=" + label + ")";
        }
    }
}
