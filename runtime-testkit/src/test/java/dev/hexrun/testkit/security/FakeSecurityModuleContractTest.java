package dev.hexrun.testkit.security;

import dev.hexrun.domain.config.Configuration;
import dev.hexrun.domain.config.Process;
import dev.hexrun.port.security.SecurityModule;
import java.util.List;

class FakeSecurityModuleContractTest extends SecurityModuleContract {

    @Override
    protected SecurityModule newModule() {
        return new FakeSecurityModule();
    }

    @Override
    protected List<Configuration> requested() {
        return List.of(labelled("confined"));
    }

    @Override
    protected List<Configuration> refused() {
        return List.of(labelled("a label"));
    }

    private static Configuration labelled(String label) {
        return Configuration.builder()
                .ociVersion("1.3.0")
                .process(Process.builder().cwd("/").addArgs("sh").build())
                .putAnnotations(FakeSecurityModule.ANNOTATION, label)
                .build();
    }
}
