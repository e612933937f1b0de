package dev.hexrun.cgroup.v2;

import dev.hexrun.cgroup.device.DeviceRule;
import dev.hexrun.domain.config.LinuxDeviceCgroup;
import dev.hexrun.domain.plan.Step;
import dev.hexrun.port.host.HostFacts;
import java.util.List;

/**
 * What becomes of device rules on v2: a step that attaches a program to the cgroup, since only the native side can call
 * {@code bpf(2)}.
 *
 * <p>Without the privilege to attach one, in a user namespace or as an ordinary user, the rules are passed over, as
 * every runtime does: there nobody can make device nodes, and the permissions of the host's hold.
 */
final class DeviceEnforcement {

    private DeviceEnforcement() {}

    static List<Step> steps(String directory, List<LinuxDeviceCgroup> rules, HostFacts host) {
        if (allowEverything(rules) || host.inUserNamespace() || host.effectiveUid() != 0) {
            return List.of();
        }
        return List.of(new Step.AttachDeviceProgram(directory, DeviceProgram.of(DeviceRule.ofContainer(rules))));
    }

    private static boolean allowEverything(List<LinuxDeviceCgroup> rules) {
        boolean everything = false;
        for (DeviceRule rule : DeviceRule.ofContainer(rules)) {
            if (rule.device().isEmpty()) {
                everything = rule.allow();
            } else if (!rule.allow()) {
                everything = false;
            }
        }
        return everything;
    }
}
