package dev.hexrun.domain.validate;

import dev.hexrun.domain.config.Configuration;
import dev.hexrun.domain.config.LinuxNetDevice;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** The rules for {@code linux.netDevices} (config-linux.md, "Network Devices"). */
final class NetDeviceRules implements Rules {

    /** {@code IFNAMSIZ} of linux/if.h without the terminating null byte. */
    private static final int NAME_MAX = 15;

    @Override
    public void check(Configuration configuration, HostQueries host, Problems.Builder problems) {
        if (configuration.linux().isEmpty()
                || configuration.linux().get().netDevices().isEmpty()) {
            return;
        }
        if (NamespaceQueries.sharesNetwork(configuration, host)) {
            problems.add("/linux/netDevices", "unable to move network devices without a NET namespace");
        }
        if (host.unprivileged()) {
            problems.add("/linux/netDevices", "network devices are not supported for rootless containers");
        }
        Set<String> taken = new HashSet<>();
        for (Map.Entry<String, LinuxNetDevice> device :
                configuration.linux().get().netDevices().entrySet()) {
            String pointer = "/linux/netDevices/" + Problem.escape(device.getKey());
            if (!isName(device.getKey()) || device.getKey().indexOf('%') >= 0) {
                problems.add(pointer, "invalid network device name \"" + device.getKey() + "\"");
            }
            String name = device.getValue().name().orElse("");
            if (name.isEmpty()) {
                name = device.getKey();
            } else {
                pointer = pointer + "/name";
                if (!isName(name) || !canBeNumbered(name)) {
                    problems.add(pointer, "invalid network device name \"" + name + "\"");
                }
            }
            if (name.indexOf('%') < 0 && !taken.add(name)) {
                problems.add(pointer, "duplicate network device name \"" + name + "\"");
            }
        }
    }

    /** Returns whether the name has no percent sign except one {@code %d}, which the kernel replaces by a number. */
    private static boolean canBeNumbered(String name) {
        int at = name.indexOf('%');
        return at < 0 || (name.startsWith("%d", at) && name.indexOf('%', at + 1) < 0);
    }

    /** Returns whether {@code dev_valid_name()} of the kernel accepts the name. */
    private static boolean isName(String name) {
        if (name.isEmpty()
                || name.equals(".")
                || name.equals("..")
                || name.getBytes(StandardCharsets.UTF_8).length > NAME_MAX) {
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
