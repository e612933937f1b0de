package dev.hexrun.domain.step;

import dev.hexrun.domain.namespace.LinuxNamespaceType;

/** The namespaces that are joined and created, and the kernel state of namespaces. */
public sealed interface NamespaceStep extends Step {

    @Override
    default Actor actor() {
        return Actor.LAUNCHER;
    }

    /**
     * Maps the ids of the new user namespace of the launcher, {@code user_namespaces(7)}.
     *
     * <p>Writes {@code /proc/PID/uid_map} and {@code gid_map}. After EPERM, if that is allowed, sets {@code
     * /proc/PID/setgroups} to {@code deny} and writes the group map again; then runs the helper, if there is one. The
     * detail of a failure is the file or the output of the helper.
     *
     * @param uidMap the lines of {@code uid_map}
     * @param gidMap the lines of {@code gid_map}
     * @param mayDenySetgroups whether {@code setgroups(2)} may be denied in the namespace if the kernel refuses the
     *     group map
     * @param newuidmap path of the helper to run if the kernel refuses the user map; empty for none
     * @param newgidmap path of the helper to run if the kernel refuses the group map; empty for none
     */
    record WriteIdMap(String uidMap, String gidMap, boolean mayDenySetgroups, String newuidmap, String newgidmap)
            implements NamespaceStep {

        @Override
        public int opcode() {
            return 11;
        }

        @Override
        public Actor actor() {
            return Actor.FRONT;
        }

        @Override
        public String describe() {
            return "map user ids " + StepText.map(uidMap) + " and group ids " + StepText.map(gidMap);
        }
    }

    /**
     * Moves a network device into init's network namespace, renames it, restores its permanent global addresses, and
     * sets it up (config-linux.md, "Network Devices").
     *
     * <p>Sends REACHED and waits for PROCEED or ABORT, as {@link ProcessStep.ReachSyncPoint} does. Meanwhile, the JVM
     * moves the device with NETLINK messages: RTM_NEWLINK sets it down, moves it into init's network namespace and
     * names it, RTM_NEWADDR adds its permanent addresses of global scope again (AF_INET and AF_INET6, with peer,
     * broadcast, lifetimes and metric), RTM_NEWLINK sets it up. If the name contains {@code %d}, the kernel inserts a
     * number; until then, the device has a unique name that identifies it. NETLINK_UNDO has the messages that move the
     * device back, with its name, index and addresses. If the front is killed, the device is not moved back. The detail
     * of a failure is {@code move}, {@code rename}, or {@code addresses and state}, and the kernel's message.
     *
     * @param name its name on the host
     * @param newName its name in the container; the kernel replaces {@code %d} by the lowest free number
     */
    record MoveNetworkDevice(String name, String newName) implements NamespaceStep {

        @Override
        public int opcode() {
            return 19;
        }

        @Override
        public Actor actor() {
            return Actor.FRONT;
        }

        @Override
        public String describe() {
            return "move the network device " + name + " into the container"
                    + (newName.equals(name) ? "" : " as " + newName);
        }
    }

    /**
     * Opens a namespace that a later step joins, and checks its type.
     *
     * <p>Opens the file without blocking and checks it with {@code NS_GET_NSTYPE} (EINVAL and cause 4 {@code namespace
     * is of another type}). Without {@code skipIfOwn}, the launcher's own mount namespace is refused (EINVAL, cause 4).
     * With {@code skipIfOwn}, the slot counts as joined if the namespace is the launcher's own, or if the file does not
     * exist because the kernel does not support that type.
     *
     * @param slot the slot that keeps the descriptor, 0 to 15
     * @param type its type
     * @param path the namespace's file on the host
     * @param skipIfOwn whether the namespace is not joined if it is the launcher's own or the kernel does not support
     *     the type
     */
    record OpenNamespace(@Unsigned int slot, LinuxNamespaceType type, String path, boolean skipIfOwn)
            implements NamespaceStep {

        @Override
        public int opcode() {
            return 22;
        }

        @Override
        public String describe() {
            return "open the " + type.specName() + " namespace " + path
                    + (skipIfOwn ? " unless it is the current one" : "");
        }
    }

