package dev.hexrun.app.inspect;

import dev.hexrun.app.adapters.Adapters;
import dev.hexrun.app.adapters.FoundAdapter;
import dev.hexrun.app.adapters.Port;
import dev.hexrun.domain.capability.Capability;
import dev.hexrun.domain.config.LinuxSeccompAction;
import dev.hexrun.domain.config.LinuxSeccompArch;
import dev.hexrun.domain.config.LinuxSeccompFlag;
import dev.hexrun.domain.config.LinuxSeccompOperator;
import dev.hexrun.domain.config.MemoryPolicyFlag;
import dev.hexrun.domain.config.MemoryPolicyMode;
import dev.hexrun.domain.json.JsonValue;
import dev.hexrun.domain.json.JsonValue.JsonArray;
import dev.hexrun.domain.mount.MountOptions;
import dev.hexrun.domain.namespace.LinuxNamespaceType;
import dev.hexrun.domain.seccomp.SeccompFlags;
import dev.hexrun.domain.step.HookStage;
import dev.hexrun.port.cgroup.CgroupDriverProvider;
import dev.hexrun.port.seccomp.SeccompCompilerProvider;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;

/**
 * The features use case: describes the features of this build (features.md, features-linux.md). The description covers
 * the program and its adapters, not the host.
 */
public final class DescribeFeatures {

    /** The newest supported version of the runtime specification. */
    public static final String SPECIFICATION = "1.3.0";

    private final Adapters adapters;

    /**
     * Creates the use case.
     *
     * @param adapters the adapters, which determine a part of the features
     */
    @Inject
    public DescribeFeatures(Adapters adapters) {
        this.adapters = adapters;
    }

    /**
     * Creates the features document.
     *
     * @param version the program's version
     * @param commit the commit that the program was built from; empty if unknown
     * @return the document
     */
    public JsonValue features(String version, String commit) {
        List<String> hooks = new ArrayList<>();
        for (HookStage stage : HookStage.values()) {
            hooks.add(stage.specName());
        }
        JsonValue.Builder annotations = new JsonValue.Builder().put("dev.hexrun.version", version);
        if (!commit.isEmpty()) {
            annotations.put("dev.hexrun.commit", commit);
        }
        return new JsonValue.Builder()
                .put("ociVersionMin", "1.0.0")
                .put("ociVersionMax", SPECIFICATION)
                .put("hooks", JsonArray.ofStrings(hooks))
                .put("mountOptions", JsonArray.ofStrings(MountOptions.supportedOptions()))
                .put("linux", linux())
                .put("annotations", annotations.build())
                .put("potentiallyUnsafeConfigAnnotations", JsonArray.ofStrings(unsafeAnnotations()))
                .build();
    }

    private JsonValue linux() {
        List<String> namespaces = new ArrayList<>();
        for (LinuxNamespaceType type : LinuxNamespaceType.values()) {
            namespaces.add(type.specName());
        }
        JsonValue enabled = new JsonValue.Builder().put("enabled", true).build();
        JsonValue disabled = new JsonValue.Builder().put("enabled", false).build();
        return new JsonValue.Builder()
                .put("namespaces", JsonArray.ofStrings(namespaces))
                .put("capabilities", names(Capability.values()))
                .put("cgroup", cgroup())
                .put("seccomp", seccomp())
                .put("apparmor", disabled)
                .put("selinux", disabled)
                .put("intelRdt", disabled)
                .put(
                        "memoryPolicy",
                        new JsonValue.Builder()
                                .put("modes", names(MemoryPolicyMode.values()))
                                .put("flags", names(MemoryPolicyFlag.values()))
                                .build())
                .put(
                        "mountExtensions",
                        new JsonValue.Builder().put("idmap", enabled).build())
                .put("netDevices", enabled)
                .build();
    }

    private JsonValue seccomp() {
        List<FoundAdapter<SeccompCompilerProvider>> compilers = adapters.find(Port.SECCOMP_COMPILER);
        if (compilers.isEmpty()) {
            return new JsonValue.Builder().put("enabled", false).build();
        }
        List<String> supported = new ArrayList<>();
        for (LinuxSeccompFlag flag : LinuxSeccompFlag.values()) {
            if (SeccompFlags.isSupported(flag, adapters.host().kernelRelease())) {
                supported.add(flag.specName());
            }
        }
        return new JsonValue.Builder()
                .put("enabled", true)
                .put("actions", names(LinuxSeccompAction.values()))
                .put("operators", names(LinuxSeccompOperator.values()))
                .put("archs", names(LinuxSeccompArch.values()))
                .put("knownFlags", names(LinuxSeccompFlag.values()))
                .put("supportedFlags", JsonArray.ofStrings(supported))
                .build();
    }

    private static JsonArray names(Enum<?>[] values) {
        List<String> names = new ArrayList<>();
        for (Enum<?> value : values) {
            names.add(value.name());
        }
        return JsonArray.ofStrings(names);
    }

    /** Returns the annotations by which a configuration changes settings of the host. */
    private List<String> unsafeAnnotations() {
        for (FoundAdapter<CgroupDriverProvider> driver : adapters.find(Port.CGROUP_DRIVER)) {
            if (driver.name().equals("systemd")) {
                return List.of("bundle", "org.systemd.property.");
            }
        }
        return List.of("bundle");
    }

    private JsonValue cgroup() {
        boolean cgroupfs = false;
        boolean systemd = false;
        for (FoundAdapter<CgroupDriverProvider> driver : adapters.find(Port.CGROUP_DRIVER)) {
            cgroupfs |= driver.name().equals("cgroupfs");
            systemd |= driver.name().equals("systemd");
        }
        return new JsonValue.Builder()
                .put("v1", cgroupfs || systemd)
                .put("v2", cgroupfs || systemd)
                .put("systemd", systemd)
                .put("systemdUser", systemd)
                .put("rdma", cgroupfs || systemd)
                .build();
    }
}
