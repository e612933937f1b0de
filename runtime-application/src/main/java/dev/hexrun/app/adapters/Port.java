package dev.hexrun.app.adapters;

import dev.hexrun.port.bundle.BundleReaderProvider;
import dev.hexrun.port.cgroup.CgroupDriverProvider;
import dev.hexrun.port.json.JsonFormatProvider;
import dev.hexrun.port.launch.CommandChannelProvider;
import dev.hexrun.port.launch.ContainerLauncherProvider;
import dev.hexrun.port.provider.HostProvider;
import dev.hexrun.port.provider.Provider;
import dev.hexrun.port.seccomp.SeccompCompilerProvider;
import dev.hexrun.port.state.ArtifactCacheProvider;
import dev.hexrun.port.state.StateStoreProvider;
import java.util.List;

/**
 * A place where adapters plug in.
 *
 * @param name the name by which users refer to it, for example {@code cgroup-driver}
 * @param type the provider's interface, under which {@link java.util.ServiceLoader} finds it
 * @param <P> the provider's interface
 */
public record Port<P extends Provider>(String name, Class<P> type) {

    /** Keeps documents that can be created again. */
    public static final Port<ArtifactCacheProvider> ARTIFACT_CACHE =
            new Port<>("artifact-cache", ArtifactCacheProvider.class);

    /** Reads bundles. */
    public static final Port<BundleReaderProvider> BUNDLE_READER =
            new Port<>("bundle-reader", BundleReaderProvider.class);

    /** Makes and limits control groups. */
    public static final Port<CgroupDriverProvider> CGROUP_DRIVER =
            new Port<>("cgroup-driver", CgroupDriverProvider.class);

    /** Brings commands to the runtime. */
    public static final Port<CommandChannelProvider> COMMAND_CHANNEL =
            new Port<>("command-channel", CommandChannelProvider.class);

    /** Executes launch plans. */
    public static final Port<ContainerLauncherProvider> CONTAINER_LAUNCHER =
            new Port<>("container-launcher", ContainerLauncherProvider.class);

    /** Looks at the host. */
    public static final Port<HostProvider> HOST = new Port<>("host", HostProvider.class);

    /** Reads and writes JSON. */
    public static final Port<JsonFormatProvider> JSON_FORMAT = new Port<>("json-format", JsonFormatProvider.class);

    /** Compiles filters of system calls. */
    public static final Port<SeccompCompilerProvider> SECCOMP_COMPILER =
            new Port<>("seccomp-compiler", SeccompCompilerProvider.class);

    /** Remembers containers. */
    public static final Port<StateStoreProvider> STATE_STORE = new Port<>("state-store", StateStoreProvider.class);

    /**
     * Every port there is.
     *
     * @return the ports, by name
     */
    public static List<Port<?>> all() {
        return List.of(
                ARTIFACT_CACHE,
                BUNDLE_READER,
                CGROUP_DRIVER,
                COMMAND_CHANNEL,
                CONTAINER_LAUNCHER,
                HOST,
                JSON_FORMAT,
                SECCOMP_COMPILER,
                STATE_STORE);
    }
}
