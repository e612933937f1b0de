package dev.hexrun.app.inspect;

import dev.hexrun.app.adapters.Adapters;
import dev.hexrun.app.adapters.FoundAdapter;
import dev.hexrun.app.adapters.Port;
import dev.hexrun.app.extension.Extensions;
import dev.hexrun.domain.capability.Capability;
import dev.hexrun.domain.config.LinuxSeccompAction;
import dev.hexrun.domain.config.LinuxSeccompArch;
import dev.hexrun.domain.config.LinuxSeccompFlag;
import dev.hexrun.domain.config.LinuxSeccompOperator;
import dev.hexrun.domain.config.MemoryPolicyFlag;
import dev.hexrun.domain.config.MemoryPolicyMode;
import dev.hexrun.domain.failure.AdapterException;
import dev.hexrun.domain.json.JsonValue;
import dev.hexrun.domain.json.JsonValue.JsonArray;
import dev.hexrun.domain.mount.MountOptions;
import dev.hexrun.domain.namespace.LinuxNamespaceType;
import dev.hexrun.domain.seccomp.SeccompFlags;
import dev.hexrun.domain.step.HookStage;
import dev.hexrun.domain.validate.OptionalFeature;
import dev.hexrun.port.cgroup.CgroupDriverProvider;
import dev.hexrun.port.cgroup.CgroupFeatures;
import dev.hexrun.port.seccomp.SeccompCompilerProvider;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

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
        List<CgroupFeatures> cgroups = cgroupFeatures();
        JsonValue.Builder annotations = new JsonValue.Builder().put("dev.hexrun.version", version);
        if (!commit.isEmpty()) {
            annotations.put("dev.hexrun.commit", commit);
        }
        Extensions extensions = new Extensions(adapters);
        for (Map.Entry<String, String> feature : extensions.features().entrySet()) {
            annotations.put(feature.getKey(), feature.getValue());
        }
        return new JsonValue.Builder()
                .put("ociVersionMin", "1.0.0")
                .put("ociVersionMax", SPECIFICATION)
                .put("hooks", JsonArray.ofStrings(hooks))
                .put("mountOptions", JsonArray.ofStrings(MountOptions.supportedOptions()))
                .put("linux", linux(cgroups))
                .put("annotations", annotations.build())
                .put("potentiallyUnsafeConfigAnnotations", JsonArray.ofStrings(unsafeAnnotations(cgroups, extensions)))
                .build();
    }

    private JsonValue linux(List<CgroupFeatures> cgroups) {
        List<String> namespaces = new ArrayList<>();
        for (LinuxNamespaceType type : LinuxNamespaceType.values()) {
            namespaces.add(type.specName());
        }
        JsonValue enabled = new JsonValue.Builder().put("enabled", true).build();
        JsonValue disabled = new JsonValue.Builder().put("enabled", false).build();
        return new JsonValue.Builder()
                .put("namespaces", JsonArray.ofStrings(namespaces))
                .put("capabilities", names(Capability.values()))
                .put("cgroup", cgroup(cgroups))
                .put("seccomp", seccomp())
                .put("apparmor", installed(OptionalFeature.APPARMOR) ? enabled : disabled)
                .put("selinux", installed(OptionalFeature.SELINUX) ? enabled : disabled)
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

    /** Returns whether an adapter with a feature is installed, which may be unusable on this host. */
    private boolean installed(OptionalFeature feature) {
        return adapters.provide(feature) || adapters.reasonUnusable(feature).isPresent();
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

    /** Returns the features of all installed drivers, usable on this host or not. */
    private List<CgroupFeatures> cgroupFeatures() {
        List<CgroupFeatures> features = new ArrayList<>();
        for (FoundAdapter<CgroupDriverProvider> driver : adapters.find(Port.CGROUP_DRIVER)) {
            if (driver.provider().isPresent()) {
                try {
                    features.add(adapters.create(driver, CgroupDriverProvider::cgroupFeatures));
                } catch (AdapterException broken) {
                    adapters.warn(broken.message());
                }
            }
        }
        return features;
    }

    private static JsonValue cgroup(List<CgroupFeatures> drivers) {
        return new JsonValue.Builder()
                .put("v1", drivers.stream().anyMatch(CgroupFeatures::v1))
                .put("v2", drivers.stream().anyMatch(CgroupFeatures::v2))
                .put("systemd", drivers.stream().anyMatch(CgroupFeatures::systemd))
                .put("systemdUser", drivers.stream().anyMatch(CgroupFeatures::systemdUser))
                .put("rdma", drivers.stream().anyMatch(CgroupFeatures::rdma))
                .build();
    }

    /** Returns the annotations by which a configuration changes settings of the host or of its caller. */
    private static List<String> unsafeAnnotations(List<CgroupFeatures> drivers, Extensions extensions) {
        Set<String> annotations = new TreeSet<>(List.of("bundle"));
        annotations.addAll(extensions.annotations());
        for (CgroupFeatures driver : drivers) {
            annotations.addAll(driver.unsafeAnnotations());
        }
        return List.copyOf(annotations);
    }
}
