package dev.hexrun.app.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hexrun.app.adapters.Adapters;
import dev.hexrun.app.command.Warnings;
import dev.hexrun.app.world.FakeProvider;
import dev.hexrun.app.world.FakeProviders;
import dev.hexrun.domain.config.Configuration;
import dev.hexrun.domain.config.Process;
import dev.hexrun.domain.failure.AdapterException;
import dev.hexrun.domain.failure.ContainerException;
import dev.hexrun.domain.security.SecurityContribution;
import dev.hexrun.domain.step.ContributedSteps;
import dev.hexrun.domain.validate.OptionalFeature;
import dev.hexrun.domain.validate.Problem;
import dev.hexrun.port.host.Host;
import dev.hexrun.port.provider.Provider;
import dev.hexrun.port.provider.Usability;
import dev.hexrun.port.security.SecurityModule;
import dev.hexrun.port.security.SecurityModuleProvider;
import dev.hexrun.port.security.SecurityRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SecurityModulesTest {

    private static final Configuration PLAIN =
            Configuration.builder().ociVersion("1.0.0").build();

    private static final Configuration PROFILED = Configuration.builder()
            .ociVersion("1.0.0")
            .process(Process.builder().apparmorProfile("web").build())
            .build();

    private final List<Provider> providers = new ArrayList<>();
    private final List<String> warned = new ArrayList<>();

    private Adapters adapters(Map<String, String> choices) {
        return new Adapters(FakeProviders.withHost(providers.toArray(Provider[]::new)), choices);
    }

    private SecurityModules modules() {
        return new SecurityModules(adapters(Map.of()), new Warnings() {
            @Override
            public boolean enabled() {
                return true;
            }

            @Override
            public void warn(String message) {
                warned.add(message);
            }
        });
    }

    private List<Problem> check(Configuration configuration) {
        return modules().check(configuration, SecurityRequest.Role.INIT);
    }

    private SecurityContribution contribute(Configuration configuration) {
        return modules().contribute(new SecurityRequest(Optional.empty(), configuration, SecurityRequest.Role.EXEC));
    }

    @Test
    void contributeNothingWithoutAdapters() {
        assertThat(contribute(PROFILED)).isSameAs(SecurityContribution.NONE);
        assertThat(check(PROFILED)).isEmpty();
    }

    @Test
    void areAllAsked() {
        providers.add(new Module("one", true, Set.of()));
        providers.add(new Module("unusable", false, Set.of(OptionalFeature.APPARMOR)));
        providers.add(new Module("two", true, Set.of(OptionalFeature.SELINUX)));
        assertThat(contribute(PLAIN).labelSteps())
                .containsExactly(ContributedSteps.execLabel("one", "EXEC"), ContributedSteps.execLabel("two", "EXEC"));
        assertThat(check(PLAIN)).containsExactly(new Problem("/one", "INIT"), new Problem("/two", "INIT"));
    }

    @Test
    void failTheConfigurationThatNeedsABrokenModule() {
        providers.add(new Broken(Set.of(OptionalFeature.APPARMOR)));
        assertThatThrownBy(() -> contribute(PROFILED))
                .isInstanceOf(AdapterException.class)
                .hasMessage("security-module adapter broken: failed to create it: class vendor.Gone not found");
        assertThatThrownBy(() -> check(PROFILED)).isInstanceOf(AdapterException.class);
        assertThat(contribute(PLAIN)).isSameAs(SecurityContribution.NONE);
        assertThat(check(PLAIN)).isEmpty();
        assertThat(warned)
                .containsOnly("not used by the configuration: security-module adapter broken: failed to create"
                        + " it: class vendor.Gone not found");
    }

    /** Such a module may be requested by an annotation, which the runtime does not know. */
    @Test
    void failEveryConfigurationIfABrokenModuleDeclaresNoFeatures() {
        providers.add(new Broken(Set.of()));
        assertThatThrownBy(() -> contribute(PLAIN)).isInstanceOf(AdapterException.class);
        assertThatThrownBy(() -> check(PLAIN)).isInstanceOf(AdapterException.class);
    }

    @Test
    void mayRefuseAProcess() {
        providers.add(new Module("strict", true, Set.of(OptionalFeature.SELINUX)) {
            @Override
            public SecurityContribution contribute(SecurityRequest request) {
                throw new ContainerException("cannot confine");
            }
        });
        assertThatThrownBy(() -> contribute(PLAIN))
                .isInstanceOf(ContainerException.class)
                .hasMessage("cannot confine");
    }

    @Test
    void areRestrictedToThoseThatAreChosen() {
        providers.add(new Module("apparmor", true, Set.of(OptionalFeature.APPARMOR)));
        providers.add(new Module("selinux", true, Set.of(OptionalFeature.SELINUX)));
        Adapters chosen = adapters(Map.of("security-module", "selinux"));
        assertThat(chosen.provide(OptionalFeature.SELINUX)).isTrue();
        assertThat(chosen.provide(OptionalFeature.APPARMOR)).isFalse();
        assertThat(chosen.reasonUnusable(OptionalFeature.APPARMOR))
                .contains("apparmor is not among the chosen adapters (security-module=selinux)");
        assertThat(adapters(Map.of("security-module", "selinux, apparmor")).provide(OptionalFeature.APPARMOR))
                .isTrue();
    }

    @Test
    void giveTheReasonWhyAFeatureIsUnusable() {
        assertThat(adapters(Map.of()).reasonUnusable(OptionalFeature.APPARMOR)).isEmpty();
        providers.add(new Module("apparmor", false, Set.of(OptionalFeature.APPARMOR)));
        assertThat(adapters(Map.of()).provide(OptionalFeature.APPARMOR)).isFalse();
        assertThat(adapters(Map.of()).reasonUnusable(OptionalFeature.APPARMOR)).contains("because of the test");
    }

    @Test
    void mustLabelAProcessAsRequested() {
        providers.add(new Module("silent", true, Set.of(OptionalFeature.APPARMOR)) {
            @Override
            public SecurityContribution contribute(SecurityRequest request) {
                return SecurityContribution.NONE.withMountContext("label");
            }
        });
        assertThat(contribute(PLAIN).mountContext()).contains("label");
        assertThatThrownBy(() -> contribute(PROFILED))
                .isInstanceOf(AdapterException.class)
                .hasMessage("security-module adapter silent: contributes no label of the process, which the"
                        + " configuration requests for AppArmor");
    }

    @Test
    void mustNotLabelMountsDifferently() {
        providers.add(new Labelling("one", "a_t"));
        providers.add(new Labelling("two", "a_t"));
        assertThat(contribute(PLAIN).mountContext()).contains("a_t");
        providers.add(new Labelling("three", "b_t"));
        assertThatThrownBy(() -> contribute(PLAIN))
                .isInstanceOf(AdapterException.class)
                .hasMessage("security-module adapter three: labels mounts with \"b_t\", another security module with"
                        + " \"a_t\"");
    }

    private static final class Labelling extends Module {

        private final String label;

        Labelling(String name, String label) {
            super(name, true, Set.of(OptionalFeature.SELINUX));
            this.label = label;
        }

        @Override
        public SecurityContribution contribute(SecurityRequest request) {
            return SecurityContribution.NONE.withMountContext(label);
        }
    }

    /** A module that reports the role of a process as a problem and as a label. */
    private static class Module extends FakeProvider implements SecurityModuleProvider, SecurityModule {

        private final String name;
        private final boolean usable;
        private final Set<OptionalFeature> features;

        Module(String name, boolean usable, Set<OptionalFeature> features) {
            this.name = name;
            this.usable = usable;
            this.features = features;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public Usability probe(Host host) {
            return new Usability(usable, "because of the test");
        }

        @Override
        public Set<OptionalFeature> features() {
            return features;
        }

        @Override
        public SecurityModule open(Host host) {
            return this;
        }

        @Override
        public List<Problem> check(SecurityRequest request) {
            return List.of(new Problem("/" + name, request.role().name()));
        }

        @Override
        public SecurityContribution contribute(SecurityRequest request) {
            return SecurityContribution.NONE.withLabelStep(
                    ContributedSteps.execLabel(name, request.role().name()));
        }
    }

    private static final class Broken extends Module {

        Broken(Set<OptionalFeature> features) {
            super("broken", true, features);
        }

        @Override
        public SecurityModule open(Host host) {
            throw new NoClassDefFoundError("vendor/Gone");
        }
    }
}
