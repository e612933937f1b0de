package dev.hexrun.app.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hexrun.app.adapters.Adapters;
import dev.hexrun.app.world.FakeProvider;
import dev.hexrun.app.world.FakeProviders;
import dev.hexrun.domain.json.JsonValue;
import dev.hexrun.domain.json.JsonValue.JsonArray;
import dev.hexrun.domain.json.JsonValue.JsonObject;
import dev.hexrun.port.cgroup.CgroupDriver;
import dev.hexrun.port.cgroup.CgroupDriverContext;
import dev.hexrun.port.cgroup.CgroupDriverProvider;
import dev.hexrun.port.cgroup.CgroupFeatures;
import dev.hexrun.port.host.Host;
import dev.hexrun.port.provider.Provider;
import dev.hexrun.port.provider.Usability;
import dev.hexrun.port.seccomp.SeccompCompiler;
import dev.hexrun.port.seccomp.SeccompCompilerProvider;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class DescribeFeaturesTest {

    @Test
    void reportsTheFeaturesOfAllCgroupDrivers_whateverTheirNames() {
        JsonObject features = features(
                new Driver("plain", new CgroupFeatures(true, false, true, false, false, List.of("org.vendor.slot"))),
                new Driver("managed", new CgroupFeatures(false, true, false, true, false, List.of("org.manager."))));

        JsonObject cgroup = object(object(features, "linux"), "cgroup");
        assertThat(cgroup)
                .isEqualTo(new JsonValue.Builder()
                        .put("v1", true)
                        .put("v2", true)
                        .put("systemd", true)
                        .put("systemdUser", false)
                        .put("rdma", true)
                        .build());
        assertThat(features.get("potentiallyUnsafeConfigAnnotations"))
                .isEqualTo(JsonArray.ofStrings(List.of("bundle", "org.manager.", "org.vendor.slot")));
    }

    /** The name of a driver implies nothing. */
    @Test
    void reportsNoFeatureThatADriverDoesNotDeclare() {
        for (Provider[] providers : List.of(new Provider[] {}, new Provider[] {
            new Driver("systemd", CgroupFeatures.NONE), new Driver("cgroupfs", CgroupFeatures.NONE)
        })) {
            JsonObject features = features(providers);
            assertThat(object(object(features, "linux"), "cgroup").members().values())
                    .hasSize(5)
                    .containsOnly(new JsonValue.JsonBoolean(false));
            assertThat(features.get("potentiallyUnsafeConfigAnnotations"))
                    .isEqualTo(JsonArray.ofStrings(List.of("bundle")));
        }
    }

    @Test
    void reportsSeccompOnlyWithACompiler() {
        assertThat(object(object(features(), "linux"), "seccomp"))
                .isEqualTo(new JsonValue.Builder().put("enabled", false).build());

        JsonObject seccomp = object(object(features(new Compiler()), "linux"), "seccomp");

        assertThat(seccomp.get("enabled")).isEqualTo(new JsonValue.JsonBoolean(true));
        assertThat(strings(seccomp, "actions")).contains("SCMP_ACT_ALLOW", "SCMP_ACT_NOTIFY");
        assertThat(strings(seccomp, "archs")).contains("SCMP_ARCH_X86_64");
        assertThat(strings(seccomp, "operators")).contains("SCMP_CMP_MASKED_EQ");
        assertThat(strings(seccomp, "knownFlags")).containsAll(strings(seccomp, "supportedFlags"));
    }

    @Test
    void reportsVersionsAndTheTermsOfTheSpecification() {
        JsonObject features = features();

        assertThat(features.get("ociVersionMin")).isEqualTo(new JsonValue.JsonString("1.0.0"));
        assertThat(features.get("ociVersionMax")).isEqualTo(new JsonValue.JsonString("1.3.0"));
        assertThat(strings(features, "hooks"))
                .containsExactly(
                        "prestart", "createRuntime", "createContainer", "startContainer", "poststart", "poststop");
        assertThat(strings(object(features, "linux"), "namespaces"))
                .containsExactlyInAnyOrder("pid", "network", "ipc", "uts", "mount", "cgroup", "user", "time");
        assertThat(strings(object(features, "linux"), "capabilities")).contains("CAP_SYS_ADMIN", "CAP_BPF");
        assertThat(strings(features, "mountOptions")).contains("rbind", "rro", "tmpcopyup");
        assertThat(object(features, "annotations").members())
                .containsOnlyKeys("dev.hexrun.version", "dev.hexrun.commit");
        assertThat(new DescribeFeatures(adapters()).features("1", ""))
                .isInstanceOfSatisfying(
                        JsonObject.class,
                        document -> assertThat(object(document, "annotations").members())
                                .containsOnlyKeys("dev.hexrun.version"));
    }

    private static JsonObject features(Provider... providers) {
        return (JsonObject) new DescribeFeatures(adapters(providers)).features("1.2.3", "abc");
    }

    private static Adapters adapters(Provider... providers) {
        return new Adapters(FakeProviders.withHost(providers), Map.of());
    }

    private static JsonObject object(JsonObject parent, String name) {
        return (JsonObject) Objects.requireNonNull(parent.get(name), name);
    }

    private static List<String> strings(JsonObject parent, String name) {
        return ((JsonArray) Objects.requireNonNull(parent.get(name), name))
                .items().stream()
                        .map(element -> ((JsonValue.JsonString) element).value())
                        .toList();
    }

    private static final class Driver extends FakeProvider implements CgroupDriverProvider {

        private final String name;
        private final CgroupFeatures features;

        Driver(String name, CgroupFeatures features) {
            this.name = name;
            this.features = features;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public Usability probe(Host host) {
            return Usability.unusable("features do not depend on the host");
        }

        @Override
        public CgroupDriver create(Host host, CgroupDriverContext context) {
            throw new AssertionError("features creates no driver");
        }

        @Override
        public CgroupFeatures cgroupFeatures() {
            return features;
        }
    }

    private static final class Compiler extends FakeProvider implements SeccompCompilerProvider {

        @Override
        public SeccompCompiler create(Host host) {
            throw new AssertionError("features creates no compiler");
        }
    }
}
