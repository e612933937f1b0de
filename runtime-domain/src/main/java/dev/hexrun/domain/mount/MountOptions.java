package dev.hexrun.domain.mount;

import java.util.ArrayList;
import java.util.List;

/**
 * The option list of a mount, parsed into arguments of system calls.
 *
 * <p>A later option overrides an earlier one: {@code ro,rw} is writable. An attribute is set, cleared, or unchanged;
 * the difference matters for bind mounts and remounts. As {@code mount_setattr(2)} requires, the whole access time
 * field ({@link MountFlags#MOUNT_ATTR__ATIME}) is in the cleared mask whenever one of its modes is set. An option that
 * unsets a mode ({@code atime}, {@code norelatime} and others) has no effect unless that mode was set.
 *
 * <p>{@code silent}, {@code loud} and {@code defaults} have no effect: the first two concern the kernel log and have no
 * counterpart in {@code fsconfig(2)}. {@code iversion} has none either: file systems that support inode versions enable
 * them by themselves, and others refuse the parameter.
 *
 * @param bind whether it is a bind mount, and of a single mount or a tree
 * @param remount whether the options change an existing mount
 * @param copyUp whether the content of the mount point is copied into the new file system ({@code tmpcopyup})
 * @param idMap whether the ids of owners are mapped
 * @param changesAttributes whether an option sets or clears an attribute of the mount; if not, a bind mount keeps the
 *     attributes of its source
 * @param attributesSet {@code MOUNT_ATTR_*} to set
 * @param attributesCleared {@code MOUNT_ATTR_*} to clear first
 * @param recursiveSet {@code MOUNT_ATTR_*} to set in the whole tree ({@code rro} and others)
 * @param recursiveCleared {@code MOUNT_ATTR_*} to clear in the whole tree first
 * @param propagation changes of the propagation after the mount, in their order
 * @param superblock parameters of every file system ({@code sync}, {@code lazytime} and others) for {@code
 *     fsconfig(2)}; ignored for a bind mount, as by {@code mount(2)}
 * @param data parameters of the file system, each {@code key} or {@code key=value} for {@code fsconfig(2)}, in their
 *     order
 * @see <a href="https://github.com/opencontainers/runtime-spec/blob/main/config.md#linux-mount-options">config.md,
 *     Linux mount options</a>
 */
