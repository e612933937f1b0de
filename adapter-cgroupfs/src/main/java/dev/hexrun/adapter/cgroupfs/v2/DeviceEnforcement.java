package dev.hexrun.adapter.cgroupfs.v2;

import dev.hexrun.domain.config.LinuxDeviceCgroup;
import dev.hexrun.domain.config.LinuxDeviceCgroupType;
import dev.hexrun.domain.failure.UnsupportedException;
import dev.hexrun.port.host.HostFacts;
import java.util.List;

/**
 * What becomes of device rules on v2: the one place where that is decided.
 *
 * <p>There is no device controller on v2. Rules are a program of type {@code BPF_PROG_TYPE_CGROUP_DEVICE}, attached with
 * {@code bpf(2)}, which this build has no means to call. A container that is denied a device by its configuration, and
 * gets it all the same, would be worse than none, so every list of rules is refused that does not amount to allowing
 * everything. The empty list is no exception: it means that only what every container may use is allowed.
 *
 * <p>Without the privilege to attach such a program, in a user namespace or as an ordinary user, the rules are passed
 * over, as every runtime does: there nobody can make device nodes, and the permissions of the host's hold.
 */
final class DeviceEnforcement {

    private DeviceEnforcement() {}

    /** Refuses rules that would have to be enforced. */
    static void refuse(List<LinuxDeviceCgroup> rules, HostFacts host) {
        if (!allowEverything(rules) && !host.inUserNamespace() && host.effectiveUid() == 0) {
            throw new UnsupportedException(
                    "/linux/resources/devices", "device rules on cgroup v2 not supported by this build");
        }
    }

    private static boolean allowEverything(List<LinuxDeviceCgroup> rules) {
        boolean everything = false;
        for (LinuxDeviceCgroup rule : rules) {
            if (rule.type() == LinuxDeviceCgroupType.ALL) {
                everything = rule.allow();
            } else if (!rule.allow()) {
                everything = false;
            }
        }
        return everything;
    }
}
