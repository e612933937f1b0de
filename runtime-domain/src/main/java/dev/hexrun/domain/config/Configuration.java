package dev.hexrun.domain.config;

import dev.hexrun.domain.namespace.LinuxNamespaceType;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.immutables.value.Value;

/**
 * The configuration of a container: everything that a {@code config.json} for Linux can say.
 *
 * <p>Other platforms' sections ({@code solaris}, {@code windows}, {@code vm}, {@code zos}, {@code
 * freebsd}) are left out, since a Linux runtime ignores them.
 *
 * @see <a href="https://github.com/opencontainers/runtime-spec/blob/main/config.md">config.md</a>
 */
@Value.Immutable
public interface Configuration {
    /**
     * {@return the version of the runtime specification that the bundle follows, in SemVer form;
     * empty if the configuration does not say, which validation refuses}
     */
    @Value.Default
    default String ociVersion() {
        return "";
    }

    /**
     * {@return the process of the container} A container without one can be created and not
     * started.
     */
    Optional<Process> process();

    /**
     * {@return the root file system; required on Linux, which validation checks}
     */
    Optional<Root> root();

    /**
     * {@return the host name as the container sees it; needs a UTS namespace}
     */
    Optional<String> hostname();

    /**
     * {@return the NIS domain name as the container sees it; needs a UTS namespace}
     */
    Optional<String> domainname();

    /**
     * {@return the mounts on top of the root, in the order in which they are made}
     */
    List<Mount> mounts();

    /**
     * {@return the commands that are run at points of the life of the container}
     */
    Optional<Hooks> hooks();

    /**
     * {@return arbitrary facts for hooks and for {@code state}}
     */
    Map<String, String> annotations();

    /**
     * {@return what is particular to Linux; absent, the container shares every namespace with the
     * host}
     */
    Optional<Linux> linux();

    /**
     * {@return whether a mount namespace is asked for, made or joined}
     */
    default boolean hasMountNamespace() {
        return linux().isPresent()
                && linux().get().namespace(LinuxNamespaceType.MOUNT).isPresent();
    }

    /**
     * {@return whether the container has mounts of its own, and does not share the caller's}
     *
     * <p>One without a mount namespace, but with something to mount, gets a namespace that is a slave of the caller's: it
     * sees what is mounted and unmounted on the host, and the host's mounts stay as they are. Others mount such a
     * container's file systems on the host, and leave them there.
     */
    default boolean ownsMounts() {
        return hasMountNamespace()
                || !mounts().isEmpty()
                || (root().isPresent() && root().get().readonly());
    }

    /** {@return a builder in which nothing is set} */
    static Builder builder() {
        return new Builder();
    }

    /** Collects the parts of a {@link Configuration}. */
    class Builder extends ImmutableConfiguration.Builder {
        Builder() {}
    }
}
