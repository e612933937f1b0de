package dev.hexrun.domain.plan;

import dev.hexrun.domain.config.Linux;
import dev.hexrun.domain.config.LinuxNetDevice;
import dev.hexrun.domain.step.NamespaceStep;
import dev.hexrun.domain.step.Step;
import java.util.List;
import java.util.Map;

/** The steps that move network devices, as soon as init exists, so that sysctls and hooks find the devices. */
final class NetDeviceSteps {

    private NetDeviceSteps() {}

    static void add(List<Step> steps, Linux linux) {
        for (Map.Entry<String, LinuxNetDevice> device : linux.netDevices().entrySet()) {
            String name = device.getValue().name().orElse("");
            steps.add(new NamespaceStep.MoveNetworkDevice(device.getKey(), name.isEmpty() ? device.getKey() : name));
        }
    }
}
