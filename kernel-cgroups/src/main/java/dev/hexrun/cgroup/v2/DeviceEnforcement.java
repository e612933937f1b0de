package dev.hexrun.cgroup.v2;

import dev.hexrun.domain.config.LinuxDeviceCgroup;
import dev.hexrun.domain.device.DevicePolicy;
import dev.hexrun.domain.device.DeviceProgram;
import dev.hexrun.domain.step.ContributedSteps;
import dev.hexrun.domain.step.Step;
import dev.hexrun.port.host.Host;
import java.util.List;

/**
 * Device rules on v2: a step that attaches an eBPF program to the cgroup, since only the native program can call {@code
 * bpf(2)}.
 *
 * <p>In a user namespace or as an ordinary user, the runtime lacks the permission to attach a program. It ignores the
 * rules, as every runtime does: such a caller cannot create device nodes, and the permissions of the host's nodes
 * apply.
 */
final class DeviceEnforcement {

    private DeviceEnforcement() {}

    static List<Step> steps(String directory, List<LinuxDeviceCgroup> rules, Host host) {
        DevicePolicy policy = DevicePolicy.of(rules);
        if (policy.allowsEverything() || host.inUserNamespace() || host.effectiveUid() != 0) {
            return List.of();
        }
        return List.of(ContributedSteps.attachDeviceProgram(directory, DeviceProgram.of(policy)));
    }
}
