package dev.hexrun.adapter.apparmor;

import dev.hexrun.domain.config.Configuration;
import dev.hexrun.domain.config.Process;
import dev.hexrun.port.security.SecurityModule;
import dev.hexrun.testkit.security.SecurityModuleContract;
import java.util.List;

class AppArmorContractTest extends SecurityModuleContract {

    @Override
    protected SecurityModule newModule() {
        return new AppArmor();
    }

    @Override
    protected List<Configuration> requested() {
        return List.of(profile("docker-default"), profile("unconfined"), profile("one//&two"));
    }

    @Override
    protected List<Configuration> refused() {
        return List.of(profile("a\nb"), profile(" a"), profile("a".repeat(5000)));
    }

    private static Configuration profile(String name) {
        return Configuration.builder()
                .ociVersion("1.3.0")
                .process(Process.builder().apparmorProfile(name).build())
                .build();
    }
}
