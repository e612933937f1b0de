package dev.hexrun.domain.plan;

import dev.hexrun.domain.config.Configuration;
import dev.hexrun.domain.config.Linux;
import dev.hexrun.domain.config.LinuxDevice;
import dev.hexrun.domain.config.LinuxDeviceType;
import dev.hexrun.domain.config.Mount;
import dev.hexrun.domain.mount.ContainerPath;
import dev.hexrun.domain.mount.MountOptions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Device nodes and links below {@code /dev} (config-linux.md, "Default Devices" and "Devices"). */
final class DeviceSteps {

    private static final int DEFAULT_MODE = 0666;

    /** {@code S_IFMT}: a mode in a configuration may carry the type of the file. */
    private static final int PERMISSIONS = 07777;

    private final Configuration configuration;
    private final Linux linux;
    private final NamespaceSteps namespaces;
    private final LaunchContext.HostView host;

    DeviceSteps(Configuration configuration, Linux linux, NamespaceSteps namespaces, LaunchContext.HostView host) {
        this.configuration = configuration;
        this.linux = linux;
        this.namespaces = namespaces;
        this.host = host;
    }

    void addTo(List<Step> steps) {
        if (hostDevBound()) {
            return;
        }
        for (LinuxDevice device : devices()) {
            steps.add(step(device));
        }
        steps.add(new Step.MakeSymlink("/proc/self/fd", "/dev/fd"));
        steps.add(new Step.MakeSymlink("/proc/self/fd/0", "/dev/stdin"));
        steps.add(new Step.MakeSymlink("/proc/self/fd/1", "/dev/stdout"));
        steps.add(new Step.MakeSymlink("/proc/self/fd/2", "/dev/stderr"));
        if (host.kcore()) {
            steps.add(new Step.MakeSymlink("/proc/kcore", "/dev/core"));
        }
        steps.add(new Step.MakeSymlink("pts/ptmx", "/dev/ptmx"));
    }

    /** A configuration that binds a whole {@code /dev} wants that one and no other. */
    private boolean hostDevBound() {
        for (Mount mount : configuration.mounts()) {
            if (ContainerPath.clean(mount.destination()).equals("/dev")
                    && MountOptions.of(mount.options()).isBind(mount.type().orElse(""))) {
                return true;
            }
        }
        return false;
    }

    private List<LinuxDevice> devices() {
        Map<String, LinuxDevice> byPath = new LinkedHashMap<>();
        character(byPath, "/dev/null", 1, 3);
        character(byPath, "/dev/zero", 1, 5);
        character(byPath, "/dev/full", 1, 7);
        character(byPath, "/dev/random", 1, 8);
        character(byPath, "/dev/urandom", 1, 9);
        character(byPath, "/dev/tty", 5, 0);
        for (LinuxDevice device : linux.devices()) {
            byPath.put(ContainerPath.clean(device.path()), device);
        }
        // Always the link to that of the container's own devpts.
        byPath.remove("/dev/ptmx");
        return new ArrayList<>(byPath.values());
    }

    private static void character(Map<String, LinuxDevice> byPath, String path, int major, int minor) {
        byPath.put(
                path,
                LinuxDevice.builder()
                        .path(path)
                        .type(LinuxDeviceType.CHARACTER)
                        .major(major)
                        .minor(minor)
                        .build());
    }

    private Step step(LinuxDevice device) {
        char type = letter(device.type());
        int major = (int) device.major().orElse(0);
        int minor = (int) device.minor().orElse(0);
        if (namespaces.inUserNamespace() && type != 'p') {
            return new Step.BindDevice(device.path(), device.path(), type, major, minor);
        }
        return new Step.MakeDevice(
                device.path(),
                type,
                major,
                minor,
                device.fileMode().orElse(DEFAULT_MODE) & PERMISSIONS,
                (int) device.uid().orElse(0),
                (int) device.gid().orElse(0),
                type == 'p' ? "" : device.path());
    }

    private static char letter(LinuxDeviceType type) {
        return switch (type) {
            case CHARACTER, UNBUFFERED -> 'c';
            case BLOCK -> 'b';
            case FIFO -> 'p';
        };
    }
}
