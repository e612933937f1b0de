package dev.hexrun.cgroup.v1;

import dev.hexrun.cgroup.tree.CgroupFiles;
import dev.hexrun.cgroup.tree.KernelError;
import dev.hexrun.domain.config.LinuxDeviceCgroup;
import dev.hexrun.domain.device.DevicePolicy;
import dev.hexrun.domain.device.V1DeviceRules;
import dev.hexrun.domain.device.V1DeviceWrite;
import dev.hexrun.domain.failure.ContainerException;
import dev.hexrun.port.host.Host;
import java.io.IOException;
import java.util.List;

/** The device controller of v1. */
final class DeviceController {

    private static final String FIELD = "/linux/resources/devices";

    private final CgroupFiles files;
    private final String directory;
    private final Host host;

    DeviceController(CgroupFiles files, String directory, Host host) {
        this.files = files;
        this.directory = directory;
        this.host = host;
    }

    /** Writes a container's rules, and checks that the kernel enforces them. */
    void apply(List<LinuxDeviceCgroup> rules) {
        V1DeviceRules target = V1DeviceRules.of(DevicePolicy.of(rules));
        String list = directory + '/' + V1DeviceRules.LIST;
        String action = "read " + list;
        try {
            for (V1DeviceWrite write : currentRules().transitionTo(target)) {
                action = "write \"" + write.value() + "\" to " + directory + '/' + write.file();
                files.write(directory, write.file(), write.value());
            }
            action = "read " + list;
            if (!target.matches(currentRules())) {
                throw new ContainerException(FIELD + ": the kernel did not apply every rule in " + list);
            }
        } catch (IOException e) {
            if (!KernelError.isPermissionDenied(KernelError.of(e))
                    || !(target.allowsEverything() || isUnprivileged())) {
                throw KernelError.failure(FIELD + ": " + action, e);
            }
        }
    }

    private V1DeviceRules currentRules() throws IOException {
        return V1DeviceRules.parse(files.read(directory, V1DeviceRules.LIST));
    }

    /**
     * Returns whether the caller lacks the permission to write rules. Such a caller cannot create device nodes either,
     * and the host's permissions still apply.
     */
    private boolean isUnprivileged() {
        return host.inUserNamespace() || host.effectiveUid() != 0;
    }
}
