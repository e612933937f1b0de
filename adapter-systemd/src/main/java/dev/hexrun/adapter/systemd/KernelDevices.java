package dev.hexrun.adapter.systemd;

import dev.hexrun.domain.device.HostDevices;
import dev.hexrun.domain.failure.HostOperationException;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The devices of this host. */
final class KernelDevices implements HostDevices {

    @Override
    public String drivers() {
        try {
            return Files.readString(Path.of("/proc/devices"), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new HostOperationException("read /proc/devices", e);
        }
    }

    @Override
    public List<String> numbers(boolean block) {
        String[] names = new File(block ? "/sys/dev/block" : "/sys/dev/char").list();
        return names == null ? List.of() : List.of(names);
    }

    @Override
    public boolean hasNode(String path) {
        return new File(path).exists();
    }
}
