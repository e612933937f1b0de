package dev.hexrun.domain.config;

import dev.hexrun.domain.mount.Propagation;
import dev.hexrun.domain.namespace.LinuxNamespaceType;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.immutables.value.Value;

/**
 * What is particular to Linux in a configuration.
 *
 * @see <a href="https://github.com/opencontainers/runtime-spec/blob/main/config-linux.md">config-linux.md</a>
 */
@Value.Immutable
public interface Linux {
    /**
     * {@return how user ids of the user namespace appear outside}
     */
    List<LinuxIdMapping> uidMappings();

    /**
     * {@return how group ids of the user namespace appear outside}
     */
    List<LinuxIdMapping> gidMappings();

    /**
     * {@return kernel parameters by name, in the form {@code a.b} or {@code a/b}}
     */
    Map<String, String> sysctl();

    /**
     * {@return the limits of the cgroup}
     */
    Optional<LinuxResources> resources();

    /**
     * {@return the cgroup of the container; its form is a matter of the cgroup driver}
     */
    Optional<String> cgroupsPath();

    /**
     * {@return the namespaces that are made or joined; a kind that is not here is shared with the
     * runtime}
     */
    List<LinuxNamespace> namespaces();

    /**
     * {@return device nodes that are made beside the default ones}
     */
    List<LinuxDevice> devices();

    /**
     * {@return network devices that move into the container, by their name on the host}
     */
    Map<String, LinuxNetDevice> netDevices();

    /**
     * {@return which system calls the process may use}
     */
    Optional<LinuxSeccomp> seccomp();

    /**
     * {@return how mounts below the root propagate}
     */
    Optional<Propagation> rootfsPropagation();

    /**
     * {@return paths in the container that nothing can be read from}
     */
    List<String> maskedPaths();

    /**
     * {@return paths in the container that cannot be written to}
     */
    List<String> readonlyPaths();

    /**
     * {@return the SELinux label of the mounts}
     */
    Optional<String> mountLabel();

    /**
     * {@return cache and memory bandwidth by {@code resctrl}}
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
     * {@return offsets of the clocks of a new time namespace, by clock: {@code monotonic} or {@code
     * boottime}}
     */
    Map<String, LinuxTimeOffset> timeOffsets();

    /**
     * Finds the namespace of one kind.
     *
     * @param type the kind
     * @return the namespace as listed, the first if there are several, which validation refuses
     */
    default Optional<LinuxNamespace> namespace(LinuxNamespaceType type) {
        for (LinuxNamespace namespace : namespaces()) {
            if (namespace.type() == type) {
                return Optional.of(namespace);
            }
        }
        return Optional.empty();
    }

    /** {@return a builder in which nothing is set} */
    static Builder builder() {
        return new Builder();
    }

    /** Collects the parts of a {@link Linux}. */
    class Builder extends ImmutableLinux.Builder {
        Builder() {}
    }
}
