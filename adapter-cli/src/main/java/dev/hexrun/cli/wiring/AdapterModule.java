package dev.hexrun.cli.wiring;

import dagger.Binds;
import dagger.Module;
import dagger.Provides;
import dev.hexrun.app.adapters.Adapters;
import dev.hexrun.app.adapters.Port;
import dev.hexrun.app.command.CommandContext;
import dev.hexrun.app.command.Warnings;
import dev.hexrun.app.policy.PolicyContext;
import dev.hexrun.cli.command.StateRoot;
import dev.hexrun.cli.message.Log;
import dev.hexrun.cli.message.LoggingLauncher;
import dev.hexrun.domain.failure.ContainerException;
import dev.hexrun.port.bundle.BundleReader;
import dev.hexrun.port.bundle.BundleReaderProvider;
import dev.hexrun.port.json.JsonFormat;
import dev.hexrun.port.json.JsonFormatProvider;
import dev.hexrun.port.launch.CommandChannel;
import dev.hexrun.port.launch.ContainerLauncher;
import dev.hexrun.port.launch.EngineSockets;
import dev.hexrun.port.policy.PlanPolicyContext;
import dev.hexrun.port.state.ArtifactCache;
import dev.hexrun.port.state.StateStore;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.util.Optional;

/** The ports, each implemented by its selected adapter, which is created on first use. */
@Module
interface AdapterModule {

    @Binds
    Warnings warnings(Log log);

    @Provides
    @Singleton
    static StateStore stateStore(Adapters adapters, StateRoot root) {
        return adapters.create(Port.STATE_STORE, provider -> provider.create(root.path()));
    }

    @Provides
    static ArtifactCache artifactCache(Adapters adapters, CommandContext context) {
        return adapters.create(
                Port.ARTIFACT_CACHE,
                provider -> provider.create(
                        StateRoot.cache(context, () -> adapters.host().inUserNamespace())));
    }

    @Provides
    static PlanPolicyContext planPolicyContext(Adapters adapters, @ConfigurationFile Optional<Path> file) {
        Path directory = file.isPresent() ? file.get().toAbsolutePath().getParent() : null;
        return new PolicyContext(adapters.host(), directory == null ? Path.of("/etc/hexrun") : directory);
    }

    @Provides
    @Singleton
    static JsonFormat documentFormat(Adapters adapters) {
        return adapters.create(Port.JSON_FORMAT, JsonFormatProvider::create);
    }

    @Provides
    @Singleton
    static BundleReader bundleReader(Adapters adapters) {
        return adapters.create(Port.BUNDLE_READER, BundleReaderProvider::create);
    }

    @Provides
    static EngineSockets engineSockets(Adapters adapters) {
        return adapters.choose(Port.COMMAND_CHANNEL)
                .engineSockets()
                .orElseThrow(
                        () -> new ContainerException("the adapter of the command channel does not support engines"));
    }

    @Provides
    @Singleton
    static ContainerLauncher containerLauncher(Adapters adapters, CommandChannel channel, Log log) {
        ContainerLauncher launcher = adapters.create(Port.CONTAINER_LAUNCHER, provider -> provider.create(channel));
        return log.isDebug() ? new LoggingLauncher(launcher, log) : launcher;
    }
}
