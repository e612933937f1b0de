package dev.hexrun.app.adapters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hexrun.domain.failure.AdapterException;
import dev.hexrun.domain.validate.OptionalFeature;
import dev.hexrun.port.cgroup.CgroupDriver;
import dev.hexrun.port.cgroup.CgroupDriverContext;
import dev.hexrun.port.cgroup.CgroupDriverProvider;
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
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AdaptersTest {

    private final List<Supplier<? extends Provider>> suppliers = new ArrayList<>();

    AdaptersTest() {
        suppliers.add(Hosts::new);
    }

    @Test
    void choosesTheUsableProviderOfTheHighestPriority() {
        offer("low", 10, true);
        offer("high", 90, false);
        offer("middle", 50, true);

        assertThat(chosen(Map.of())).isEqualTo("middle");
    }

    @Test
    void choosesTheFirstByName_amongEqualPriorities() {
        offer("b", 50, true);
        offer("a", 50, true);

        assertThat(chosen(Map.of())).isEqualTo("a");
    }

    @Test
    void prefersAnExplicitChoice() {
        offer("low", 10, true);
        offer("high", 90, true);

        assertThat(chosen(Map.of("cgroup-driver", "low"))).isEqualTo("low");
    }

    @Test
    void namesTheInstalledAdapters_whenAnExplicitChoiceIsMissing() {
        offer("cgroupfs", 50, true);

        assertThatThrownBy(() -> chosen(Map.of("cgroup-driver", "systemd")))
                .isInstanceOf(AdapterException.class)
                .hasMessage("cgroup-driver adapter systemd: no adapter of this name is installed (found: cgroupfs)");
    }

    @Test
    void reportsTheReason_whenAnExplicitChoiceIsNotUsable() {
        offer("cgroupfs", 50, true);
        offer("systemd", 60, false);

        assertThatThrownBy(() -> chosen(Map.of("cgroup-driver", "systemd")))
                .isInstanceOf(AdapterException.class)
                .hasMessage("cgroup-driver adapter systemd: because of the test");
    }

    @Test
    void returnsAnInstalledAdapter_evenIfItIsNotUsable() {
        offer("cgroupfs", 50, false);

        Adapters adapters = adapters(Map.of());
        assertThat(adapters.installed(Port.CGROUP_DRIVER, "cgroupfs").name()).isEqualTo("cgroupfs");
        assertThatThrownBy(() -> adapters.installed(Port.CGROUP_DRIVER, "systemd"))
                .isInstanceOf(AdapterException.class)
                .hasMessage("cgroup-driver adapter systemd: no adapter of this name is installed (found: cgroupfs)");
    }

    @Test
    void reportsWhyNoneIsUsable() {
        offer("a", 1, false);
        offer("b", 2, false);

        assertThatThrownBy(() -> chosen(Map.of()))
                .isInstanceOf(AdapterException.class)
                .hasMessage(
                        "cgroup-driver adapter any: none is usable: a: because of the test; b: because of the test");
    }

    @Test
    void skipsAndReportsAProviderThatThrows() {
        suppliers.add(() -> {
            throw new NoClassDefFoundError("com/vendor/Missing");
        });
        offer("good", 1, true);

        assertThat(chosen(Map.of())).isEqualTo("good");
        assertThat(adapters(Map.of()).find(Port.CGROUP_DRIVER))
                .filteredOn(adapter -> !adapter.usable())
                .singleElement()
                .satisfies(adapter -> assertThat(adapter.reason()).isEqualTo("class com.vendor.Missing not found"));
    }

    @Test
    void skipsAndReportsAProviderBuiltForAnotherSpi() {
        suppliers.add(() -> new Driver("old", 99, true, new SpiVersion(0, 9)));
        offer("good", 1, true);

        assertThat(chosen(Map.of())).isEqualTo("good");
        assertThat(adapters(Map.of()).find(Port.CGROUP_DRIVER))
                .extracting(FoundAdapter::reason)
                .contains("built for SPI 0.9, this is " + SpiVersion.ofRuntime());
    }

    @Test
    void skipsABrokenServicesFile() {
        suppliers.add(() -> {
            throw new ServiceConfigurationError("vendor.jar: Provider com.vendor.Gone not found");
        });
        offer("good", 1, true);

        assertThat(chosen(Map.of())).isEqualTo("good");
        assertThat(adapters(Map.of()).find(Port.CGROUP_DRIVER))
                .extracting(FoundAdapter::reason)
                .anyMatch(reason -> reason.contains("com.vendor.Gone not found"));
    }

    @Test
    void usesEveryUsableProviderOfAPortThatUsesAll() {
        offer("b", 10, true);
        offer("a", 90, true);
        offer("unusable", 99, false);

        assertThat(all(Map.of())).containsExactly("b", "a");
    }

    @Test
    void usesOnlyTheExplicitlyChosenProvidersOfAPortThatUsesAll() {
        offer("b", 10, true);
        offer("a", 90, true);
        offer("c", 50, true);

        assertThat(all(Map.of("all", "a, c"))).containsExactly("a", "c");
        assertThatThrownBy(() -> all(Map.of("all", "a,gone")))
                .isInstanceOf(AdapterException.class)
                .hasMessage("all adapter gone: no adapter of this name is installed (found: b, a, c)");
    }

    private List<String> all(Map<String, String> choices) {
        Port<CgroupDriverProvider> port = new Port<>("all", CgroupDriverProvider.class, true);
        List<String> names = new ArrayList<>();
        for (AdapterHandle<CgroupDriverProvider, String> handle :
                adapters(choices).handles(port, Provider::name)) {
            try {
                names.add(handle.call(name -> name));
            } catch (BrokenAdapterException broken) {
                throw new AssertionError(broken);
            }
        }
        return names;
    }

    @Test
    void listsEveryPortOnce() {
        assertThat(Port.all()).extracting(Port::name).doesNotHaveDuplicates().isSorted();
    }

    @Test
    void reportsOptionalFeaturesOfUsableAdapters() {
        suppliers.add(() -> new FeatureDriver(true, Set.of(OptionalFeature.INTEL_RDT)));
        suppliers.add(() -> new FeatureDriver(false, Set.of(OptionalFeature.SELINUX)));
        suppliers.add(() -> new FeatureDriver(true, null));

        assertThat(adapters(Map.of()).provide(OptionalFeature.INTEL_RDT)).isTrue();
        assertThat(adapters(Map.of()).provide(OptionalFeature.SELINUX))
                .as("an adapter that is not usable")
                .isFalse();
        assertThat(adapters(Map.of()).provide(OptionalFeature.APPARMOR))
                .as("an adapter that throws")
                .isFalse();
    }

    private record FeatureDriver(boolean usable, @Nullable Set<OptionalFeature> provided)
            implements CgroupDriverProvider {

        @Override
        public String name() {
            return "features";
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
            return new Usability(usable, "because of the test");
        }

        @Override
        public Set<OptionalFeature> features() {
            if (provided == null) {
                throw new IllegalStateException("broken");
            }
            return provided;
        }

        @Override
        public CgroupDriver create(Host host, CgroupDriverContext context) {
            throw new UnsupportedOperationException();
        }
    }

    private void offer(String name, int priority, boolean usable) {
        suppliers.add(() -> new Driver(name, priority, usable, SpiVersion.ofRuntime()));
    }

    private String chosen(Map<String, String> choices) {
        return adapters(choices).choose(Port.CGROUP_DRIVER).name();
    }

    private Adapters adapters(Map<String, String> choices) {
        return new Adapters(new ListedProviders(suppliers), choices);
    }

    private record Driver(String name, int priority, boolean usable, SpiVersion spiVersion)
            implements CgroupDriverProvider {

        @Override
        public Usability probe(Host host) {
            return new Usability(usable, "because of the test");
        }

        @Override
        public CgroupDriver create(Host host, CgroupDriverContext context) {
            throw new UnsupportedOperationException();
        }
    }

    private static final class Hosts implements HostProvider {

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
            throw new UnsupportedOperationException("the host is created without a probe");
        }

        @Override
        public Host create() {
            return FakeHost.root();
        }
    }

    /**
     * A source that returns each provider for the port whose interface it implements; a provider that cannot be
     * instantiated is returned for cgroup drivers.
     */
    private record ListedProviders(List<Supplier<? extends Provider>> suppliers) implements Adapters.ProviderSource {

        @Override
        public <P extends Provider> Iterator<ServiceLoader.Provider<P>> providers(Class<P> type) {
            List<ServiceLoader.Provider<P>> found = new ArrayList<>();
            for (Supplier<? extends Provider> supplier : suppliers) {
                if (provider(supplier, type)) {
                    found.add(new ServiceLoader.Provider<>() {
                        @Override
                        public Class<? extends P> type() {
                            return type;
                        }

                        @Override
                        public P get() {
                            return type.cast(supplier.get());
                        }
                    });
                }
            }
            return found.iterator();
        }

        private static boolean provider(Supplier<? extends Provider> supplier, Class<?> type) {
            try {
                return type.isInstance(supplier.get());
            } catch (LinkageError | ServiceConfigurationError broken) {
                return type == CgroupDriverProvider.class;
            }
        }
    }
}
