package dev.hexrun.domain.plan;

import dev.hexrun.domain.config.Linux;
import dev.hexrun.domain.config.LinuxNetDevice;
import dev.hexrun.domain.step.NamespaceStep;
import dev.hexrun.domain.step.Step;
import java.util.List;
import java.util.Map;

/** Network devices: as soon as there is an init, so that its sysctls and every hook find them in the container. */
final class NetDeviceSteps {

    private NetDeviceSteps() {}

    static void add(List<Step> steps, Linux linux) {
        for (Map.Entry<String, LinuxNetDevice> device : linux.netDevices().entrySet()) {
            String name = device.getValue().name().orElse("");
            steps.add(new NamespaceStep.MoveNetworkDevice(device.getKey(), name.isEmpty() ? device.getKey() : name));
        }
    }
}
