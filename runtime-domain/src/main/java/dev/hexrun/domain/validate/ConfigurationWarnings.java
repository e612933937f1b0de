package dev.hexrun.domain.validate;

import dev.hexrun.domain.capability.CapabilitySet;
import dev.hexrun.domain.config.Configuration;
import dev.hexrun.domain.config.Linux;
import dev.hexrun.domain.config.LinuxCapabilities;
import dev.hexrun.domain.config.LinuxDevice;
import dev.hexrun.domain.config.LinuxDeviceCgroup;
import dev.hexrun.domain.config.LinuxDeviceCgroupType;
import dev.hexrun.domain.config.LinuxMemory;
import dev.hexrun.domain.config.LinuxResources;
import dev.hexrun.domain.config.Mount;
import dev.hexrun.domain.mount.ContainerPath;
import dev.hexrun.domain.mount.MountOptions;
import dev.hexrun.domain.mount.Propagation;
import dev.hexrun.domain.namespace.LinuxNamespaceType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Warnings about settings that are ignored or adjusted, which the specification does not treat as errors. */
final class ConfigurationWarnings {

    private static final int NOT_SHARED = -1;

    private final Problems.Builder warnings;

    ConfigurationWarnings(Problems.Builder warnings) {
        this.warnings = warnings;
    }

    void find(Configuration configuration) {
        process(configuration);
        if (!configuration.hasMountNamespace() && configuration.ownsMounts()) {
            warnings.add(
                    "/mounts", "no mount namespace requested: mounts are made in a new one, slave to the caller's");
        }
        if (configuration.linux().isPresent()
                && configuration.linux().get().personality().isPresent()
                && !configuration.linux().get().personality().get().flags().isEmpty()) {
            warnings.add("/linux/personality/flags", "personality flags are reserved and ignored");
        }
        for (int i = 0; i < configuration.mounts().size(); i++) {
            String destination = configuration.mounts().get(i).destination();
            if (!destination.isEmpty() && !destination.startsWith("/")) {
                warnings.add("/mounts/" + i + "/destination", "\"" + destination + "\" is interpreted relative to /");
            }
        }
        if (configuration.linux().isPresent()) {
            Linux linux = configuration.linux().get();
            if (linux.rootfsPropagation().isPresent()
                    && linux.rootfsPropagation().get().isShared()) {
                mountsInSharedVolumes(configuration.mounts());
            }
            replacedDevices(linux.devices());
        }
        if (configuration.linux().isPresent()
                && configuration.linux().get().resources().isPresent()) {
            find(configuration.linux().get().resources().get());
        }
    }

    void process(Configuration configuration) {
        if (configuration.process().isPresent()
                && configuration.process().get().capabilities().isPresent()) {
            LinuxCapabilities sets =
                    configuration.process().get().capabilities().get();
            capabilities("bounding", sets.bounding());
            capabilities("effective", sets.effective());
            capabilities("inheritable", sets.inheritable());
            capabilities("permitted", sets.permitted());
            capabilities("ambient", sets.ambient());
            effective(sets);
            ambient(sets);
        }
    }

    /** Checks the capabilities against those of the runtime. In a new user namespace a process has all of them. */
    void ungrantable(Configuration configuration, long available) {
        if (configuration.process().isEmpty()
                || configuration.process().get().capabilities().isEmpty()
                || (configuration.linux().isPresent()
                        && configuration
                                .linux()
                                .get()
                                .namespace(LinuxNamespaceType.USER)
                                .isPresent())) {
            return;
        }
        LinuxCapabilities sets = configuration.process().get().capabilities().get();
        long requested = CapabilitySet.of(sets.bounding()).bits()
                | CapabilitySet.of(sets.effective()).bits()
                | CapabilitySet.of(sets.inheritable()).bits()
                | CapabilitySet.of(sets.permitted()).bits();
        for (String name : new CapabilitySet(requested & ~available).names()) {
            warnings.add("/process/capabilities", name + " cannot be granted: the runtime does not have it");
        }
    }

    void find(LinuxResources resources) {
        if (resources.memory().isPresent()) {
            memory(resources.memory().get());
        }
        if (resources.cpu().isPresent()
                && resources.cpu().get().idle().orElse(0) == 1
                && resources.cpu().get().shares().orElse(0) != 0) {
            warnings.add("/linux/resources/cpu/shares", "unable to apply both shares and idle: the shares are ignored");
        }
        if (resources.unified().getOrDefault("cpu.idle", "").strip().equals("1")
                && resources.unified().containsKey("cpu.weight")) {
            warnings.add(
                    "/linux/resources/unified/cpu.weight",
                    "unable to apply both cpu.weight and cpu.idle: the weight is ignored");
        }
        devices(resources.devices());
    }

