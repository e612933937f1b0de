package dev.hexrun.adapter.json;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hexrun.domain.config.Configuration;
import dev.hexrun.domain.config.LinuxIdMapping;
import dev.hexrun.domain.config.PosixRlimit;
import dev.hexrun.domain.config.Process;
import dev.hexrun.domain.rlimit.Rlimit;
import dev.hexrun.domain.validate.ConfigurationValidator;
import dev.hexrun.port.bundle.Bundle;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Configurations of other programs: they are read, are valid and can be planned. */
class RealBundlesTest {

    @ParameterizedTest
    @ValueSource(strings = {"podman-like.json", "containerd-like.json"})
    void hasNoProblems(String name) {
        Bundle bundle = new JsonBundleReader().parse(Samples.bytes(name));

        assertThat(bundle.problems().list()).isEmpty();
        assertThat(ConfigurationValidator.validate(bundle.configuration(), new OrdinaryHost(false))
                        .list())
                .isEmpty();
        assertThat(ConfigurationValidator.warnings(bundle.configuration()).list())
                .isEmpty();
    }

    @Test
    void acceptsTheTemplateOfRunc() {
        Bundle bundle = new JsonBundleReader().parse(Samples.bytes("runc-1.1.5-spec.json"));

        assertThat(bundle.problems().list()).isEmpty();
        assertThat(ConfigurationValidator.validate(bundle.configuration(), new OrdinaryHost(false))
                        .list())
                .isEmpty();
    }

    @Test
    void acceptsTheRootlessTemplateOfRuncAsAUser() {
        Bundle bundle = new JsonBundleReader().parse(Samples.bytes("runc-1.1.5-spec-rootless.json"));

        assertThat(ConfigurationValidator.validate(bundle.configuration(), new OrdinaryHost(true))
                        .list())
                .isEmpty();
        assertThat(bundle.configuration().linux().orElseThrow().uidMappings())
                .containsExactly(new LinuxIdMapping(0, 0, 1));
    }

    @Test
    void readsTheTemplateOfRunc() {
        Configuration configuration = new JsonBundleReader()
                .parse(Samples.bytes("runc-1.1.5-spec.json"))
                .configuration();
        Process process = configuration.process().orElseThrow();

        assertThat(configuration.ociVersion()).isEqualTo("1.0.2-dev");
        assertThat(configuration.hostname()).hasValue("runc");
        assertThat(process.args()).containsExactly("sh");
        assertThat(process.rlimits()).containsExactly(new PosixRlimit(Rlimit.RLIMIT_NOFILE, 1024, 1024));
        assertThat(process.capabilities().orElseThrow().bounding())
                .isEqualTo(List.of("CAP_AUDIT_WRITE", "CAP_KILL", "CAP_NET_BIND_SERVICE"));
        assertThat(configuration.mounts()).hasSize(7);
        assertThat(configuration.linux().orElseThrow().maskedPaths()).contains("/proc/kcore");
    }

    @Test
    void readsAConfigurationOfPodman() {
        Configuration configuration =
                new JsonBundleReader().parse(Samples.bytes("podman-like.json")).configuration();
        Process process = configuration.process().orElseThrow();

        assertThat(process.user().umask()).isEqualTo(OptionalInt.of(022));
        assertThat(process.rlimits()).contains(new PosixRlimit(Rlimit.RLIMIT_NPROC, 4194304, Rlimit.INFINITY));
        assertThat(configuration
                        .linux()
                        .orElseThrow()
                        .resources()
                        .orElseThrow()
                        .pids()
                        .orElseThrow()
                        .limit())
                .hasValue(2048);
    }
}
