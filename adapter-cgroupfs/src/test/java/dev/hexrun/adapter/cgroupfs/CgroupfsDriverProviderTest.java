package dev.hexrun.adapter.cgroupfs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hexrun.domain.state.ContainerId;
import dev.hexrun.port.cgroup.CgroupCaller;
import dev.hexrun.port.cgroup.CgroupDriver;
import dev.hexrun.port.cgroup.CgroupDriverContext;
import dev.hexrun.port.cgroup.CgroupDriverProvider;
import dev.hexrun.port.cgroup.CgroupPaths;
import dev.hexrun.port.cgroup.CgroupRequest;
import dev.hexrun.port.cgroup.CgroupTreeWalker;
import dev.hexrun.port.provider.SpiVersion;
import dev.hexrun.port.provider.Usability;
import dev.hexrun.testkit.cgroup.PathTreeWalker;
import dev.hexrun.testkit.host.FakeHost;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

class CgroupfsDriverProviderTest {

    private static final String MEMORY = "32 31 0:29 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory";
    private static final String UNIFIED = "41 31 0:38 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw";

    private final CgroupfsDriverProvider provider = new CgroupfsDriverProvider();

    @Test
    void reportsTheCgroupVersionOfTheHost() {
        FakeHost v1 = FakeHost.root().withMounts(MEMORY).withOwnCgroups("1:memory:/", "0::/");
        assertThat(provider.probe(v1)).isEqualTo(Usability.usable("cgroup v1"));
        assertThat(provider.probe(v1.withMounts(MEMORY, UNIFIED)))
                .isEqualTo(Usability.usable("cgroup v1 and v2 (hybrid)"));
        assertThat(provider.probe(FakeHost.root())).isEqualTo(Usability.usable("cgroup v2"));
        assertThat(provider.probe(FakeHost.root().withMounts()))
                .isEqualTo(Usability.unusable("no cgroup file system is mounted"));
    }

    @Test
    void createsTheDriverForTheHostsVersion() {
        CgroupDriverContext context = new Context();
        CgroupRequest request = new CgroupRequest(ContainerId.of("web"), "/web", CgroupCaller.NAMESPACE_ROOT);
        FakeHost hybrid = FakeHost.root().withMounts(MEMORY, UNIFIED).withOwnCgroups("1:memory:/", "0::/");
        try (CgroupDriver driver = provider.create(FakeHost.root(), context)) {
            assertThat(driver.resolve(request).paths()).isInstanceOf(CgroupPaths.V2.class);
            assertThat(driver.resolve(request).rootless()).isTrue();
        }
        try (CgroupDriver driver = provider.create(hybrid, context)) {
            assertThat(driver.resolve(request).paths())
                    .isEqualTo(new CgroupPaths.Hybrid(
                            "cgroupfs", Map.of("memory", "/sys/fs/cgroup/memory/web"), "/sys/fs/cgroup/unified/web"));
        }
    }

    private static final class Context implements CgroupDriverContext {

        @Override
        public Optional<String> variable(String name) {
            throw new AssertionError("it reads no variable");
        }

        @Override
        public CgroupTreeWalker treeWalker() {
            return new PathTreeWalker();
        }
    }

    @Test
    void isFoundByItsName_andSupportsTheCurrentSpi() {
        assertThat(ServiceLoader.load(CgroupDriverProvider.class))
                .singleElement()
                .satisfies(found -> {
                    assertThat(found.name()).isEqualTo("cgroupfs");
                    assertThat(found.priority()).isBetween(0, 100);
                    assertThat(found.spiVersion().worksWith(SpiVersion.ofRuntime()))
                            .isTrue();
                });
    }

    /** The module path provides the same driver as the class path. */
    @Test
    void isAlsoProvidedByTheModule() throws URISyntaxException {
        Path classes = Path.of(CgroupfsDriverProvider.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        assertThat(ModuleFinder.of(classes).findAll())
                .singleElement()
                .extracting(module -> module.descriptor().provides())
                .asInstanceOf(InstanceOfAssertFactories.collection(ModuleDescriptor.Provides.class))
                .singleElement()
                .satisfies(provides -> {
                    assertThat(provides.service()).isEqualTo(CgroupDriverProvider.class.getName());
                    assertThat(provides.providers()).isEqualTo(List.of(CgroupfsDriverProvider.class.getName()));
                });
    }
}
