package dev.hexrun.app.adapters;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hexrun.port.provider.SpiVersion;
import dev.hexrun.port.state.StateStoreProvider;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests of a provider in a separate jar, which the JDK's compiler compiles against a version of the SPI. */
class OlderSpiTest {

    private static final String VENDOR = """
            package com.example;

            import dev.hexrun.port.host.Host;
            import dev.hexrun.port.provider.SpiVersion;
            import dev.hexrun.port.provider.Usability;
            import dev.hexrun.port.state.StateStore;
            import dev.hexrun.port.state.StateStoreProvider;
            import java.nio.file.Path;

            public final class VendorStore implements StateStoreProvider {
                @Override
                public String name() {
                    return "vendor";
                }

                @Override
                public int priority() {
                    return 99;
                }

                @Override
                public SpiVersion spiVersion() {
                    return new SpiVersion(SpiVersion.MAJOR, SpiVersion.MINOR);
                }

                @Override
                public Usability probe(Host host) {
                    return Usability.usable("in a test");
                }

                @Override
                public StateStore create(Path root) {
                    throw new UnsupportedOperationException();
                }
            }
            """;

    private static final String SPI = """
            package dev.hexrun.port.provider;

            public record SpiVersion(int major, int minor) {
                public static final int MAJOR = 0;
                public static final int MINOR = 9;
            }
            """;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    @Test
    void refusesAProviderCompiledAgainstAnOlderVersion() throws Exception {
        Path spi = compile("spi", "dev/hexrun/port/provider/SpiVersion.java", SPI, "");
        Path vendor = compile("vendor", "com/example/VendorStore.java", VENDOR, spi + ":");

        assertThat(found(vendor)).satisfies(adapter -> {
            assertThat(adapter.usable()).isFalse();
            assertThat(adapter.reason()).isEqualTo("built for SPI 0.9, this is " + SpiVersion.ofRuntime());
        });
    }

    @Test
    void usesAProviderCompiledAgainstThisVersion() throws Exception {
        Path vendor = compile("vendor", "com/example/VendorStore.java", VENDOR, "");

        assertThat(found(vendor))
                .satisfies(adapter -> assertThat(adapter.usable()).isTrue());
    }

    private static FoundAdapter<StateStoreProvider> found(Path classes) throws IOException {
        Path services = Files.createDirectories(classes.resolve("META-INF/services"));
        Files.writeString(services.resolve(StateStoreProvider.class.getName()), "com.example.VendorStore\n");
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {classes.toUri().toURL()}, OlderSpiTest.class.getClassLoader())) {
            return new Adapters(hostAnd(loader), Map.of())
                    .find(Port.STATE_STORE).stream()
                            .filter(adapter -> adapter.type()
                                    .orElseThrow()
                                    .getClassLoader()
                                    .equals(loader))
                            .findFirst()
                            .orElseThrow();
        }
    }

    /** Returns a source with a fake host that finds all other providers in a class loader. */
    private static Adapters.ProviderSource hostAnd(ClassLoader loader) {
        return new FakeHostSource(new ServiceLoaderSource(loader));
    }

    private Path compile(String name, String file, String text, String before) throws IOException {
        Path source = directory.resolve(name + "-source").resolve(file);
        Files.createDirectories(source.getParent());
        Files.writeString(source, text);
        Path classes = Files.createDirectories(directory.resolve(name));
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        boolean compiled = compiler.getTask(
                        null,
                        null,
                        null,
                        List.of(
                                "-proc:none",
                                "-d",
                                classes.toString(),
                                "-classpath",
                                before + System.getProperty("java.class.path") + ":"
                                        + System.getProperty("jdk.module.path", "")),
                        null,
                        compiler.getStandardFileManager(null, null, null).getJavaFileObjects(source))
                .call();
        assertThat(compiled).as("compiles " + file).isTrue();
        return classes;
    }
}
