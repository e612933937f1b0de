package dev.hexrun.adapter.linux.host;

import dev.hexrun.domain.config.LinuxIdMapping;
import dev.hexrun.domain.idmap.IdMap;
import dev.hexrun.port.host.Host;
import dev.hexrun.port.host.HostFiles;
import dev.hexrun.port.host.MountInfo;
import dev.hexrun.port.host.ProcessTable;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The properties of the host, each read when it is first needed. Not thread-safe. */
final class LinuxHost implements Host {

    /** The number of ids in {@code uid_map} of the initial user namespace. */
    private static final long ALL_IDS = 4294967295L;

    private static final String UID_MAP = "/proc/self/uid_map";
    private static final String GID_MAP = "/proc/self/gid_map";

    private final String root;
    private final String process;
    private final ProcProcessTable processes;
    private @Nullable String kernelRelease;
    private @Nullable String status;
    private @Nullable Boolean inUserNamespace;
    private @Nullable List<MountInfo> mounts;
    private @Nullable List<String> ownCgroups;
    private @Nullable List<String> fileSystems;

    /**
     * Creates the host without reading any file.
     *
     * @param root the prefix for {@code /proc}, {@code /run} and {@code /etc}; empty for the host itself
     */
    LinuxHost(String root) {
        this(root, "self");
    }

    /**
     * Creates the host without reading any file.
     *
     * @param root the prefix for {@code /proc}, {@code /run} and {@code /etc}; empty for the host itself
     * @param process the name in {@code /proc} of the process whose cgroups are {@link #ownCgroups}
     */
    LinuxHost(String root, String process) {
        this.root = root;
        this.process = process;
        this.processes = new ProcProcessTable(root);
    }

    @Override
    public ProcessTable processes() {
        return processes;
    }

    @Override
    public HostFiles files() {
        return new LinuxHostFiles();
    }

    @Override
    public String kernelRelease() {
        String value = kernelRelease;
        if (value == null) {
            value = TextFile.read(root + "/proc/sys/kernel/osrelease").strip();
            kernelRelease = value;
        }
        return value;
    }

    @Override
    public String architecture() {
        return architecture(System.getProperty("os.arch", ""));
    }

    /** Returns the architecture as {@code uname -m} prints it, from Java's name of it. */
    static String architecture(String java) {
        return switch (java) {
            case "amd64" -> "x86_64";
            case "x86", "i386" -> "i686";
            case "arm" -> "armv7l";
            case "loong64" -> "loongarch64";
            default -> java;
        };
    }

    @Override
    public int effectiveUid() {
        return effectiveId(status(), "Uid:");
    }

    @Override
    public int effectiveGid() {
        return effectiveId(status(), "Gid:");
    }

    @Override
    public long permittedCapabilities() {
        return capabilities(status(), "CapPrm:");
    }

    /** Returns the mask in a line {@code CapPrm:\t000001ffffffffff}; all bits without such a line. */
    static long capabilities(String status, String name) {
        for (String line : Lines.of(status)) {
            if (line.startsWith(name)) {
                try {
                    return Long.parseUnsignedLong(line.substring(name.length()).strip(), 16);
                } catch (NumberFormatException other) {
                    return -1;
                }
            }
        }
        return -1;
    }

    private String status() {
        String value = status;
        if (value == null) {
            value = TextFile.read(root + "/proc/self/status");
            status = value;
        }
        return value;
    }

    /**
     * Returns the second number in a line {@code Uid:\t1000\t1000\t1000\t1000}; -1 (not a user) without such a line.
     */
    static int effectiveId(String status, String name) {
        for (String line : Lines.of(status)) {
            if (line.startsWith(name)) {
                List<String> ids = Lines.fields(line.substring(name.length()), '\t');
                return ids.size() < 2 ? -1 : (int) Lines.number(ids.get(1));
            }
        }
        return -1;
    }

