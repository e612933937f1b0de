package dev.hexrun.adapter.apparmor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hexrun.domain.validate.OptionalFeature;
import dev.hexrun.port.provider.Usability;
import dev.hexrun.port.security.SecurityModuleProvider;
import dev.hexrun.testkit.host.FakeHost;
import dev.hexrun.testkit.host.FakeHostFiles;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AppArmorProviderTest {

    private static final String ENABLED = "/sys/module/apparmor/parameters/enabled";

    private final FakeHostFiles files = new FakeHostFiles();
    private final AppArmorProvider provider = new AppArmorProvider();

    private Usability probe() {
        return provider.probe(FakeHost.root().withFiles(files));
    }

    @Test
    void isFoundAndProvidesAppArmor() {
        assertThat(ServiceLoader.load(SecurityModuleProvider.class).stream().map(ServiceLoader.Provider::type))
                .contains(AppArmorProvider.class);
        assertThat(provider.features()).containsExactly(OptionalFeature.APPARMOR);
        assertThat(provider.name()).isEqualTo("apparmor");
    }

    @Test
    void isUnusableOnAKernelWithoutAppArmor() {
        assertThat(probe()).isEqualTo(Usability.unusable("the kernel has no AppArmor (cannot read " + ENABLED + ")"));
    }

    @Test
    void isUnusableIfAppArmorIsDisabled() {
        files.file(ENABLED, "N");
        assertThat(probe()).isEqualTo(Usability.unusable("AppArmor is disabled (" + ENABLED + " is N)"));
    }

    /** In a container securityfs is usually not mounted, but a profile of the host can be applied. */
    @Test
    void isUsableWithoutSecurityfs() {
        files.file(ENABLED, "Y");
        assertThat(probe()).isEqualTo(Usability.usable("AppArmor is enabled"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "lockdown,capability,yama,apparmor | true",
                "apparmor | true",
                "capability,selinux | false",
                "xapparmor,bpf | false"
            })
    void mustBeAmongTheActiveModules(String active, boolean usable) {
        files.file(ENABLED, "Y");
        files.file("/sys/kernel/security/lsm", active);
        assertThat(probe().usable()).isEqualTo(usable);
    }
}
