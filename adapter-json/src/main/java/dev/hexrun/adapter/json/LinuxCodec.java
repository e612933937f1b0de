package dev.hexrun.adapter.json;

import dev.hexrun.domain.config.Linux;
import dev.hexrun.domain.config.LinuxDevice;
import dev.hexrun.domain.config.LinuxDeviceType;
import dev.hexrun.domain.config.LinuxIdMapping;
import dev.hexrun.domain.config.LinuxIntelRdt;
import dev.hexrun.domain.config.LinuxMemoryPolicy;
import dev.hexrun.domain.config.LinuxNamespace;
import dev.hexrun.domain.config.LinuxNetDevice;
import dev.hexrun.domain.config.LinuxPersonality;
import dev.hexrun.domain.config.LinuxTimeOffset;
import dev.hexrun.domain.config.MemoryPolicyFlag;
import dev.hexrun.domain.config.MemoryPolicyMode;
import dev.hexrun.domain.config.PersonalityDomain;
import dev.hexrun.domain.mount.Propagation;
import dev.hexrun.domain.namespace.LinuxNamespaceType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** {@code linux} (config-linux.md) but for resources and seccomp. */
final class LinuxCodec {

    private final JsonReader in;
    private final ResourcesCodec resources;
    private final SeccompCodec seccomp;

    LinuxCodec(JsonReader in) {
        this.in = in;
        this.resources = new ResourcesCodec(in);
        this.seccomp = new SeccompCodec(in);
    }

    Optional<Linux> read() {
        if (!in.object()) {
            return Optional.empty();
        }
        Linux.Builder linux = Linux.builder();
        for (String name = in.field(); name != null; name = in.field()) {
            switch (name) {
                case "uidMappings" -> linux.uidMappings(idMappings());
                case "gidMappings" -> linux.gidMappings(idMappings());
                case "sysctl" -> linux.sysctl(in.stringsByName());
                case "resources" -> linux.resources(resources.read());
                case "cgroupsPath" -> linux.cgroupsPath(in.nonEmptyString());
                case "namespaces" -> linux.namespaces(namespaces());
                case "devices" -> linux.devices(devices());
                case "netDevices" -> linux.netDevices(netDevices());
                case "seccomp" -> linux.seccomp(seccomp.read());
                case "rootfsPropagation" -> linux.rootfsPropagation(propagation());
                case "maskedPaths" -> linux.maskedPaths(in.strings());
                case "readonlyPaths" -> linux.readonlyPaths(in.strings());
                case "mountLabel" -> linux.mountLabel(in.nonEmptyString());
                case "intelRdt" -> linux.intelRdt(intelRdt());
                case "memoryPolicy" -> linux.memoryPolicy(memoryPolicy());
                case "personality" -> linux.personality(personality());
                case "timeOffsets" -> linux.timeOffsets(timeOffsets());
                default -> in.unknown(name);
            }
        }
        return Optional.of(linux.build());
    }

    List<LinuxIdMapping> idMappings() {
        List<LinuxIdMapping> mappings = new ArrayList<>();
        if (in.array()) {
            while (in.element()) {
                in.refuseNullElement();
                if (in.object()) {
                    mappings.add(idMapping());
                }
            }
        }
        return mappings;
    }

    private LinuxIdMapping idMapping() {
        OptionalLong containerId = OptionalLong.empty();
        OptionalLong hostId = OptionalLong.empty();
        OptionalLong size = OptionalLong.empty();
        for (String name = in.field(); name != null; name = in.field()) {
            switch (name) {
                case "containerID" -> containerId = in.uint32();
                case "hostID" -> hostId = in.uint32();
                case "size" -> size = in.uint32();
                default -> in.unknown(name);
            }
        }
        if (containerId.isEmpty()) {
            in.missing("containerID");
        }
        if (hostId.isEmpty()) {
            in.missing("hostID");
        }
        if (size.isEmpty()) {
            in.missing("size");
        }
        return new LinuxIdMapping(containerId.orElse(0), hostId.orElse(0), size.orElse(0));
    }

    private List<LinuxNamespace> namespaces() {
        List<LinuxNamespace> namespaces = new ArrayList<>();
        if (in.array()) {
            while (in.element()) {
                in.refuseNullElement();
                if (in.object()) {
                    LinuxNamespace namespace = namespace();
                    if (namespace != null) {
                        namespaces.add(namespace);
                    }
                }
            }
        }
        return namespaces;
    }

    private @Nullable LinuxNamespace namespace() {
        LinuxNamespace.Builder namespace = LinuxNamespace.builder();
        boolean type = false;
        for (String name = in.field(); name != null; name = in.field()) {
            switch (name) {
                case "type" -> {
                    String text = in.string();
                    try {
                        if (text != null) {
                            namespace.type(LinuxNamespaceType.of(text));
                            type = true;
                        }
                    } catch (IllegalArgumentException e) {
                        in.problem(e);
                    }
                }
                case "path" -> namespace.path(in.nonEmptyString());
                default -> in.unknown(name);
            }
        }
        if (!type) {
            in.missing("type");
            return null;
        }
        return namespace.build();
    }

    private List<LinuxDevice> devices() {
        List<LinuxDevice> devices = new ArrayList<>();
        if (in.array()) {
            while (in.element()) {
                in.refuseNullElement();
                if (in.object()) {
                    LinuxDevice device = device();
                    if (device != null) {
                        devices.add(device);
                    }
                }
            }
        }
        return devices;
    }

