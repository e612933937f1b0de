package dev.hexrun.domain.validate;

import dev.hexrun.domain.config.Configuration;
import dev.hexrun.domain.namespace.LinuxNamespaceType;
import dev.hexrun.domain.sysctl.SysctlName;
import java.util.Map;

/**
 * The rules for {@code linux.sysctl} (config-linux.md, "Sysctl"). Only parameters of a namespace of the container are
 * allowed, so that no parameter of the host is changed.
 */
final class SysctlRules implements Rules {

    @Override
    public void check(Configuration configuration, HostQueries host, Problems.Builder problems) {
        if (configuration.linux().isEmpty()) {
            return;
        }
        for (Map.Entry<String, String> entry :
                configuration.linux().get().sysctl().entrySet()) {
            String pointer = "/linux/sysctl/" + Problem.escape(entry.getKey());
            if (entry.getValue().indexOf(0) >= 0) {
                problems.add(pointer, "contains a null byte");
            }
            String message = check(entry.getKey(), configuration, host);
            if (!message.isEmpty()) {
                problems.add(pointer, message);
            }
        }
    }

    /** Returns the reason why a parameter cannot be set; empty if it can. */
    private static String check(String key, Configuration configuration, HostQueries host) {
        String name;
        try {
            name = SysctlName.of(key).dotted();
        } catch (IllegalArgumentException e) {
            return "sysctl \"" + key + "\" is not a valid name";
        }
        if (belongsToIpc(name)) {
            return NamespaceQueries.has(configuration, LinuxNamespaceType.IPC)
                    ? ""
                    : "sysctl \"" + name + "\" is not allowed in the hosts ipc namespace";
        }
        if (name.startsWith("net.")) {
            return NamespaceQueries.sharesNetwork(configuration, host)
                    ? "sysctl \"" + name + "\" not allowed in host network namespace"
                    : "";
        }
        if (name.equals("kernel.hostname")) {
            return "sysctl \"" + name + "\" is not allowed as it conflicts with the OCI \"hostname\" field";
        }
        if (name.equals("kernel.domainname")
                && !configuration.domainname().orElse("").isEmpty()) {
            return "sysctl \"" + name + "\" is not allowed as it conflicts with the OCI \"domainname\" field";
        }
        if (name.equals("kernel.domainname") && NamespaceQueries.has(configuration, LinuxNamespaceType.UTS)) {
            return "";
        }
        if (name.startsWith("user.")) {
            return NamespaceQueries.has(configuration, LinuxNamespaceType.USER)
                    ? ""
                    : "setting ucounts without a user namespace not allowed: " + name;
        }
        return "sysctl \"" + name + "\" is not in a separate kernel namespace";
    }

    private static boolean belongsToIpc(String name) {
        return switch (name) {
            case "kernel.msgmax",
                    "kernel.msgmnb",
                    "kernel.msgmni",
                    "kernel.sem",
                    "kernel.shmall",
                    "kernel.shmmax",
                    "kernel.shmmni",
                    "kernel.shm_rmid_forced" -> true;
            default -> name.startsWith("fs.mqueue.");
        };
    }
}
