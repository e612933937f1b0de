/** The use cases, and the choice of adapters. */
module dev.hexrun.app {
    requires jakarta.inject;
    requires transitive dev.hexrun.domain;
    requires transitive dev.hexrun.port;
    requires static org.jspecify;

    exports dev.hexrun.app;
    exports dev.hexrun.app.adapters;
    exports dev.hexrun.app.record;

    uses dev.hexrun.port.bundle.BundleReaderProvider;
    uses dev.hexrun.port.cgroup.CgroupDriverProvider;
    uses dev.hexrun.port.json.JsonFormatProvider;
    uses dev.hexrun.port.provider.HostInspectorProvider;
    uses dev.hexrun.port.launch.CommandChannelProvider;
    uses dev.hexrun.port.launch.ContainerLauncherProvider;
    uses dev.hexrun.port.seccomp.SeccompCompilerProvider;
    uses dev.hexrun.port.state.StateStoreProvider;
}
