package dev.hexrun.app.adapters;

import dev.hexrun.port.bundle.BundleReaderProvider;
import dev.hexrun.port.cgroup.CgroupDriverProvider;
import dev.hexrun.port.extension.ContainerExtensionProvider;
import dev.hexrun.port.json.JsonFormatProvider;
import dev.hexrun.port.launch.CommandChannelProvider;
import dev.hexrun.port.launch.ContainerLauncherProvider;
import dev.hexrun.port.policy.PlanPolicyProvider;
import dev.hexrun.port.provider.HostProvider;
import dev.hexrun.port.provider.Provider;
import dev.hexrun.port.seccomp.SeccompCompilerProvider;
import dev.hexrun.port.security.SecurityModuleProvider;
import dev.hexrun.port.state.ArtifactCacheProvider;
import dev.hexrun.port.state.StateStoreProvider;
import java.util.List;

/**
 * An interface that adapters implement.
 *
 * @param name the name for users, for example {@code cgroup-driver}
 * @param type the provider's interface, by which {@link java.util.ServiceLoader} finds adapters
 * @param usesAll whether the runtime uses every usable adapter ({@link Adapters#handles}); otherwise it chooses one ({@link
 *     Adapters#choose})
 * @param <P> the provider's interface
 */
public record Port<P extends Provider>(String name, Class<P> type, boolean usesAll) {

    /** A cache of documents that can be created again. */
    public static final Port<ArtifactCacheProvider> ARTIFACT_CACHE =
            new Port<>("artifact-cache", ArtifactCacheProvider.class);

    /** The reader of bundles. */
    public static final Port<BundleReaderProvider> BUNDLE_READER =
            new Port<>("bundle-reader", BundleReaderProvider.class);

    /** The manager of cgroups and their limits. */
    public static final Port<CgroupDriverProvider> CGROUP_DRIVER =
            new Port<>("cgroup-driver", CgroupDriverProvider.class);

    /** The channel by which commands reach the runtime. */
    public static final Port<CommandChannelProvider> COMMAND_CHANNEL =
            new Port<>("command-channel", CommandChannelProvider.class);

    /** The extensions, which understand annotations. */
    public static final Port<ContainerExtensionProvider> CONTAINER_EXTENSION =
            new Port<>("container-extension", ContainerExtensionProvider.class, true);

    /** The executor of launch plans. */
    public static final Port<ContainerLauncherProvider> CONTAINER_LAUNCHER =
            new Port<>("container-launcher", ContainerLauncherProvider.class);

    /** The host. */
    public static final Port<HostProvider> HOST = new Port<>("host", HostProvider.class);

    /** The reader and writer of JSON. */
    public static final Port<JsonFormatProvider> JSON_FORMAT = new Port<>("json-format", JsonFormatProvider.class);

    /** The policies, all of which are asked about each container. */
    public static final Port<PlanPolicyProvider> PLAN_POLICY =
            new Port<>("plan-policy", PlanPolicyProvider.class, true);

    /** The compiler of seccomp filters. */
    public static final Port<SeccompCompilerProvider> SECCOMP_COMPILER =
            new Port<>("seccomp-compiler", SeccompCompilerProvider.class);

    /** The Linux security modules that confine processes. */
    public static final Port<SecurityModuleProvider> SECURITY_MODULE =
            new Port<>("security-module", SecurityModuleProvider.class, true);

    /** The store of container records. */
    public static final Port<StateStoreProvider> STATE_STORE = new Port<>("state-store", StateStoreProvider.class);

    /**
     * Creates a port with one chosen adapter.
     *
     * @param name the name for users
     * @param type the provider's interface
     */
    public Port(String name, Class<P> type) {
        this(name, type, false);
    }

    /**
     * Returns every port.
     *
     * @return the ports, ordered by name
     */
    public static List<Port<?>> all() {
        return List.of(
                ARTIFACT_CACHE,
                BUNDLE_READER,
                CGROUP_DRIVER,
                COMMAND_CHANNEL,
                CONTAINER_EXTENSION,
                CONTAINER_LAUNCHER,
                HOST,
                JSON_FORMAT,
                PLAN_POLICY,
                SECCOMP_COMPILER,
                SECURITY_MODULE,
                STATE_STORE);
    }
}
