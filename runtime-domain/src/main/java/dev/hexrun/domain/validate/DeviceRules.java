package dev.hexrun.domain.validate;

import dev.hexrun.domain.config.Configuration;
import dev.hexrun.domain.config.LinuxDevice;
import dev.hexrun.domain.config.LinuxDeviceCgroup;
import dev.hexrun.domain.config.LinuxDeviceType;
import dev.hexrun.domain.mount.ContainerPath;
import java.util.List;
import java.util.OptionalLong;

/**
 * The rules for {@code linux.devices} and {@code linux.resources.devices} (config-linux.md, "Devices", "Allowed Device
 * list").
 */
final class DeviceRules implements Rules {

    /** The limits of {@code dev_t} in the kernel: 12 bits for the major number, 20 for the minor number. */
    private static final long MAJOR_MAX = 0xFFF;

    private static final long MINOR_MAX = 0xFFFFF;

    @Override
    public void check(Configuration configuration, HostQueries host, Problems.Builder problems) {
        if (configuration.linux().isEmpty()) {
            return;
        }
        devices(configuration.linux().get().devices(), problems);
        if (configuration.linux().get().resources().isPresent()) {
            rules(configuration.linux().get().resources().get().devices(), problems);
        }
    }

    private static void devices(List<LinuxDevice> devices, Problems.Builder problems) {
        for (int i = 0; i < devices.size(); i++) {
            LinuxDevice device = devices.get(i);
            String pointer = "/linux/devices/" + i;
            if (!device.path().startsWith("/")) {
                problems.add(pointer + "/path", "\"" + device.path() + "\" is not an absolute path");
            } else if (device.path().indexOf(0) >= 0) {
                problems.add(pointer + "/path", "contains a null byte");
            } else if (ContainerPath.clean(device.path()).equals("/")) {
                problems.add(pointer + "/path", "must not be the root directory");
            }
            if (device.type() != LinuxDeviceType.FIFO) {
                number(pointer + "/major", device.major(), MAJOR_MAX, problems);
                number(pointer + "/minor", device.minor(), MINOR_MAX, problems);
            }
            if (device.fileMode().isPresent()
                    && (device.fileMode().getAsInt() < 0 || device.fileMode().getAsInt() > 0177777)) {
                problems.add(pointer + "/fileMode", device.fileMode().getAsInt() + " is not a file mode");
            }
            owner(pointer + "/uid", device.uid(), problems);
            owner(pointer + "/gid", device.gid(), problems);
        }
    }

    private static void number(String pointer, OptionalLong number, long max, Problems.Builder problems) {
        if (number.isEmpty()) {
            problems.add(pointer, "must be set");
        } else if (number.getAsLong() < 0 || number.getAsLong() > max) {
            problems.add(pointer, number.getAsLong() + " is not in the range 0 to " + max);
        }
    }

    private static void owner(String pointer, OptionalLong id, Problems.Builder problems) {
        if (id.isPresent() && (id.getAsLong() < 0 || id.getAsLong() >= 0xFFFF_FFFFL)) {
            problems.add(pointer, id.getAsLong() + " is not in the range 0 to 4294967294");
        }
    }

    private static void rules(List<LinuxDeviceCgroup> rules, Problems.Builder problems) {
        for (int i = 0; i < rules.size(); i++) {
            LinuxDeviceCgroup rule = rules.get(i);
            String pointer = "/linux/resources/devices/" + i;
            String access = rule.access().orElse("");
            // Other letters are ignored with a warning, since other runtimes accept them.
            if (access.indexOf('r') < 0 && access.indexOf('w') < 0 && access.indexOf('m') < 0) {
                problems.add(pointer + "/access", "device access at " + i + " field cannot be empty");
            }
            // Some callers write -1 for a wildcard.
            if (rule.major().orElse(0) < -1 || rule.major().orElse(0) > 0xFFFF_FFFFL) {
                problems.add(pointer + "/major", rule.major().getAsLong() + " is not a device number");
            }
            if (rule.minor().orElse(0) < -1 || rule.minor().orElse(0) > 0xFFFF_FFFFL) {
                problems.add(pointer + "/minor", rule.minor().getAsLong() + " is not a device number");
            }
        }
    }
}
