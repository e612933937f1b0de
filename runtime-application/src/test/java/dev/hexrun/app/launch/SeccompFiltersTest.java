package dev.hexrun.app.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hexrun.app.adapters.Adapters;
import dev.hexrun.app.world.FakeProvider;
import dev.hexrun.app.world.FakeProviders;
import dev.hexrun.domain.config.Configuration;
import dev.hexrun.domain.config.Linux;
import dev.hexrun.domain.config.LinuxSeccomp;
import dev.hexrun.domain.config.LinuxSeccompAction;
import dev.hexrun.domain.config.LinuxSyscall;
import dev.hexrun.domain.failure.AdapterException;
import dev.hexrun.domain.seccomp.SeccompFilter;
import dev.hexrun.port.host.Host;
import dev.hexrun.port.provider.Provider;
import dev.hexrun.port.seccomp.SeccompCompiler;
import dev.hexrun.port.seccomp.SeccompCompilerProvider;
import dev.hexrun.testkit.host.FakeHost;
import dev.hexrun.testkit.state.InMemoryArtifactCache;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SeccompFiltersTest {

    private static final String MACHINE = FakeHost.root().architecture();

    private final InMemoryArtifactCache cache = new InMemoryArtifactCache();
    private final List<LinuxSeccomp> compiled = new ArrayList<>();
    private final List<Provider> providers = new ArrayList<>(List.of(new Compiler()));
    private String fingerprint = "library 1";

    private Optional<SeccompFilter> filter(LinuxSeccomp.Builder profile) {
        Configuration configuration = Configuration.builder()
                .linux(Linux.builder().seccomp(profile.build()).build())
                .build();
        return new SeccompFilters(
                        () -> cache, new Adapters(FakeProviders.withHost(providers.toArray(Provider[]::new)), Map.of()))
                .compile(configuration, false);
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
        providers.clear();
        assertThat(filter(LinuxSeccomp.builder())).isEmpty();
    }

    @Test
    void areNotSkipped_withoutACompiler() {
        providers.clear();
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

    /** A compiler whose program has the length of the first name as its second instruction. */
    private final class Compiler extends FakeProvider implements SeccompCompilerProvider, SeccompCompiler {

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
