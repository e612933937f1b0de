package dev.hexrun.app.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hexrun.app.adapters.Adapters;
import dev.hexrun.domain.config.Configuration;
import dev.hexrun.domain.config.Linux;
import dev.hexrun.domain.config.LinuxSeccomp;
import dev.hexrun.domain.config.LinuxSeccompAction;
import dev.hexrun.domain.config.LinuxSyscall;
import dev.hexrun.domain.failure.AdapterException;
import dev.hexrun.domain.seccomp.SeccompFilter;
import dev.hexrun.port.host.Host;
import dev.hexrun.port.provider.HostProvider;
import dev.hexrun.port.provider.Provider;
import dev.hexrun.port.provider.SpiVersion;
import dev.hexrun.port.provider.Usability;
import dev.hexrun.port.seccomp.SeccompCompiler;
import dev.hexrun.port.seccomp.SeccompCompilerProvider;
import dev.hexrun.testkit.host.FakeHost;
import dev.hexrun.testkit.state.InMemoryArtifactCache;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

class SeccompFiltersTest {

    private static final String MACHINE = FakeHost.root().architecture();

    private final InMemoryArtifactCache cache = new InMemoryArtifactCache();
    private final List<LinuxSeccomp> compiled = new ArrayList<>();
    private final List<Provider> providers = new ArrayList<>(List.of(new Hosts(), new Compiler()));
    private String fingerprint = "library 1";

    private Optional<SeccompFilter> filter(LinuxSeccomp.Builder profile) {
        Adapters.ProviderSource source = new Adapters.ProviderSource() {
            @Override
            public <P extends Provider> Iterator<ServiceLoader.Provider<P>> providers(Class<P> type) {
                return providers.stream()
                        .filter(type::isInstance)
                        .map(provider -> provided(type, type.cast(provider)))
                        .iterator();
            }
        };
        Configuration configuration = Configuration.builder()
                .linux(Linux.builder().seccomp(profile.build()).build())
                .build();
        return new SeccompFilters(() -> cache, new Adapters(source, Map.of())).compile(configuration, false);
    }

    private static <P extends Provider> ServiceLoader.Provider<P> provided(Class<P> type, P provider) {
        return new ServiceLoader.Provider<>() {
            @Override
            public Class<? extends P> type() {
                return type;
            }

            @Override
            public P get() {
                return provider;
            }
        };
    }

    private static LinuxSeccomp.Builder denying(String... names) {
        return LinuxSeccomp.builder()
                .defaultAction(LinuxSeccompAction.SCMP_ACT_ALLOW)
                .addSyscalls(LinuxSyscall.builder()
                        .action(LinuxSeccompAction.SCMP_ACT_ERRNO)
                        .addNames(names)
                        .build());
    }

    @Test
    void areDisabled_withoutADefaultAction() {
        providers.removeIf(SeccompCompilerProvider.class::isInstance);
        assertThat(filter(LinuxSeccomp.builder())).isEmpty();
    }

    @Test
    void areNotSkipped_withoutACompiler() {
        providers.removeIf(SeccompCompilerProvider.class::isInstance);
        assertThatThrownBy(() -> filter(denying("mkdir")))
                .isInstanceOf(AdapterException.class)
                .hasMessageContaining("seccomp-compiler");
    }

    @Test
    void areCompiledOnce() {
        assertThat(filter(denying("mkdir"))).contains(new SeccompFilter(List.of(1L, 5L), 4, MACHINE));
        assertThat(filter(denying("mkdir"))).contains(new SeccompFilter(List.of(1L, 5L), 4, MACHINE));
        assertThat(compiled).hasSize(1);
    }

    @Test
    void areRecompiled_byAnotherLibrary() {
        filter(denying("mkdir"));
        fingerprint = "library 2";
        filter(denying("mkdir"));
        assertThat(compiled).hasSize(2);
    }

    /** A caller that chooses names must not be able to pass its profile off as another. */
    @Test
    void areCachedPerProfile() {
        List<LinuxSeccomp.Builder> profiles = List.of(
                denying("mkdir", "rmdir"),
                denying("mkdir, rmdir"),
                denying("mkdir"),
                denying("mkdir").defaultErrnoRet(1),
                denying("mkdir").defaultAction(LinuxSeccompAction.SCMP_ACT_LOG),
                denying("mkdir").addAllSyscalls(denying("rmdir").build().syscalls()));
        profiles.forEach(this::filter);
        assertThat(compiled).hasSameSizeAs(profiles);
    }

    @Test
    void areNotReadFromAnotherDocument() {
        filter(denying("mkdir"));
        String name = SeccompFilters.documentName("library 1", denying("mkdir").build());
        byte[] good = cache.read(name).orElseThrow();
        for (byte[] bad :
                List.of(new byte[0], new byte[] {1, 2}, new byte[good.length], Arrays.copyOf(good, good.length - 3))) {
            compiled.clear();
            cache.write(name, bad);
            assertThat(filter(denying("mkdir"))).contains(new SeccompFilter(List.of(1L, 5L), 4, MACHINE));
            assertThat(compiled).hasSize(1);
        }
    }

    private abstract static class Fake implements Provider {

        @Override
        public String name() {
            return "fake";
        }

        @Override
        public int priority() {
            return 1;
        }

        @Override
        public SpiVersion spiVersion() {
            return new SpiVersion(SpiVersion.MAJOR, SpiVersion.MINOR);
        }

        @Override
        public Usability probe(Host host) {
            return Usability.usable("a fake");
        }
    }

    private static final class Hosts extends Fake implements HostProvider {

        @Override
        public Host create() {
            return FakeHost.root();
        }
    }

    /** A compiler whose program has the length of the first name as its second instruction. */
    private final class Compiler extends Fake implements SeccompCompilerProvider, SeccompCompiler {

        @Override
        public SeccompCompiler create(Host host) {
            return this;
        }

        @Override
        public List<Long> compile(LinuxSeccomp profile) {
            compiled.add(profile);
            return List.of(
                    1L, (long) profile.syscalls().getFirst().names().getFirst().length());
        }

        @Override
        public String fingerprint() {
            return fingerprint;
        }
    }
}
