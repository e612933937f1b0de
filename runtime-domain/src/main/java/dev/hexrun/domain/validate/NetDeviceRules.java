package dev.hexrun.domain.validate;

import dev.hexrun.domain.config.Configuration;
import dev.hexrun.domain.config.LinuxNetDevice;
import java.util.Map;

/** {@code linux.netDevices} (config-linux.md, "Network Devices"). */
final class NetDeviceRules implements Rules {

    /** {@code IFNAMSIZ} of linux/if.h less the byte that ends the name. */
    private static final int NAME_MAX = 15;

    @Override
    public void check(Configuration configuration, HostConditions host, Problems.Builder problems) {
        if (configuration.linux().isEmpty()
                || configuration.linux().get().netDevices().isEmpty()) {
            return;
        }
        if (Namespaces.sharesNetwork(configuration, host)) {
            problems.add("/linux/netDevices", "unable to move network devices without a NET namespace");
        }
        if (host.unprivileged()) {
            problems.add("/linux/netDevices", "network devices are not supported for rootless containers");
        }
        for (Map.Entry<String, LinuxNetDevice> device :
                configuration.linux().get().netDevices().entrySet()) {
            String pointer = "/linux/netDevices/" + Problem.escape(device.getKey());
            if (!isName(device.getKey())) {
                problems.add(pointer, "invalid network device name \"" + device.getKey() + "\"");
            }
            String name = device.getValue().name().orElse("");
            if (!name.isEmpty() && !isName(name)) {
                problems.add(pointer + "/name", "invalid network device name \"" + name + "\"");
            }
        }
    }

    /** What {@code dev_valid_name} of the kernel lets through. */
    private static boolean isName(String name) {
        if (name.isEmpty() || name.equals(".") || name.equals("..") || Namespaces.utf8Length(name) > NAME_MAX) {
            return false;
        }
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c == '/' || c == ':' || c <= ' ' || c == 0x7f) {
                return false;
            }
        }
        return true;
    }
}
