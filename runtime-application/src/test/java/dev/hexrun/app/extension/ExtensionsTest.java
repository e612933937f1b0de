package dev.hexrun.app.extension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.hexrun.app.adapters.Adapters;
import dev.hexrun.domain.config.Configuration;
import dev.hexrun.domain.config.Linux;
import dev.hexrun.domain.config.LinuxSeccomp;
import dev.hexrun.domain.failure.AdapterException;
import dev.hexrun.domain.plan.HookOutput;
import dev.hexrun.domain.validate.Problem;
import dev.hexrun.port.extension.ContainerExtension;
import dev.hexrun.port.extension.ContainerExtensionProvider;
import dev.hexrun.port.extension.LaunchChanges;
import dev.hexrun.port.host.Host;
import dev.hexrun.port.provider.HostProvider;
import dev.hexrun.port.provider.Provider;
import dev.hexrun.port.provider.SpiVersion;
import dev.hexrun.port.provider.Usability;
import dev.hexrun.testkit.host.FakeHost;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

class ExtensionsTest {

    private static final Configuration ANNOTATED = configuration(Map.of("com.example", "1"));

    private static Configuration configuration(Map<String, String> annotations) {
        return Configuration.builder()
                .ociVersion("1.3.0")
                .annotations(annotations)
                .build();
    }

    private static Extensions extensions(ContainerExtension... present) {
        return new Extensions(new Adapters(new Source(List.of(present)), Map.of()));
    }

    private static Extensions changing(LaunchChanges... changes) {
        List<ContainerExtension> present = new ArrayList<>();
        for (LaunchChanges each : changes) {
            present.add(new Fixed(List.of(), each));
        }
        return extensions(present.toArray(ContainerExtension[]::new));
    }

    @Test
    void areNotLoaded_withoutAnnotations() {
        Extensions extensions = extensions(new Failing());

        assertThat(extensions.check(configuration(Map.of()))).isEmpty();
        assertThat(extensions.changes(configuration(Map.of()))).isEqualTo(LaunchChanges.NONE);
    }

    @Test
    void reportTheProblemsOfEach() {
        Problem first = new Problem("/annotations/com.example", "first");
        Problem second = new Problem("/annotations/com.example", "second");

        assertThat(extensions(
                                new Fixed(List.of(first), LaunchChanges.NONE),
                                new Fixed(List.of(second), LaunchChanges.NONE))
                        .check(ANNOTATED))
                .containsExactly(first, second);
    }

    @Test
    void combineTheChangesOfEach() {
        LaunchChanges first = new LaunchChanges.Builder()
                .keepGroups(true)
                .hookOutput("/o")
                .stateMember("a", "1")
                .build();
        LaunchChanges second = new LaunchChanges.Builder()
                .refuseUnknownSystemCalls(true)
                .hookOutput("/o")
                .systemdSubgroup("sub")
                .stateMember("b", "2")
                .build();

        assertThat(changing(first, LaunchChanges.NONE, second).changes(ANNOTATED))
                .isEqualTo(new LaunchChanges.Builder()
                        .keepGroups(true)
                        .refuseUnknownSystemCalls(true)
                        .hookOutput("/o")
                        .systemdSubgroup("sub")
                        .stateMember("a", "1")
                        .stateMember("b", "2")
                        .build());
    }

    @Test
    void mustNotSetDifferentValues() {
        LaunchChanges first = new LaunchChanges.Builder().pidfdSocket("/a").build();
        LaunchChanges second = new LaunchChanges.Builder().pidfdSocket("/b").build();

        assertThatExceptionOfType(AdapterException.class)
                .isThrownBy(() -> changing(first, second).changes(ANNOTATED))
                .withMessage(
                        "container-extension adapter extension-1: sets another value for the pidfd socket than another"
                                + " extension");
    }

    @Test
    void failWithTheNameOfTheExtension() {
        assertThatExceptionOfType(AdapterException.class)
                .isThrownBy(() -> extensions(new Failing()).changes(ANNOTATED))
                .withMessageContaining("extension-0")
                .withMessageContaining("broken");
        assertThatExceptionOfType(AdapterException.class)
                .isThrownBy(() -> extensions(new Failing()).check(ANNOTATED))
                .withMessageContaining("extension-0");
    }

