package dev.hexrun.cgroup.v1;

import dev.hexrun.cgroup.tree.CgroupFiles;
import dev.hexrun.cgroup.tree.KernelError;
import dev.hexrun.domain.config.LinuxDeviceCgroup;
import dev.hexrun.domain.failure.ContainerException;
import dev.hexrun.port.host.HostFacts;
import java.io.IOException;
import java.util.List;

/** The device controller of v1. */
final class DeviceController {

    private static final String FIELD = "/linux/resources/devices";
    private static final String LIST = "devices.list";

    private final CgroupFiles files;
    private final String directory;
    private final HostFacts host;

    DeviceController(CgroupFiles files, String directory, HostFacts host) {
        this.files = files;
        this.directory = directory;
        this.host = host;
    }

    /** Makes the kernel enforce a container's rules, and checks that it does. */
    void apply(List<LinuxDeviceCgroup> rules) {
        DeviceRules target = DeviceRules.ofContainer(rules);
        String action = "read " + directory + '/' + LIST;
        try {
            for (DeviceWrite write : list().transitionTo(target)) {
                action = "write \"" + write.value() + "\" to " + directory + '/' + write.file();
                files.write(directory, write.file(), write.value());
            }
            action = "read " + directory + '/' + LIST;
            if (!target.sameAs(list())) {
                throw new ContainerException(
                        FIELD + ": the kernel did not take over every rule in " + directory + '/' + LIST);
            }
        } catch (IOException e) {
            if (!KernelError.permission(KernelError.of(e)) || !(target.allowEverything() || powerless())) {
                throw KernelError.failure(FIELD + ": " + action, e);
            }
        }
    }

    private DeviceRules list() throws IOException {
        return DeviceRules.ofKernel(files.read(directory, LIST));
    }

    /** Whoever may not write the rules may not make device nodes either, so that the host's permissions still hold. */
    private boolean powerless() {
        return host.inUserNamespace() || host.effectiveUid() != 0;
    }
}
