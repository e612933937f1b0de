package dev.hexrun.adapter.json;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hexrun.port.bundle.BundleReaderProvider;
import dev.hexrun.port.json.JsonFormatProvider;
import dev.hexrun.port.provider.Provider;
import dev.hexrun.port.provider.SpiVersion;
import dev.hexrun.testkit.host.FakeHost;
import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonProvidersTest {

    @Test
    void areFoundAndUsable() {
        BundleReaderProvider bundles =
                ServiceLoader.load(BundleReaderProvider.class).findFirst().orElseThrow();
        JsonFormatProvider documents =
                ServiceLoader.load(JsonFormatProvider.class).findFirst().orElseThrow();

        assertThat(bundles.create()).isInstanceOf(JsonBundleReader.class);
        assertThat(documents.create()).isInstanceOf(StreamingJsonFormat.class);
        for (Provider provider : List.<Provider>of(bundles, documents)) {
            assertThat(provider.name()).isEqualTo("json");
            assertThat(provider.spiVersion().worksWith(SpiVersion.ofRuntime())).isTrue();
            assertThat(provider.probe(FakeHost.root()).usable()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(classes = {BundleReaderProvider.class, JsonFormatProvider.class})
    void areTheSameOnTheClassPathAndOnTheModulePath(Class<?> port) throws IOException {
        Set<String> onClassPath = new TreeSet<>();
        try (InputStream services = resource("/META-INF/services/" + port.getName())) {
            onClassPath.addAll(new String(services.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList());
        }
        Set<String> onModulePath = new TreeSet<>();
        for (ModuleDescriptor.Provides provides : descriptor().provides()) {
            if (provides.service().equals(port.getName())) {
                onModulePath.addAll(provides.providers());
            }
        }

        assertThat(onClassPath).isEqualTo(onModulePath).hasSize(1);
    }

    private static ModuleDescriptor descriptor() throws IOException {
        // The class path has several module descriptors; this is the one beside the main classes.
        URL main = JsonReader.class.getProtectionDomain().getCodeSource().getLocation();
        try (InputStream module = URI.create(main + "module-info.class").toURL().openStream()) {
            return ModuleDescriptor.read(module);
        }
    }

    private static InputStream resource(String name) {
        return Objects.requireNonNull(JsonReader.class.getResourceAsStream(name), name);
    }
}
