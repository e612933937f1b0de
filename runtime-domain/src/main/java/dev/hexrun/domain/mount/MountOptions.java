package dev.hexrun.domain.mount;

import java.util.ArrayList;
import java.util.List;

/**
 * The option list of a mount, taken apart into what the kernel's calls want.
 *
 * <p>A later option wins over an earlier one: {@code ro,rw} is writable. An attribute may be set, cleared, or left as
 * it is, which is a difference for bind mounts and remounts. As {@code mount_setattr(2)} wants it, the access time
 * field ({@link MountFlags#MOUNT_ATTR__ATIME}) is in a cleared mask as a whole whenever one of its modes is set. What
 * takes a mode back ({@code atime}, {@code norelatime} and the like) without one having been set leaves the field alone.
 *
 * <p>{@code silent}, {@code loud} and {@code defaults} change nothing: the first two are about the kernel's log and have
 * no counterpart in {@code fsconfig(2)}. Neither has {@code iversion}: file systems that count the versions of their
 * inodes do so unasked, and others would refuse a parameter of that name.
 *
 * @param bind whether it is a bind mount, and of what
 * @param remount whether an existing mount is changed
 * @param copyUp whether what lies below the mount point is copied into the new file system ({@code tmpcopyup})
 * @param idMap whether owners are mapped
 * @param changesAttributes whether an attribute of the one mount was named, if only to take it back: for a bind mount
 *     that is the difference between the attributes of its source and those of its list
 * @param attributesSet {@code MOUNT_ATTR_*} that are set
 * @param attributesCleared {@code MOUNT_ATTR_*} that are cleared first
 * @param recursiveSet {@code MOUNT_ATTR_*} that are set in the whole tree ({@code rro} and the like)
 * @param recursiveCleared {@code MOUNT_ATTR_*} that are cleared in the whole tree first
 * @param propagation changes of propagation that follow the mount, in order
 * @param superblock properties of any file system ({@code sync}, {@code lazytime} and the like) for {@code fsconfig(2)};
 *     as with {@code mount(2)} they mean nothing to a bind mount
 * @param data what is left for the file system, each {@code key} or {@code key=value} for {@code fsconfig(2)}, in order
 * @see <a href="https://github.com/opencontainers/runtime-spec/blob/main/config.md#linux-mount-options">config.md, Linux
 *     mount options</a>
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

    /** What a bind mount covers. */
    public enum Bind {
        /** It is none. */
        NONE,
        /** The one mount: {@code bind}. */
        MOUNT,
        /** The whole tree: {@code rbind}. */
        TREE
    }

    /** The mounts of a bind mount whose owners are mapped. */
    public enum IdMapped {
        /** None. */
        NONE(0),
        /** The mount: {@code idmap}. */
        MOUNT(1),
        /** The whole tree: {@code ridmap}. */
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
     * Tells whether it is a bind mount: by its options, or by its type, as others take it too.
     *
     * @param type the mount's type; empty for none
     * @return whether it is one
     */
    public boolean isBind(String type) {
        return bind != Bind.NONE || type.equals("bind");
    }

    /**
     * Takes an option list apart. No list is wrong as such: what has no meaning here is for the file system.
     *
     * @param options as in config.json; what is meant for the file system may hold several, separated by commas
     * @return what they mean
     */
    public static MountOptions of(List<String> options) {
        Parser parser = new Parser();
        for (String option : options) {
            parser.accept(option);
        }
        return parser.result();
    }

    /**
     * Lists every option with a meaning of its own, as {@code features} tells. What maps owners ({@code idmap}) is an
     * extension with a feature of its own and not among them.
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

    /** Attributes of one mount, or of a tree. */
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

        /** Takes a mode back; another one that was set stays. */
        void clearAtime(long mode) {
            changed = true;
            if ((cleared & MountFlags.MOUNT_ATTR__ATIME) != 0 && (set & MountFlags.MOUNT_ATTR__ATIME) == mode) {
                set &= ~MountFlags.MOUNT_ATTR__ATIME;
                cleared &= ~MountFlags.MOUNT_ATTR__ATIME;
            }
        }

        /** The same in a tree, where mounts of every mode may be: what is not named there is made relative. */
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

                // Properties of the superblock: fsconfig(2) takes them, whatever the file system.
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

        /** Splits at the commas that are neither quoted (SELinux labels) nor escaped (overlay's lowerdir). */
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
