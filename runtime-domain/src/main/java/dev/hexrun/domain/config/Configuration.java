package dev.hexrun.domain.config;

import dev.hexrun.domain.namespace.LinuxNamespaceType;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.immutables.value.Value;

/**
 * The configuration of a container: the content of a {@code config.json} for Linux.
 *
 * <p>Sections of other platforms ({@code solaris}, {@code windows}, {@code vm}, {@code zos}, {@code
 * freebsd}) have no counterpart here, since a Linux runtime ignores them.
 *
 * @see <a href="https://github.com/opencontainers/runtime-spec/blob/main/config.md">config.md</a>
 */
@Value.Immutable
public interface Configuration {
    /**
     * {@return the version of the runtime specification that the bundle follows, in SemVer form;
     * empty if absent, which validation refuses}
     */
    @Value.Default
    default String ociVersion() {
        return "";
    }

    /**
     * {@return the process of the container} A container without a process can be created but not
     * started.
     */
    Optional<Process> process();

    /**
     * {@return the root file system; required on Linux, which validation checks}
     */
    Optional<Root> root();

    /**
     * {@return the host name inside the container; requires a UTS namespace}
     */
    Optional<String> hostname();

    /**
     * {@return the NIS domain name inside the container; requires a UTS namespace}
     */
    Optional<String> domainname();

    /**
     * {@return the mounts on top of the root, in the order in which they are mounted}
     */
    List<Mount> mounts();

    /**
     * {@return the commands that are run at points of the life cycle of the container}
     */
    Optional<Hooks> hooks();

    /**
     * {@return arbitrary metadata for hooks and {@code state}}
     */
    Map<String, String> annotations();

    /**
     * {@return the settings for Linux; if absent, the container shares every namespace with the host}
     */
    Optional<Linux> linux();

    /**
     * {@return whether the container has a mount namespace, new or joined}
     */
    default boolean hasMountNamespace() {
        return linux().isPresent()
                && linux().get().namespace(LinuxNamespaceType.MOUNT).isPresent();
    }

    /**
     * {@return whether the container has its own mounts, and does not share those of the caller}
     *
     * <p>A container without a mount namespace that mounts something gets a new one, a slave of the caller's: mounts and
     * unmounts of the host propagate into it, and the mounts of the host do not change. Other runtimes mount the file
     * systems of such a container on the host, and leave them there.
     */
    default boolean ownsMounts() {
        return hasMountNamespace()
                || !mounts().isEmpty()
                || (root().isPresent() && root().get().readonly());
    }

    /** {@return a builder without values} */
    static Builder builder() {
        return new Builder();
    }

    /** Builds a {@link Configuration}. */
    class Builder extends ImmutableConfiguration.Builder {
        Builder() {}
    }
}
