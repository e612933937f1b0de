package dev.hexrun.domain.step;

/** Directories, device nodes and links in the root file system. */
public sealed interface FileStep extends Step {

    @Override
    default Actor actor() {
        return Actor.INIT;
    }

    /**
     * Creates a directory and its parents, unless they exist.
     *
     * @param path its path in the root
     * @param access mode and owner of each created directory
     */
    record CreateDirectory(String path, FileAccess access) implements FileStep {

        @Override
        public int opcode() {
            return 51;
        }

        @Override
        public String describe() {
            return "create the directory " + path;
        }
    }

    /**
     * Creates a device node, {@code mknodat(2)} in the verified parent. EEXIST is ignored if it is that device.
     *
     * @param path its path in the root
     * @param device the device, also a fifo
     * @param access mode and owner
     * @param hostPath the host's node, which is bound after EPERM; empty for none: the step then fails
     */
    record CreateDevice(String path, DeviceNumber device, FileAccess access, String hostPath) implements FileStep {

        @Override
        public int opcode() {
            return 52;
        }

        @Override
        public String describe() {
            return "create the device " + path + " (" + device.describe() + ")";
        }
    }

    /**
     * Binds a device node on an empty file, after a check of its type and number. Refused on a procfs, and at or below
     * the root's {@code /proc} (cause 4).
     *
     * @param hostPath the node on the host
     * @param path its path in the root
     * @param device the device that the node must be
     * @param createdByFront whether the node of the last {@link CreateDeviceNode} is bound, if that step has created
     *     one
     */
    record BindDevice(String hostPath, String path, DeviceNumber device, boolean createdByFront) implements FileStep {

        @Override
        public int opcode() {
            return 53;
        }

        @Override
        public String describe() {
            return "bind the device " + (createdByFront ? "" : hostPath + " ") + "on " + path;
        }
    }

    /**
     * Creates a symbolic link. EEXIST is ignored: an existing file is kept.
     *
     * @param target the target of the link
     * @param path its path in the root
     */
    record CreateSymlink(String target, String path) implements FileStep {

        @Override
        public int opcode() {
            return 54;
        }

        @Override
        public String describe() {
            return "link " + path + " to " + target;
        }
    }

    /**
     * Creates a device node for the next {@link BindDevice}, which can be opened in another user namespace.
     *
     * <p>Creates the node on a tmpfs in a mount namespace of its own, where device nodes belong to the front's user
     * namespace, and sends TREE. After EPERM, the step creates and sends nothing.
     *
     * @param path the later path of the node in the root
     * @param device the device
     * @param access mode, and owner on the host
     */
    record CreateDeviceNode(String path, DeviceNumber device, FileAccess access) implements FileStep {

        @Override
        public int opcode() {
            return 64;
        }

        @Override
        public Actor actor() {
            return Actor.FRONT;
        }

        @Override
        public String describe() {
            return "create the device " + path + " (" + device.describe() + ") for the user namespace";
        }
    }
}
