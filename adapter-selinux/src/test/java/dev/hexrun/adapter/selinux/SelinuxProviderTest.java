package dev.hexrun.adapter.selinux;

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

class SelinuxProviderTest {

    private static final String SELINUXFS =
            "36 28 0:20 / /sys/fs/selinux rw,nosuid,noexec,relatime shared:5 - selinuxfs selinuxfs rw";

    private final FakeHostFiles files = new FakeHostFiles();
    private final SelinuxProvider provider = new SelinuxProvider();

    private Usability probe(String... mounts) {
        return provider.probe(FakeHost.root()
                .withFileSystems("sysfs", "proc", "selinuxfs", "ext4")
                .withMounts(mounts)
                .withFiles(files));
    }

    @Test
    void isFoundAndProvidesSelinux() {
        assertThat(ServiceLoader.load(SecurityModuleProvider.class).stream().map(ServiceLoader.Provider::type))
                .contains(SelinuxProvider.class);
        assertThat(provider.features()).containsExactly(OptionalFeature.SELINUX);
        assertThat(provider.name()).isEqualTo("selinux");
    }

    @Test
    void isUnusableOnAKernelWithoutSelinux() {
        assertThat(provider.probe(FakeHost.root()))
                .isEqualTo(Usability.unusable("SELinux is disabled or not supported by the kernel (no selinuxfs)"));
    }

    @ParameterizedTest
    @CsvSource({"1,SELinux is enforcing", "0,SELinux is permissive", "?,SELinux is enabled"})
    void isUsableInEachMode(String enforce, String reason) {
        files.file("/sys/fs/selinux/enforce", enforce);
        files.file("/proc/self/attr/current", "unconfined_u:unconfined_r:unconfined_t:s0-s0:c0.c1023\0");
        assertThat(probe(SELINUXFS)).isEqualTo(Usability.usable(reason));
    }

    @Test
    void isUsableWithSelinuxfsAtAnotherPath() {
        files.file("/selinux/enforce", "1");
        assertThat(probe(SELINUXFS.replace("/sys/fs/selinux", "/selinux")))
                .isEqualTo(Usability.usable("SELinux is enforcing"));
    }

    @Test
    void isUnusableWithoutSelinuxfs() {
        assertThat(probe()).isEqualTo(Usability.unusable("selinuxfs is not mounted"));
    }

    @Test
    void isUnusableWhereSelinuxfsIsReadOnly() {
        String readOnly = SELINUXFS.replace(" rw,", " ro,");
        assertThat(probe(readOnly))
                .isEqualTo(Usability.unusable("selinuxfs on /sys/fs/selinux is read-only, as in a container"));
        assertThat(probe(SELINUXFS.replace("selinuxfs rw", "selinuxfs ro")).usable())
                .isFalse();
        assertThat(probe(readOnly, SELINUXFS).usable()).isTrue();
    }

    @Test
    void isUnusableBeforeAPolicyIsLoaded() {
        files.file("/proc/self/attr/current", "kernel\0");
        assertThat(probe(SELINUXFS)).isEqualTo(Usability.unusable("no SELinux policy is loaded"));
    }
}
