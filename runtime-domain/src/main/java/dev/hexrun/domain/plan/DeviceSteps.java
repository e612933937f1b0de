package dev.hexrun.domain.plan;

import dev.hexrun.domain.config.Configuration;
import dev.hexrun.domain.config.Linux;
import dev.hexrun.domain.config.LinuxDevice;
import dev.hexrun.domain.config.LinuxDeviceType;
import dev.hexrun.domain.config.Mount;
import dev.hexrun.domain.device.DefaultDevices;
import dev.hexrun.domain.mount.ContainerPath;
import dev.hexrun.domain.mount.MountOptions;
import dev.hexrun.domain.namespace.LinuxNamespaceType;
import dev.hexrun.domain.step.DeviceNumber;
import dev.hexrun.domain.step.FileAccess;
import dev.hexrun.domain.step.FileStep;
import dev.hexrun.domain.step.Step;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Device nodes and links below {@code /dev} (config-linux.md, "Default Devices" and "Devices"). */
final class DeviceSteps {

    private static final int DEFAULT_MODE = 0666;

    /** The mask of permission bits; the mode in a configuration may also contain the file type, {@code S_IFMT}. */
    private static final int PERMISSIONS = 07777;

    private final Configuration configuration;
    private final Linux linux;
    private final NamespaceSteps namespaces;
    private final HostProperties host;

    /** {@code true} if bind mounts are possible; in the caller's mount namespace they would be mounts of the host. */
    private final boolean ownMounts;

    DeviceSteps(Configuration configuration, Linux linux, NamespaceSteps namespaces, HostProperties host) {
        this.configuration = configuration;
        this.linux = linux;
        this.namespaces = namespaces;
        this.host = host;
        this.ownMounts = namespaces.has(LinuxNamespaceType.MOUNT);
    }

    void addTo(List<Step> steps) {
        if (hostDevBound()) {
            return;
        }
        Map<String, LinuxDevice> configured = configured();
        for (LinuxDevice device : DefaultDevices.nodes()) {
            if (!configured.containsKey(device.path()) && (ownMounts || !namespaces.inUserNamespace())) {
                steps.add(bindOrCreate(device.path(), device));
            }
        }
        for (Map.Entry<String, LinuxDevice> device : configured.entrySet()) {
            add(steps, device.getKey(), device.getValue());
        }
        steps.add(new FileStep.CreateSymlink("/proc/self/fd", "/dev/fd"));
        steps.add(new FileStep.CreateSymlink("/proc/self/fd/0", "/dev/stdin"));
        steps.add(new FileStep.CreateSymlink("/proc/self/fd/1", "/dev/stdout"));
        steps.add(new FileStep.CreateSymlink("/proc/self/fd/2", "/dev/stderr"));
        if (host.kcore()) {
            steps.add(new FileStep.CreateSymlink("/proc/kcore", "/dev/core"));
        }
        steps.add(new FileStep.CreateSymlink("pts/ptmx", "/dev/ptmx"));
    }

    /** Returns whether the configuration binds a whole {@code /dev}, in which no devices are created. */
    private boolean hostDevBound() {
        for (Mount mount : configuration.mounts()) {
            if (ContainerPath.clean(mount.destination()).equals("/dev")
                    && MountOptions.of(mount.options()).isBind(mount.type().orElse(""))) {
                return true;
            }
        }
        return false;
    }

    /** Returns the configured devices by path; the last of several entries for a path is used. */
    private Map<String, LinuxDevice> configured() {
        Map<String, LinuxDevice> byPath = new LinkedHashMap<>();
        for (LinuxDevice device : linux.devices()) {
            byPath.put(ContainerPath.clean(device.path()), device);
        }
        // /dev/ptmx is always a link to the ptmx of the container's own devpts.
        byPath.remove("/dev/ptmx");
        return byPath;
    }

    /**
     * Adds a configured device. For a user namespace the front creates it, if its owner is mapped and the front is
     * privileged; otherwise the host's node is bound, with its owner and mode.
     */
    private void add(List<Step> steps, String path, LinuxDevice device) {
        int uid = namespaces.hostUid((int) device.uid().orElse(0));
        int gid = namespaces.hostGid((int) device.gid().orElse(0));
        boolean owned = namespaces.creates(LinuxNamespaceType.USER) && uid != -1 && gid != -1;
        if (device.type() == LinuxDeviceType.FIFO || !ownMounts || !owned || !host.privileged()) {
            steps.add(bindOrCreate(path, device));
            return;
        }
        DeviceNumber number = number(device);
        steps.add(new FileStep.CreateDeviceNode(path, number, new FileAccess(mode(device), uid, gid)));
        steps.add(new FileStep.BindDevice(path, path, number, true));
    }

    private Step bindOrCreate(String path, LinuxDevice device) {
        DeviceNumber number = number(device);
        boolean fifo = device.type() == LinuxDeviceType.FIFO;
        if (namespaces.inUserNamespace() && !fifo && ownMounts) {
            return new FileStep.BindDevice(path, path, number, false);
        }
        FileAccess access = new FileAccess(
                mode(device), (int) device.uid().orElse(0), (int) device.gid().orElse(0));
        return new FileStep.CreateDevice(path, number, access, fifo || !ownMounts ? "" : path);
    }

    private static DeviceNumber number(LinuxDevice device) {
        return new DeviceNumber(letter(device.type()), (int) device.major().orElse(0), (int)
                device.minor().orElse(0));
    }

    private static int mode(LinuxDevice device) {
        return device.fileMode().orElse(DEFAULT_MODE) & PERMISSIONS;
    }

    private static char letter(LinuxDeviceType type) {
        return switch (type) {
            case CHARACTER, UNBUFFERED -> 'c';
            case BLOCK -> 'b';
            case FIFO -> 'p';
        };
    }
}