    /**
     * Joins a namespace, {@code setns(2)}. Does nothing if the slot counts as joined.
     *
     * @param slot the slot that keeps its descriptor
     * @param type its type
     * @param tolerateRefusal whether EPERM is ignored because a later step tries again
     */
    record JoinNamespace(@Unsigned int slot, LinuxNamespaceType type, boolean tolerateRefusal)
            implements NamespaceStep {

        @Override
        public int opcode() {
            return 23;
        }

        @Override
        public String describe() {
            return "join the " + type.specName() + " namespace";
        }
    }

    /**
     * Creates a user namespace, {@code unshare(CLONE_NEWUSER)}. Unless the effective user is root, the launcher is
     * dumpable until {@link BecomeRoot}, so that the front may write the id maps.
     */
    record UnshareUser() implements NamespaceStep {

        @Override
        public int opcode() {
            return 24;
        }

        @Override
        public String describe() {
            return "create a user namespace";
        }
    }

    /**
     * Becomes user and group 0 of the user namespace: {@code setgroups(0)} (EPERM is ignored where setgroups is
     * denied), {@code setresgid(0)}, {@code setresuid(0)}; the process is then not dumpable.
     *
     * @param actor the launcher or init
     * @param keepGroups whether the process keeps its supplementary groups
     */
    @ExecutedBy({Actor.LAUNCHER, Actor.INIT})
    record BecomeRoot(Actor actor, boolean keepGroups) implements NamespaceStep {

        @Override
        public int opcode() {
            return 25;
        }

        @Override
        public String describe() {
            return "become root of the user namespace" + (keepGroups ? " and keep the supplementary groups" : "");
        }
    }

    /**
     * Creates a time namespace, {@code unshare(CLONE_NEWTIME)}, and writes {@code /proc/self/timens_offsets}.
     *
     * @param offsets the lines of {@code timens_offsets}, empty for none
     */
    record UnshareTime(String offsets) implements NamespaceStep {

        @Override
        public int opcode() {
            return 26;
        }

        @Override
        public String describe() {
            return "create a time namespace" + (offsets.isEmpty() ? "" : " with offsets " + StepText.map(offsets));
        }
    }

    /** Creates a cgroup namespace, {@code unshare(CLONE_NEWCGROUP)}, whose root is the current cgroup. */
    record UnshareCgroup() implements NamespaceStep {

        @Override
        public int opcode() {
            return 41;
        }

        @Override
        public Actor actor() {
            return Actor.INIT;
        }

        @Override
        public String describe() {
            return "create a cgroup namespace";
        }
    }

    /** Sets the loopback device up. */
    record BringLoopbackUp() implements NamespaceStep {

        @Override
        public int opcode() {
            return 42;
        }

        @Override
        public Actor actor() {
            return Actor.INIT;
        }

        @Override
        public String describe() {
            return "set the network device lo up";
        }
    }

    /**
     * Sets the host name, {@code sethostname(2)}.
     *
     * @param name the host name
     */
    record SetHostname(String name) implements NamespaceStep {

        @Override
        public int opcode() {
            return 70;
        }

        @Override
        public Actor actor() {
            return Actor.INIT;
        }

        @Override
        public String describe() {
            return "set the host name to " + name;
        }
    }

    /**
     * Sets the NIS domain name, {@code setdomainname(2)}.
     *
     * @param name the domain name
     */
    record SetDomainname(String name) implements NamespaceStep {

        @Override
        public int opcode() {
            return 71;
        }

        @Override
        public Actor actor() {
            return Actor.INIT;
        }

        @Override
        public String describe() {
            return "set the domain name to " + name;
        }
    }

    /**
     * Writes a kernel parameter, {@code sysctl(8)}, through the private procfs: {@code RESOLVE_BENEATH | NO_SYMLINKS |
     * NO_XDEV}.
     *
     * @param path the key with slashes, below {@code /proc/sys}
     * @param value the value
     */
    record WriteSysctl(String path, String value) implements NamespaceStep {

        @Override
        public int opcode() {
            return 72;
        }

        @Override
        public Actor actor() {
            return Actor.INIT;
        }

        @Override
        public String describe() {
            return "set the kernel parameter " + path + " to " + value;
        }
    }
}
