/**
 * The use cases, one class for each operation that a caller can request, with a request as the parameter and a result
 * as the return value (runtime.md, "Operations"), and the choice of adapters. The command line calls the use cases, and
 * so does a program that embeds the runtime.
 *
 * <p>A use case depends on ports only, never on an adapter. A failure is a {@link
 * dev.hexrun.domain.failure.ContainerException}; the use case undoes its changes before it throws one.
 */
module dev.hexrun.app {
    requires dagger;
    requires jakarta.inject;
    requires transitive dev.hexrun.domain;
    requires transitive dev.hexrun.port;
    requires static java.compiler;
    requires static org.immutables.value.annotations;
    requires static org.jspecify;

    exports dev.hexrun.app.adapters;
    exports dev.hexrun.app.bundle;
    exports dev.hexrun.app.cgroup;
    exports dev.hexrun.app.command;
    exports dev.hexrun.app.doctor;
    exports dev.hexrun.app.engine;
    exports dev.hexrun.app.exec;
    exports dev.hexrun.app.extension;
    exports dev.hexrun.app.host;
    exports dev.hexrun.app.inspect;
    exports dev.hexrun.app.launch;
    exports dev.hexrun.app.lifecycle;
    exports dev.hexrun.app.policy;
    exports dev.hexrun.app.record;
    exports dev.hexrun.app.resource;
    exports dev.hexrun.app.state;

    uses dev.hexrun.port.bundle.BundleReaderProvider;
    uses dev.hexrun.port.cgroup.CgroupDriverProvider;
    uses dev.hexrun.port.extension.ContainerExtensionProvider;
    uses dev.hexrun.port.json.JsonFormatProvider;
    uses dev.hexrun.port.provider.HostProvider;
    uses dev.hexrun.port.launch.CommandChannelProvider;
    uses dev.hexrun.port.launch.ContainerLauncherProvider;
    uses dev.hexrun.port.policy.PlanPolicyProvider;
    uses dev.hexrun.port.seccomp.SeccompCompilerProvider;
    uses dev.hexrun.port.security.SecurityModuleProvider;
    uses dev.hexrun.port.state.ArtifactCacheProvider;
    uses dev.hexrun.port.state.StateStoreProvider;
}
