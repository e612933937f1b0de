package dev.hexrun.adapter.selinux;

import dev.hexrun.domain.config.Configuration;
import dev.hexrun.domain.config.Linux;
import dev.hexrun.domain.config.Process;
import dev.hexrun.port.security.SecurityModule;
import dev.hexrun.testkit.security.SecurityModuleContract;
import java.util.List;

class SelinuxContractTest extends SecurityModuleContract {

    private static final String LABEL = "system_u:system_r:container_t:s0:c4,c5";
    private static final String FILES = "system_u:object_r:container_file_t:s0:c4,c5";

    @Override
    protected SecurityModule newModule() {
        return new Selinux();
    }

    @Override
    protected List<Configuration> requested() {
        return List.of(labels(LABEL, ""), labels("", FILES), labels(LABEL, FILES));
    }

    @Override
    protected List<Configuration> refused() {
        return List.of(labels("container_t", ""), labels("", "u:r"), labels("u:r:", "u:r:t x"));
    }

    private static Configuration labels(String process, String mounts) {
        return Configuration.builder()
                .ociVersion("1.3.0")
                .process(Process.builder().selinuxLabel(process).build())
                .linux(Linux.builder().mountLabel(mounts).build())
                .build();
    }
}
