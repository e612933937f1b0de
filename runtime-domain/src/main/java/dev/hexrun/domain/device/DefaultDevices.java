package dev.hexrun.domain.device;

import dev.hexrun.domain.config.LinuxDevice;
import dev.hexrun.domain.config.LinuxDeviceType;
import java.util.ArrayList;
import java.util.List;

/**
 * The devices of every container: the nodes in its {@code /dev}, and the rules that allow it to use them even if its
 * configuration denies them. Images rely on these devices, which are the same in every runtime.
 *
 * @see <a
 *     href="https://github.com/opencontainers/runtime-spec/blob/main/config-linux.md#default-devices">config-linux.md,
 *     "Default Devices"</a>
 * @see <a href="https://docs.kernel.org/admin-guide/devices.html">the numbers of devices</a>
 */
public final class DefaultDevices {

    private static final int MEMORY = 1;
    private static final int TTY = 5;
    private static final int MISC = 10;

    /** The first major number of Unix98 pseudo-terminals: /dev/pts. */
    private static final int PTS = 136;

    private DefaultDevices() {}

    /** {@return the character devices that have a node in {@code /dev}, in the order in which they are created} */
    public static List<LinuxDevice> nodes() {
        return List.of(
                node("/dev/null", MEMORY, 3),
                node("/dev/zero", MEMORY, 5),
                node("/dev/full", MEMORY, 7),
                node("/dev/random", MEMORY, 8),
                node("/dev/urandom", MEMORY, 9),
                node("/dev/tty", TTY, 0));
    }

    /**
     * Returns the rules that follow those of the configuration: every node may be created, and the default nodes,
     * pseudo-terminals and {@code /dev/net/tun} may be used.
     *
     * <p>The system console (5:1) is not among them: {@code /dev/console} of a container is its pseudo-terminal, and a
     * process with {@code CAP_MKNOD} could read and write the console of the host.
     *
     * @return the rules, all of which allow
     */
    static List<DeviceRule> rules() {
        List<DeviceRule> rules = new ArrayList<>(11);
        rules.add(DeviceRule.allow(DevicePattern.character(DevicePattern.ANY, DevicePattern.ANY), DeviceAccess.MKNOD));
        rules.add(DeviceRule.allow(DevicePattern.block(DevicePattern.ANY, DevicePattern.ANY), DeviceAccess.MKNOD));
        for (LinuxDevice node : nodes()) {
            rules.add(use(node.major().orElseThrow(), node.minor().orElseThrow()));
        }
        rules.add(use(TTY, 2)); // ptmx
        rules.add(use(PTS, DevicePattern.ANY)); // pts
        rules.add(use(MISC, 200)); // net/tun
        return rules;
    }

    private static LinuxDevice node(String path, int major, int minor) {
        return LinuxDevice.builder()
                .path(path)
                .type(LinuxDeviceType.CHARACTER)
                .major(major)
                .minor(minor)
                .build();
    }

    private static DeviceRule use(long major, long minor) {
        return DeviceRule.allow(DevicePattern.character(major, minor), DeviceAccess.ALL);
    }
}
