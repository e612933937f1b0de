package dev.hexrun.adapter.linux.host;

import dev.hexrun.port.host.Host;
import dev.hexrun.testkit.host.HostContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;

class LinuxHostContractTest extends HostContract {

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    private int hosts;

    @Override
    protected Host host(Facts facts) throws IOException {
        Path root = directory.resolve("host" + hosts++);
        write(root, "sys/kernel/osrelease", List.of(facts.kernelRelease()));
        write(
                root,
                "self/status",
                List.of(
                        "Name:\tjava",
                        "Uid:\t5" + ("\t" + Integer.toUnsignedString(facts.uid())).repeat(3),
                        "Gid:\t6" + ("\t" + Integer.toUnsignedString(facts.gid())).repeat(3),
                        "CapPrm:\t" + Long.toHexString(facts.capabilities())));
        write(root, "self/uid_map", facts.uidMap().lines().toList());
        write(root, "self/gid_map", facts.gidMap().lines().toList());
        write(root, "self/mountinfo", facts.mounts());
        write(root, "self/cgroup", facts.ownCgroups());
        for (Map.Entry<Integer, List<String>> other : facts.otherCgroups().entrySet()) {
            write(root, other.getKey() + "/cgroup", other.getValue());
        }
        write(root, "filesystems", facts.fileSystems());
        for (String namespace : facts.namespaces()) {
            write(root, "self/ns/" + namespace, List.of());
        }
        if (facts.systemd()) {
            Files.createDirectories(root.resolve("run/systemd/system"));
        }
        return new LinuxHost(root.toString());
    }

    private static void write(Path root, String name, List<String> lines) throws IOException {
        Path file = root.resolve("proc").resolve(name);
        Files.createDirectories(file.getParent());
        Files.write(file, lines);
    }
}