    private @Nullable LinuxDevice device() {
        LinuxDevice.Builder device = LinuxDevice.builder();
        boolean type = false;
        for (String name = in.field(); name != null; name = in.field()) {
            switch (name) {
                case "path" -> device.path(in.stringOrEmpty());
                case "type" -> {
                    String text = in.string();
                    try {
                        if (text != null) {
                            device.type(LinuxDeviceType.of(text));
                            type = true;
                        }
                    } catch (IllegalArgumentException e) {
                        in.problem(e);
                    }
                }
                case "major" -> device.major(in.int64());
                case "minor" -> device.minor(in.int64());
                case "fileMode" -> device.fileMode(in.uint31());
                case "uid" -> device.uid(in.uint32());
                case "gid" -> device.gid(in.uint32());
                default -> in.unknown(name);
            }
        }
        if (!type) {
            in.missing("type");
            return null;
        }
        return device.build();
    }

    private Map<String, LinuxNetDevice> netDevices() {
        Map<String, LinuxNetDevice> devices = new LinkedHashMap<>();
        if (in.object()) {
            for (String host = in.field(); host != null; host = in.field()) {
                LinuxNetDevice.Builder device = LinuxNetDevice.builder();
                if (in.object()) {
                    for (String name = in.field(); name != null; name = in.field()) {
                        switch (name) {
                            case "name" -> device.name(in.nonEmptyString());
                            default -> in.unknown(name);
                        }
                    }
                }
                devices.put(host, device.build());
            }
        }
        return devices;
    }

    private Optional<Propagation> propagation() {
        String text = in.stringOrEmpty();
        try {
            return text.isEmpty() ? Optional.empty() : Optional.of(Propagation.of(text));
        } catch (IllegalArgumentException e) {
            in.problem(e);
            return Optional.empty();
        }
    }

    private Optional<LinuxIntelRdt> intelRdt() {
        if (!in.object()) {
            return Optional.empty();
        }
        LinuxIntelRdt.Builder rdt = LinuxIntelRdt.builder();
        for (String name = in.field(); name != null; name = in.field()) {
            switch (name) {
                case "closID" -> rdt.closID(in.nonEmptyString());
                case "schemata" -> rdt.schemata(in.strings());
                case "l3CacheSchema" -> rdt.l3CacheSchema(in.nonEmptyString());
                case "memBwSchema" -> rdt.memBwSchema(in.nonEmptyString());
                case "enableMonitoring" -> rdt.enableMonitoring(in.bool());
                default -> in.unknown(name);
            }
        }
        return Optional.of(rdt.build());
    }

    private Optional<LinuxMemoryPolicy> memoryPolicy() {
        if (!in.object()) {
            return Optional.empty();
        }
        LinuxMemoryPolicy.Builder policy = LinuxMemoryPolicy.builder();
        boolean mode = false;
        for (String name = in.field(); name != null; name = in.field()) {
            switch (name) {
                case "mode" -> {
                    String text = in.string();
                    try {
                        if (text != null) {
                            policy.mode(MemoryPolicyMode.of(text));
                            mode = true;
                        }
                    } catch (IllegalArgumentException e) {
                        in.problem(e);
                    }
                }
                case "nodes" -> policy.nodes(in.nonEmptyString());
                case "flags" -> policy.flags(memoryPolicyFlags());
                default -> in.unknown(name);
            }
        }
        if (!mode) {
            in.missing("mode", "invalid memory policy mode \"\"");
            return Optional.empty();
        }
        return Optional.of(policy.build());
    }

    private List<MemoryPolicyFlag> memoryPolicyFlags() {
        List<MemoryPolicyFlag> flags = new ArrayList<>();
        if (in.array()) {
            while (in.element()) {
                in.refuseNullElement();
                String text = in.string();
                try {
                    if (text != null) {
                        flags.add(MemoryPolicyFlag.of(text));
                    }
                } catch (IllegalArgumentException e) {
                    in.problem(e);
                }
            }
        }
        return flags;
    }

    private Optional<LinuxPersonality> personality() {
        if (!in.object()) {
            return Optional.empty();
        }
        LinuxPersonality.Builder personality = LinuxPersonality.builder();
        boolean domain = false;
        for (String name = in.field(); name != null; name = in.field()) {
            switch (name) {
                case "domain" -> {
                    String text = in.string();
                    try {
                        if (text != null) {
                            personality.domain(PersonalityDomain.of(text));
                            domain = true;
                        }
                    } catch (IllegalArgumentException e) {
                        in.problem(e);
                    }
                }
                case "flags" -> personality.flags(in.strings());
                default -> in.unknown(name);
            }
        }
        if (!domain) {
            in.missing("domain");
            return Optional.empty();
        }
        return Optional.of(personality.build());
    }

    private Map<String, LinuxTimeOffset> timeOffsets() {
        Map<String, LinuxTimeOffset> offsets = new LinkedHashMap<>();
        if (in.object()) {
            for (String clock = in.field(); clock != null; clock = in.field()) {
                long secs = 0;
                long nanosecs = 0;
                if (in.object()) {
                    for (String name = in.field(); name != null; name = in.field()) {
                        switch (name) {
                            case "secs" -> secs = in.int64().orElse(0);
                            case "nanosecs" -> nanosecs = in.uint32().orElse(0);
                            default -> in.unknown(name);
                        }
                    }
                }
                offsets.put(clock, new LinuxTimeOffset(secs, nanosecs));
            }
        }
        return offsets;
    }
}
