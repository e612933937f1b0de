import dev.hexrun.adapter.linux.host.LinuxHostProvider;
import dev.hexrun.adapter.linux.session.FrontChannelProvider;
import dev.hexrun.adapter.linux.session.FrontLauncherProvider;
import dev.hexrun.adapter.linux.state.FileArtifactCacheProvider;
import dev.hexrun.adapter.linux.state.FileStateStoreProvider;
import dev.hexrun.port.launch.CommandChannelProvider;
import dev.hexrun.port.launch.ContainerLauncherProvider;
import dev.hexrun.port.provider.HostProvider;
import dev.hexrun.port.state.ArtifactCacheProvider;
import dev.hexrun.port.state.StateStoreProvider;

/** Linux: the native program and its Java side, the state store, host facts. */
module dev.hexrun.adapter.linux {
    requires dev.hexrun.domain;
    requires dev.hexrun.port;
    requires static org.jspecify;

    provides CommandChannelProvider with
            FrontChannelProvider;
    provides ContainerLauncherProvider with
            FrontLauncherProvider;
    provides ArtifactCacheProvider with
            FileArtifactCacheProvider;
    provides StateStoreProvider with
            FileStateStoreProvider;
    provides HostProvider with
            LinuxHostProvider;
}
