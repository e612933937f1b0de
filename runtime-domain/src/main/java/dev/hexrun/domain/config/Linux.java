package dev.hexrun.domain.config;

import dev.hexrun.domain.mount.Propagation;
import dev.hexrun.domain.namespace.LinuxNamespaceType;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.immutables.value.Value;

/**
 * The settings for Linux of a configuration.
 *
 * @see <a href="https://github.com/opencontainers/runtime-spec/blob/main/config-linux.md">config-linux.md</a>
 */
@Value.Immutable
public interface Linux {
    /**
     * {@return the mapping of user ids of the user namespace to the host}
     */
    List<LinuxIdMapping> uidMappings();

    /**
     * {@return the mapping of group ids of the user namespace to the host}
     */
    List<LinuxIdMapping> gidMappings();

    /**
     * {@return kernel parameters by name, in the form {@code a.b} or {@code a/b}}
     */
    Map<String, String> sysctl();

    /**
     * {@return the resource limits of the cgroup}
     */
    Optional<LinuxResources> resources();

    /**
     * {@return the cgroup of the container; the cgroup driver defines the form}
     */
    Optional<String> cgroupsPath();

    /**
     * {@return the namespaces that are created or joined; namespaces of other types are shared with the
     * runtime}
     */
    List<LinuxNamespace> namespaces();

    /**
     * {@return the device nodes to create in addition to the default ones}
     */
    List<LinuxDevice> devices();

    /**
     * {@return the network devices to move into the container, by their name on the host}
     */
    Map<String, LinuxNetDevice> netDevices();

    /**
     * {@return the filter of system calls}
     */
    Optional<LinuxSeccomp> seccomp();

    /**
     * {@return the propagation of the root mount}
     */
    Optional<Propagation> rootfsPropagation();

    /**
     * {@return the paths in the container that cannot be read}
     */
    List<String> maskedPaths();

    /**
     * {@return the paths in the container that cannot be written}
     */
    List<String> readonlyPaths();

    /**
     * {@return the SELinux label for mounts}
     */
    Optional<String> mountLabel();

    /**
     * {@return the limits of cache and memory bandwidth by {@code resctrl}}
     */
    Optional<LinuxIntelRdt> intelRdt();

    /**
     * {@return the NUMA memory policy}
     */
    Optional<LinuxMemoryPolicy> memoryPolicy();

    /**
     * {@return the execution domain}
     */
    Optional<LinuxPersonality> personality();

    /**
     * {@return the offsets of the clocks of a new time namespace, by clock: {@code monotonic} or {@code
     * boottime}}
     */
    Map<String, LinuxTimeOffset> timeOffsets();

    /**
     * Returns the namespace of a type.
     *
     * @param type the type
     * @return the namespace; the first one if there are several, which validation refuses
     */
    default Optional<LinuxNamespace> namespace(LinuxNamespaceType type) {
        for (LinuxNamespace namespace : namespaces()) {
            if (namespace.type() == type) {
                return Optional.of(namespace);
            }
        }
        return Optional.empty();
    }

    /** {@return a builder without values} */
    static Builder builder() {
        return new Builder();
    }

    /** Builds a {@link Linux}. */
    class Builder extends ImmutableLinux.Builder {
        Builder() {}
    }
}
