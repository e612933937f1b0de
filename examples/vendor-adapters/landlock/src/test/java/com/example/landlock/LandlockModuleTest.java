package com.example.landlock;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hexrun.domain.config.Configuration;
import dev.hexrun.domain.security.SecurityContribution;
import dev.hexrun.domain.step.Step;
import dev.hexrun.port.provider.Provider;
import dev.hexrun.port.security.SecurityModule;
import dev.hexrun.port.security.SecurityRequest;
import dev.hexrun.testkit.host.FakeHost;
import dev.hexrun.testkit.host.FakeHostFiles;
import dev.hexrun.testkit.provider.ProviderContract;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LandlockModuleTest extends ProviderContract {

    private final FakeHostFiles files = new FakeHostFiles();
    private final SecurityModule module =
            new LandlockProvider().open(FakeHost.root().withFiles(files));

    @Override
    protected Provider newProvider() {
        return new LandlockProvider();
    }

    @Test
    void doesNothingWithoutAnAnnotation() {
        assertThat(module.check(request(Map.of()))).isEmpty();
        assertThat(module.contribute(request(Map.of()))).isEqualTo(SecurityContribution.NONE);
    }

    @Test
    void restrictsTheFileSystemToTheAnnotatedPaths() {
        SecurityRequest request =
                request(Map.of("com.example.landlock.read", "/bin:/lib", "com.example.landlock.write", "/data"));

        assertThat(module.check(request)).isEmpty();
        assertThat(module.contribute(request).programSteps())
                .extracting(Step::describe)
                .containsExactly("restrict file system by Landlock: /bin 0xd, /data 0xffff, /lib 0xd");
    }

    @Test
    void refusesRelativePathsAndKernelsWithoutLandlock() {
        files.file("/sys/kernel/security/lsm", "capability,apparmor");

        assertThat(module.check(request(Map.of("com.example.landlock.read", "bin"))))
                .extracting(Object::toString)
                .containsExactly(
                        "/annotations/com.example.landlock.read: not an absolute path: bin",
                        "/annotations: the kernel has no Landlock (/sys/kernel/security/lsm)");
    }

    private static SecurityRequest request(Map<String, String> annotations) {
        return new SecurityRequest(
                Optional.empty(),
                Configuration.builder().putAllAnnotations(annotations).build(),
                SecurityRequest.Role.INIT);
    }
}