    @Override
    public boolean inUserNamespace() {
        Boolean value = inUserNamespace;
        if (value == null) {
            value = inUserNamespace(TextFile.read(root + UID_MAP));
            inUserNamespace = value;
        }
        return value;
    }

    /**
     * Returns whether the map differs from that of the initial user namespace; {@code false} for an empty text, because
     * a kernel without user namespaces has no such file.
     */
    static boolean inUserNamespace(String uidMap) {
        List<String> lines = Lines.of(uidMap);
        if (uidMap.isEmpty()) {
            return false;
        }
        if (lines.size() != 1) {
            return true;
        }
        List<String> numbers = Lines.fields(lines.get(0), ' ');
        return numbers.size() != 3
                || Lines.number(numbers.get(0)) != 0
                || Lines.number(numbers.get(1)) != 0
                || Lines.number(numbers.get(2)) != ALL_IDS;
    }

    @Override
    public IdMap uidMap() {
        return idMap(TextFile.read(root + UID_MAP));
    }

    @Override
    public IdMap gidMap() {
        return idMap(TextFile.read(root + GID_MAP));
    }

    /** Parses lines of three numbers and ignores other lines. */
    static IdMap idMap(String text) {
        List<LinuxIdMapping> ranges = new ArrayList<>();
        for (String line : Lines.of(text)) {
            List<String> numbers = Lines.fields(line, ' ');
            if (numbers.size() == 3) {
                ranges.add(new LinuxIdMapping(
                        Lines.number(numbers.get(0)), Lines.number(numbers.get(1)), Lines.number(numbers.get(2))));
            }
        }
        return new IdMap(ranges);
    }

    @Override
    public List<MountInfo> mounts() {
        List<MountInfo> value = mounts;
        if (value == null) {
            value = List.copyOf(MountInfoParser.parse(TextFile.read(root + "/proc/self/mountinfo")));
            mounts = value;
        }
        return value;
    }

    @Override
    public List<MountInfo> mountsOf(int pid, int limit) {
        List<MountInfo> found = new ArrayList<>();
        try (BufferedReader in =
                Files.newBufferedReader(Path.of(root + "/proc/" + pid + "/mountinfo"), StandardCharsets.ISO_8859_1)) {
            String line = in.readLine();
            while (line != null && found.size() < limit) {
                // The characters of each line are its bytes, since a line of a container need not be UTF-8.
                String text = new String(line.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
                MountInfoParser.line(text).ifPresent(found::add);
                line = in.readLine();
            }
        } catch (IOException gone) {
            return found;
        }
        return found;
    }

    @Override
    public List<String> ownCgroups() {
        List<String> value = ownCgroups;
        if (value == null) {
            value = List.copyOf(Lines.of(TextFile.read(root + "/proc/" + process + "/cgroup")));
            ownCgroups = value;
        }
        return value;
    }

    @Override
    public List<String> cgroupsOf(int pid) {
        return List.copyOf(Lines.of(TextFile.read(root + "/proc/" + pid + "/cgroup")));
    }

    @Override
    public List<String> fileSystems() {
        List<String> value = fileSystems;
        if (value == null) {
            value = List.copyOf(fileSystems(TextFile.read(root + "/proc/filesystems")));
            fileSystems = value;
        }
        return value;
    }

    /** Returns the names in lines {@code nodev\tproc} or {@code \text4}. */
    static List<String> fileSystems(String text) {
        List<String> names = new ArrayList<>();
        for (String line : Lines.of(text)) {
            String name = line.substring(line.lastIndexOf('\t') + 1).strip();
            if (!name.isEmpty()) {
                names.add(name);
            }
        }
        return names;
    }

    @Override
    public boolean hasNamespace(String name) {
        return new File(root + "/proc/self/ns/" + name).exists();
    }

    @Override
    public boolean systemdRunning() {
        return new File(root + "/run/systemd/system").isDirectory();
    }
}