    /** Warns about mounts in a volume that is shared with the host, which propagate to the host. */
    private void mountsInSharedVolumes(List<Mount> mounts) {
        Map<String, Integer> last = new HashMap<>();
        for (int i = 0; i < mounts.size(); i++) {
            Mount mount = mounts.get(i);
            MountOptions options = MountOptions.of(mount.options());
            if (options.remount()) {
                continue;
            }
            String path = ContainerPath.clean(mount.destination());
            Integer holder = sharedAncestor(last, path);
            if (holder != null && holder >= 0) {
                warnings.add(
                        "/mounts/" + i, "is also mounted on the host: /mounts/" + holder + " is shared with the host");
            }
            List<Propagation> own = options.propagation();
            boolean shared = options.isBind(mount.type().orElse(""))
                    && !own.isEmpty()
                    && own.getLast().isShared();
            last.put(path, shared ? i : NOT_SHARED);
        }
    }

    /** Returns the index of the mount that contains a path lexically, or {@link #NOT_SHARED}. */
    private static @Nullable Integer sharedAncestor(Map<String, Integer> last, String path) {
        for (int end = path.length(); end > 0; end = path.lastIndexOf('/', end - 1)) {
            Integer holder = last.get(path.substring(0, end));
            if (holder != null) {
                return holder;
            }
        }
        return null;
    }

    /** Warns about devices of the same path. The specification forbids them, but callers pass them; the last one is used. */
    private void replacedDevices(List<LinuxDevice> devices) {
        Map<String, Integer> last = new HashMap<>();
        for (int i = 0; i < devices.size(); i++) {
            Integer before = last.put(ContainerPath.clean(devices.get(i).path()), i);
            if (before != null && !same(devices.get(before), devices.get(i))) {
                warnings.add(
                        "/linux/devices/" + before,
                        "\"" + devices.get(before).path() + "\" is set more than once: /linux/devices/" + i
                                + " is used");
            }
        }
    }

    /** Returns whether two devices are equal except for their paths. */
    private static boolean same(LinuxDevice one, LinuxDevice other) {
        return LinuxDevice.builder()
                .from(one)
                .path("")
                .build()
                .equals(LinuxDevice.builder().from(other).path("").build());
    }

    private void devices(List<LinuxDeviceCgroup> rules) {
        for (int i = 0; i < rules.size(); i++) {
            typeAll(rules.get(i), i);
            String access = rules.get(i).access().orElse("");
            for (int j = 0; j < access.length(); j++) {
                if ("rwm".indexOf(access.charAt(j)) < 0) {
                    warnings.add(
                            "/linux/resources/devices/" + i + "/access",
                            "letters other than r, w and m are ignored in \"" + access + "\"");
                    break;
                }
            }
        }
    }

    /** Warns about rules of type a, which match every device, as in cgroup v1 and every runtime. */
    private void typeAll(LinuxDeviceCgroup rule, int index) {
        String access = rule.access().orElse("");
        boolean all = access.contains("r") && access.contains("w") && access.contains("m");
        boolean hasNumbers = rule.major().orElse(-1) >= 0 || rule.minor().orElse(-1) >= 0;
        if (rule.type() == LinuxDeviceCgroupType.ALL && (hasNumbers || !all)) {
            warnings.add(
                    "/linux/resources/devices/" + index,
                    "type \"a\" matches every device and access; major, minor and access are ignored");
        }
    }

    /** Checks effective capabilities: {@code capset(2)} requires them to be permitted. */
    private void effective(LinuxCapabilities sets) {
        long refused = CapabilitySet.of(sets.effective()).bits()
                & ~CapabilitySet.of(sets.permitted()).bits();
        for (String name : new CapabilitySet(refused).names()) {
            warnings.add("/process/capabilities/effective", name + " is ignored: it is not permitted");
        }
    }

    /**
     * Checks ambient capabilities: the kernel requires them to be permitted and inheritable, {@code capabilities(7)}. There
     * is one warning for all, since some clients list all capabilities here and none as inheritable.
     */
    private void ambient(LinuxCapabilities sets) {
        long possible = CapabilitySet.of(sets.permitted()).bits()
                & CapabilitySet.of(sets.inheritable()).bits();
        List<String> names = new CapabilitySet(CapabilitySet.of(sets.ambient()).bits() & ~possible).names();
        if (names.isEmpty()) {
            return;
        }
        warnings.add(
                "/process/capabilities/ambient",
                "can't raise ambient " + (names.size() == 1 ? "capability " : "capabilities ")
                        + String.join(", ", names)
                        + (names.size() == 1 ? ": it is" : ": they are")
                        + " not both permitted and inheritable");
    }

    private void capabilities(String set, List<String> names) {
        for (String name : CapabilitySet.unknown(names)) {
            warnings.add(
                    "/process/capabilities/" + set,
                    "unknown capability \"" + name + "\" is ignored"
                            + (CapabilitySet.unknown(List.of("CAP_" + name)).isEmpty()
                                    ? "; did you mean CAP_" + name + "?"
                                    : ""));
        }
    }

    private void memory(LinuxMemory memory) {
        if (memory.kernel().orElse(0) != 0) {
            warnings.add("/linux/resources/memory/kernel", "kernel memory limits are obsolete and ignored");
        }
        if (memory.kernelTCP().orElse(0) != 0) {
            warnings.add("/linux/resources/memory/kernelTCP", "kernel memory limits are obsolete and ignored");
        }
    }
}