    @Test
    void setTheSeccompAgent_onlyIfTheProfileNamesNone() {
        LaunchChanges changes =
                new LaunchChanges.Builder().seccompListener("/agent").build();

        assertThat(listener(Extensions.apply(profile(""), changes))).isEqualTo("/agent");
        assertThat(listener(Extensions.apply(profile("/own"), changes))).isEqualTo("/own");
        assertThat(Extensions.apply(ANNOTATED, changes)).isEqualTo(ANNOTATED);
        assertThat(Extensions.apply(profile(""), LaunchChanges.NONE)).isEqualTo(profile(""));
    }

    private static Configuration profile(String listener) {
        LinuxSeccomp.Builder profile = LinuxSeccomp.builder();
        if (!listener.isEmpty()) {
            profile.listenerPath(listener);
        }
        return Configuration.builder()
                .from(ANNOTATED)
                .linux(Linux.builder().seccomp(profile.build()).build())
                .build();
    }

    private static String listener(Configuration configuration) {
        return configuration
                .linux()
                .orElseThrow()
                .seccomp()
                .orElseThrow()
                .listenerPath()
                .orElse("");
    }

    @Test
    void nameTheFilesForTheOutputOfHooks() {
        assertThat(Extensions.hookOutput(LaunchChanges.NONE)).isEqualTo(HookOutput.CAPTURED);
        assertThat(Extensions.hookOutput(new LaunchChanges.Builder()
                        .hookOutput("/o")
                        .hookErrorOutput("/e")
                        .build()))
                .isEqualTo(new HookOutput("/o", "/e"));
    }

    @Test
    void describeThemselves() {
        Extensions extensions = changing(LaunchChanges.NONE);

        assertThat(extensions.annotations()).containsExactly("com.example.");
        assertThat(extensions.features()).containsExactly(Map.entry("com.example.version", "1"));
    }

    @Test
    void areLeftOutOfTheDescription_ifTheyFail() {
        Extensions extensions = extensions(new Failing(), new Fixed(List.of(), LaunchChanges.NONE));

        assertThat(extensions.annotations()).containsExactly("com.example.");
        assertThat(extensions.features()).containsExactly(Map.entry("com.example.version", "1"));
    }

    private record Fixed(List<Problem> problems, LaunchChanges result) implements ContainerExtension {

        @Override
        public List<String> annotations() {
            return List.of("com.example.");
        }

        @Override
        public List<Problem> check(Configuration configuration) {
            return problems;
        }

        @Override
        public LaunchChanges changes(Configuration configuration) {
            return result;
        }

        @Override
        public Map<String, String> features() {
            return Map.of("com.example.version", "1");
        }
    }

    private static final class Failing implements ContainerExtension {

        @Override
        public List<String> annotations() {
            throw new IllegalStateException("broken");
        }

        @Override
        public Map<String, String> features() {
            throw new LinkageError("broken");
        }

        @Override
        public List<Problem> check(Configuration configuration) {
            throw new IllegalStateException("broken");
        }

        @Override
        public LaunchChanges changes(Configuration configuration) {
            throw new LinkageError("broken");
        }
    }

    /** A provider of one extension, or of the host. */
    private record Fake(String name, ContainerExtension extension) implements ContainerExtensionProvider, HostProvider {

        @Override
        public int priority() {
            return 0;
        }

        @Override
        public SpiVersion spiVersion() {
            return SpiVersion.ofRuntime();
        }

        @Override
        public Usability probe(Host host) {
            return Usability.usable("always");
        }

        @Override
        public Host create() {
            return FakeHost.root();
        }

        @Override
        public ContainerExtension create(Host host) {
            return extension;
        }
    }

    private record Source(List<ContainerExtension> present) implements Adapters.ProviderSource {

        @Override
        public <P extends Provider> Iterator<ServiceLoader.Provider<P>> providers(Class<P> type) {
            List<ServiceLoader.Provider<P>> providers = new ArrayList<>();
            if (type == HostProvider.class) {
                providers.add(new Loaded<>(type.cast(new Fake("host", new Failing()))));
            } else if (type == ContainerExtensionProvider.class) {
                for (int i = 0; i < present.size(); i++) {
                    providers.add(new Loaded<>(type.cast(new Fake("extension-" + i, present.get(i)))));
                }
            }
            return providers.iterator();
        }
    }

    private record Loaded<P>(P get) implements ServiceLoader.Provider<P> {

        @Override
        @SuppressWarnings("unchecked") // the class of a P is a subtype of P
        public Class<? extends P> type() {
            return (Class<? extends P>) get.getClass();
        }
    }
}