public record MountOptions(
        Bind bind,
        boolean remount,
        boolean copyUp,
        IdMapped idMap,
        boolean changesAttributes,
        long attributesSet,
        long attributesCleared,
        long recursiveSet,
        long recursiveCleared,
        List<Propagation> propagation,
        List<String> superblock,
        List<String> data) {

    /** The extent of a bind mount. */
    public enum Bind {
        /** Not a bind mount. */
        NONE,
        /** A single mount: {@code bind}. */
        MOUNT,
        /** A tree of mounts: {@code rbind}. */
        TREE
    }

    /** The extent of an id-mapped mount. */
    public enum IdMapped {
        /** Not id-mapped. */
        NONE(0),
        /** A single mount: {@code idmap}. */
        MOUNT(1),
        /** A tree of mounts: {@code ridmap}. */
        TREE(2);

        private final int code;

        IdMapped(int code) {
            this.code = code;
        }

        /**
         * Returns the number in the native protocol.
         *
         * @return 0 to 2
         */
        public int code() {
            return code;
        }
    }

    /** Copies the lists. */
    public MountOptions {
        propagation = List.copyOf(propagation);
        superblock = List.copyOf(superblock);
        data = List.copyOf(data);
    }

    /**
     * Returns whether a mount is a bind mount, by its options or by its type, as other runtimes decide it.
     *
     * @param type the type of the mount; may be empty
     * @return {@code true} if it is
     */
    public boolean isBind(String type) {
        return bind != Bind.NONE || type.equals("bind");
    }

    /**
     * Parses an option list. Every list is valid: an unknown option is a parameter of the file system.
     *
     * @param options the options in config.json; an unknown option may contain several, separated by commas
     * @return the parsed options
     */
    public static MountOptions of(List<String> options) {
        Parser parser = new Parser();
        for (String option : options) {
            parser.accept(option);
        }
        return parser.result();
    }

    /**
     * Returns every option that is not a parameter of a file system, for {@code features}. {@code idmap} and {@code
     * ridmap} are not included, since {@code features} reports them separately.
     *
     * @return the options, sorted
     */
    public static List<String> supportedOptions() {
        return List.of(
                "async",
                "atime",
                "bind",
                "defaults",
                "dev",
                "diratime",
                "dirsync",
                "exec",
                "iversion",
                "lazytime",
                "loud",
                "mand",
                "noatime",
                "nodev",
                "nodiratime",
                "noexec",
                "noiversion",
                "nolazytime",
                "nomand",
                "norelatime",
                "nostrictatime",
                "nosuid",
                "nosymfollow",
                "private",
                "ratime",
                "rbind",
                "rdev",
                "rdiratime",
                "relatime",
                "remount",
                "rexec",
                "rnoatime",
                "rnodev",
                "rnodiratime",
                "rnoexec",
                "rnorelatime",
                "rnostrictatime",
                "rnosuid",
                "rnosymfollow",
                "ro",
                "rprivate",
                "rrelatime",
                "rro",
                "rrw",
                "rshared",
                "rslave",
                "rstrictatime",
                "rsuid",
                "rsymfollow",
                "runbindable",
                "rw",
                "shared",
                "silent",
                "slave",
                "strictatime",
                "suid",
                "symfollow",
                "sync",
                "tmpcopyup",
                "unbindable");
    }

    /** Attributes of a mount or of a tree. */
    private static final class Attributes {
        private boolean changed;
        private long set;
        private long cleared;

        void set(long attribute) {
            changed = true;
            set |= attribute;
            cleared &= ~attribute;
        }

        void clear(long attribute) {
            changed = true;
            set &= ~attribute;
            cleared |= attribute;
        }

        void atime(long mode) {
            changed = true;
            set = (set & ~MountFlags.MOUNT_ATTR__ATIME) | mode;
            cleared |= MountFlags.MOUNT_ATTR__ATIME;
        }

        /** Unsets a mode; another mode that was set is kept. */
        void clearAtime(long mode) {
            changed = true;
            if ((cleared & MountFlags.MOUNT_ATTR__ATIME) != 0 && (set & MountFlags.MOUNT_ATTR__ATIME) == mode) {
                set &= ~MountFlags.MOUNT_ATTR__ATIME;
                cleared &= ~MountFlags.MOUNT_ATTR__ATIME;
            }
        }

        /** Unsets a mode in a tree, whose mounts may have any mode: without another one, the mode becomes relative. */
        void clearAtimeRecursively(long mode) {
            if ((cleared & MountFlags.MOUNT_ATTR__ATIME) == 0 || (set & MountFlags.MOUNT_ATTR__ATIME) == mode) {
                atime(0);
            }
        }
    }

    private static final class Parser {
        private final Attributes mount = new Attributes();
        private final Attributes tree = new Attributes();
        private final List<Propagation> propagation = new ArrayList<>(1);
        private final List<String> superblock = new ArrayList<>(0);
        private final List<String> data = new ArrayList<>(4);
        private Bind bind = Bind.NONE;
        private IdMapped idMap = IdMapped.NONE;
        private boolean remount;
        private boolean copyUp;

        void accept(String option) {
            switch (option) {
                case "bind" -> bind = Bind.MOUNT;
                case "rbind" -> bind = Bind.TREE;
                case "remount" -> remount = true;
                case "tmpcopyup" -> copyUp = true;
                case "idmap" -> idMap = IdMapped.MOUNT;
                case "ridmap" -> idMap = IdMapped.TREE;
                case "", "defaults", "silent", "loud", "iversion", "noiversion" -> {}

                case "ro" -> mount.set(MountFlags.MOUNT_ATTR_RDONLY);
                case "rw" -> mount.clear(MountFlags.MOUNT_ATTR_RDONLY);
                case "nosuid" -> mount.set(MountFlags.MOUNT_ATTR_NOSUID);
                case "suid" -> mount.clear(MountFlags.MOUNT_ATTR_NOSUID);
                case "nodev" -> mount.set(MountFlags.MOUNT_ATTR_NODEV);
                case "dev" -> mount.clear(MountFlags.MOUNT_ATTR_NODEV);
                case "noexec" -> mount.set(MountFlags.MOUNT_ATTR_NOEXEC);
                case "exec" -> mount.clear(MountFlags.MOUNT_ATTR_NOEXEC);
                case "nodiratime" -> mount.set(MountFlags.MOUNT_ATTR_NODIRATIME);
                case "diratime" -> mount.clear(MountFlags.MOUNT_ATTR_NODIRATIME);
                case "nosymfollow" -> mount.set(MountFlags.MOUNT_ATTR_NOSYMFOLLOW);
                case "symfollow" -> mount.clear(MountFlags.MOUNT_ATTR_NOSYMFOLLOW);
                case "relatime" -> mount.atime(0);
                case "norelatime" -> mount.clearAtime(0);
                case "noatime" -> mount.atime(MountFlags.MOUNT_ATTR_NOATIME);
                case "atime" -> mount.clearAtime(MountFlags.MOUNT_ATTR_NOATIME);
                case "strictatime" -> mount.atime(MountFlags.MOUNT_ATTR_STRICTATIME);
                case "nostrictatime" -> mount.clearAtime(MountFlags.MOUNT_ATTR_STRICTATIME);

                case "rro" -> tree.set(MountFlags.MOUNT_ATTR_RDONLY);
                case "rrw" -> tree.clear(MountFlags.MOUNT_ATTR_RDONLY);
                case "rnosuid" -> tree.set(MountFlags.MOUNT_ATTR_NOSUID);
                case "rsuid" -> tree.clear(MountFlags.MOUNT_ATTR_NOSUID);
                case "rnodev" -> tree.set(MountFlags.MOUNT_ATTR_NODEV);
                case "rdev" -> tree.clear(MountFlags.MOUNT_ATTR_NODEV);
                case "rnoexec" -> tree.set(MountFlags.MOUNT_ATTR_NOEXEC);
                case "rexec" -> tree.clear(MountFlags.MOUNT_ATTR_NOEXEC);
                case "rnodiratime" -> tree.set(MountFlags.MOUNT_ATTR_NODIRATIME);
                case "rdiratime" -> tree.clear(MountFlags.MOUNT_ATTR_NODIRATIME);
                case "rnosymfollow" -> tree.set(MountFlags.MOUNT_ATTR_NOSYMFOLLOW);
                case "rsymfollow" -> tree.clear(MountFlags.MOUNT_ATTR_NOSYMFOLLOW);
                case "rrelatime" -> tree.atime(0);
                case "rnorelatime" -> tree.clearAtimeRecursively(0);
                case "rnoatime" -> tree.atime(MountFlags.MOUNT_ATTR_NOATIME);
                case "ratime" -> tree.clearAtimeRecursively(MountFlags.MOUNT_ATTR_NOATIME);
                case "rstrictatime" -> tree.atime(MountFlags.MOUNT_ATTR_STRICTATIME);
                case "rnostrictatime" -> tree.clearAtimeRecursively(MountFlags.MOUNT_ATTR_STRICTATIME);

                case "private" -> propagation.add(Propagation.PRIVATE);
                case "rprivate" -> propagation.add(Propagation.RPRIVATE);
                case "slave" -> propagation.add(Propagation.SLAVE);
                case "rslave" -> propagation.add(Propagation.RSLAVE);
                case "shared" -> propagation.add(Propagation.SHARED);
                case "rshared" -> propagation.add(Propagation.RSHARED);
                case "unbindable" -> propagation.add(Propagation.UNBINDABLE);
                case "runbindable" -> propagation.add(Propagation.RUNBINDABLE);

                // Parameters of the superblock, which fsconfig(2) accepts for every file system.
                case "sync" -> superblock("sync", "async");
                case "async" -> superblock("async", "sync");
                case "mand" -> superblock("mand", "nomand");
                case "nomand" -> superblock("nomand", "mand");
                case "lazytime" -> superblock("lazytime", "nolazytime");
                case "nolazytime" -> superblock("nolazytime", "lazytime");
                case "dirsync" -> superblock("dirsync", "");
                default -> fileSystem(option);
            }
        }

        private void superblock(String name, String opposite) {
            superblock.remove(name);
            superblock.remove(opposite);
            superblock.add(name);
        }

        /** Splits at commas that are neither quoted (SELinux labels) nor escaped (lowerdir of overlay). */
        private void fileSystem(String option) {
            int start = 0;
            boolean quoted = false;
            for (int i = 0; i < option.length(); i++) {
                char c = option.charAt(i);
                if (c == '\\') {
                    i++;
                } else if (c == '"') {
                    quoted = !quoted;
                } else if (c == ',' && !quoted) {
                    add(option.substring(start, i));
                    start = i + 1;
                }
            }
            add(option.substring(start));
        }

        private void add(String parameter) {
            if (!parameter.isEmpty()) {
                data.add(parameter);
            }
        }

        MountOptions result() {
            return new MountOptions(
                    bind,
                    remount,
                    copyUp,
                    idMap,
                    mount.changed,
                    mount.set,
                    mount.cleared,
                    tree.set,
                    tree.cleared,
                    propagation,
                    superblock,
                    data);
        }
    }
}
