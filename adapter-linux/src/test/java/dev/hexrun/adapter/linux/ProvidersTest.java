package dev.hexrun.adapter.linux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hexrun.port.launch.CommandChannelProvider;
import dev.hexrun.port.launch.ContainerLauncherProvider;
import dev.hexrun.port.provider.HostProvider;
import dev.hexrun.port.provider.Provider;
import dev.hexrun.port.provider.SpiVersion;
import dev.hexrun.port.state.ArtifactCacheProvider;
import dev.hexrun.port.state.StateStoreProvider;
import dev.hexrun.testkit.host.FakeHost;
import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProvidersTest {

    private static final Path CLASSES = Path.of("target/classes");

    /**
     * The source directory, because the old name of a renamed file stays in the build directory until the next clean.
     */
    private static final Path RESOURCES = Path.of("src/main/resources/META-INF/services");

    @Test
    void areTheSameOnTheClassPathAndOnTheModulePath() throws IOException {
        Map<String, List<String>> module = new TreeMap<>();
        try (InputStream in = Files.newInputStream(CLASSES.resolve("module-info.class"))) {
            ModuleDescriptor.read(in).provides().forEach(p -> module.put(p.service(), p.providers()));
        }
        Map<String, List<String>> files = new TreeMap<>();
        try (var services = Files.list(RESOURCES)) {
            for (Path file : (Iterable<Path>) services::iterator) {
                files.put(file.getFileName().toString(), Files.readAllLines(file));
            }
        }
        assertThat(module).isNotEmpty().isEqualTo(files);
    }

    @ParameterizedTest
    @ValueSource(
            classes = {
                CommandChannelProvider.class,
                ContainerLauncherProvider.class,
                ArtifactCacheProvider.class,
                StateStoreProvider.class,
                HostProvider.class
            })
    void areFoundAndUsableOnLinux(Class<? extends Provider> port) {
        List<? extends Provider> found = ServiceLoader.load(port).stream()
                .map(ServiceLoader.Provider::get)
                .filter(p -> p.getClass().getModule() == getClass().getModule())
                .toList();
        assertThat(found).singleElement().satisfies(provider -> {
            assertThat(provider.name()).matches("[a-z-]+");
            assertThat(provider.spiVersion().worksWith(SpiVersion.ofRuntime())).isTrue();
            assertThat(provider.priority()).isBetween(0, 100);
            assertThat(provider.probe(FakeHost.root()).usable()).isTrue();
        });
    }
}
