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
import dev.hexrun.domain.json.JsonValue.JsonObject;
import dev.hexrun.domain.mount.Propagation;
import dev.hexrun.domain.namespace.LinuxNamespaceType;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The codec of {@code linux} (config-linux.md), without resources and seccomp. */
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
                case "namespaces" -> linux.namespaces(in.list(this::namespace));
                case "devices" -> linux.devices(in.list(this::device));
                case "netDevices" ->
                    linux.netDevices(in.map(LinuxNetDevice.builder().build(), this::netDevice));
                case "seccomp" -> linux.seccomp(seccomp.read());
                case "rootfsPropagation" ->
                    linux.rootfsPropagation(Optional.ofNullable(in.enumUnlessEmpty(Propagation::of)));
                case "maskedPaths" -> linux.maskedPaths(in.strings());
                case "readonlyPaths" -> linux.readonlyPaths(in.strings());
                case "mountLabel" -> linux.mountLabel(in.nonEmptyString());
                case "intelRdt" -> linux.intelRdt(in.optional(this::intelRdt));
                case "memoryPolicy" -> linux.memoryPolicy(in.optional(this::memoryPolicy));
                case "personality" -> linux.personality(in.optional(this::personality));
                case "timeOffsets" -> linux.timeOffsets(in.map(new LinuxTimeOffset(0, 0), this::timeOffset));
                default -> in.unknown(name);
            }
        }
        return Optional.of(linux.build());
    }

    List<LinuxIdMapping> idMappings() {
        return in.list(this::idMapping);
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
        return new LinuxIdMapping(
                in.required("containerID", containerId), in.required("hostID", hostId), in.required("size", size));
    }

    private @Nullable LinuxNamespace namespace() {
        LinuxNamespace.Builder namespace = LinuxNamespace.builder();
        boolean type = false;
        for (String name = in.field(); name != null; name = in.field()) {
            switch (name) {
                case "type" -> {
                    LinuxNamespaceType value = in.enumOf(LinuxNamespaceType::of);
                    if (value != null) {
                        namespace.type(value);
                        type = true;
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

    private @Nullable LinuxDevice device() {
        LinuxDevice.Builder device = LinuxDevice.builder();
        boolean type = false;
        for (String name = in.field(); name != null; name = in.field()) {
            switch (name) {
                case "path" -> device.path(in.stringOrEmpty());
                case "type" -> {
                    LinuxDeviceType value = in.enumOf(LinuxDeviceType::of);
                    if (value != null) {
                        device.type(value);
                        type = true;
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

    private LinuxNetDevice netDevice() {
        LinuxNetDevice.Builder device = LinuxNetDevice.builder();
        for (String name = in.field(); name != null; name = in.field()) {
            switch (name) {
                case "name" -> device.name(in.nonEmptyString());
                default -> in.unknown(name);
            }
        }
        return device.build();
    }

    private LinuxIntelRdt intelRdt() {
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
        return rdt.build();
    }

    private @Nullable LinuxMemoryPolicy memoryPolicy() {
        LinuxMemoryPolicy.Builder policy = LinuxMemoryPolicy.builder();
        boolean mode = false;
        for (String name = in.field(); name != null; name = in.field()) {
            switch (name) {
                case "mode" -> {
                    MemoryPolicyMode value = in.enumOf(MemoryPolicyMode::of);
                    if (value != null) {
                        policy.mode(value);
                        mode = true;
                    }
                }
                case "nodes" -> policy.nodes(in.nonEmptyString());
                case "flags" -> policy.flags(in.enums(MemoryPolicyFlag::of));
                default -> in.unknown(name);
            }
        }
        if (!mode) {
            in.missing("mode", "invalid memory policy mode \"\"");
            return null;
        }
        return policy.build();
    }

    private @Nullable LinuxPersonality personality() {
        LinuxPersonality.Builder personality = LinuxPersonality.builder();
        boolean domain = false;
        for (String name = in.field(); name != null; name = in.field()) {
            switch (name) {
                case "domain" -> {
                    PersonalityDomain value = in.enumOf(PersonalityDomain::of);
                    if (value != null) {
                        personality.domain(value);
                        domain = true;
                    }
                }
                case "flags" -> personality.flags(in.strings());
                default -> in.unknown(name);
            }
        }
        if (!domain) {
            in.missing("domain");
            return null;
        }
        return personality.build();
    }

    private LinuxTimeOffset timeOffset() {
        long secs = 0;
        long nanosecs = 0;
        for (String name = in.field(); name != null; name = in.field()) {
            switch (name) {
                case "secs" -> secs = in.int64().orElse(0);
                case "nanosecs" -> nanosecs = in.uint32().orElse(0);
                default -> in.unknown(name);
            }
        }
        return new LinuxTimeOffset(secs, nanosecs);
    }

    static JsonObject encode(Linux linux) {
        return new ObjectEncoder()
                .list("uidMappings", linux.uidMappings(), LinuxCodec::encode)
                .list("gidMappings", linux.gidMappings(), LinuxCodec::encode)
                .strings("sysctl", linux.sysctl())
                .object("resources", linux.resources(), ResourcesCodec::encode)
                .string("cgroupsPath", linux.cgroupsPath())
                .list("namespaces", linux.namespaces(), LinuxCodec::encode)
                .list("devices", linux.devices(), LinuxCodec::encode)
                .map("netDevices", linux.netDevices(), LinuxCodec::encode)
                .object("seccomp", linux.seccomp(), SeccompCodec::encode)
                .object(
                        "rootfsPropagation",
                        linux.rootfsPropagation(),
                        propagation -> ObjectEncoder.name(propagation.specName()))
                .strings("maskedPaths", linux.maskedPaths())
                .strings("readonlyPaths", linux.readonlyPaths())
                .string("mountLabel", linux.mountLabel())
                .object("intelRdt", linux.intelRdt(), LinuxCodec::encode)
                .object("memoryPolicy", linux.memoryPolicy(), LinuxCodec::encode)
                .object("personality", linux.personality(), LinuxCodec::encode)
                .map("timeOffsets", linux.timeOffsets(), LinuxCodec::encode)
                .build();
    }

    static JsonObject encode(LinuxIdMapping mapping) {
        return new ObjectEncoder()
                .integer("containerID", mapping.containerID())
                .integer("hostID", mapping.hostID())
                .integer("size", mapping.size())
                .build();
    }

    private static JsonObject encode(LinuxNamespace namespace) {
        return new ObjectEncoder()
                .string("type", namespace.type().specName())
                .string("path", namespace.path())
                .build();
    }

    private static JsonObject encode(LinuxDevice device) {
        return new ObjectEncoder()
                .string("path", device.path())
                .string("type", device.type().specName())
                .integer("major", device.major())
                .integer("minor", device.minor())
                .integer("fileMode", device.fileMode())
                .integer("uid", device.uid())
                .integer("gid", device.gid())
                .build();
    }

    private static JsonObject encode(LinuxNetDevice device) {
        return new ObjectEncoder().string("name", device.name()).build();
    }

    private static JsonObject encode(LinuxIntelRdt rdt) {
        return new ObjectEncoder()
                .string("closID", rdt.closID())
                .strings("schemata", rdt.schemata())
                .string("l3CacheSchema", rdt.l3CacheSchema())
                .string("memBwSchema", rdt.memBwSchema())
                .ifTrue("enableMonitoring", rdt.enableMonitoring())
                .build();
    }

    private static JsonObject encode(LinuxMemoryPolicy policy) {
        return new ObjectEncoder()
                .string("mode", policy.mode().specName())
                .string("nodes", policy.nodes())
                .list("flags", policy.flags(), flag -> ObjectEncoder.name(flag.specName()))
                .build();
    }

    private static JsonObject encode(LinuxPersonality personality) {
        return new ObjectEncoder()
                .string("domain", personality.domain().specName())
                .strings("flags", personality.flags())
                .build();
    }

    private static JsonObject encode(LinuxTimeOffset offset) {
        return new ObjectEncoder()
                .integer("secs", offset.secs())
                .integer("nanosecs", offset.nanosecs())
                .build();
    }
}
