package com.example.firstpolicy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hexrun.domain.config.Configuration;
import dev.hexrun.domain.config.LinuxCapabilities;
import dev.hexrun.domain.config.Process;
import dev.hexrun.domain.state.ContainerId;
import dev.hexrun.port.policy.PlanProposal;
import dev.hexrun.port.policy.PlanProposal.Operation;
import dev.hexrun.port.policy.PlanVerdict;
import dev.hexrun.port.provider.Provider;
import dev.hexrun.testkit.policy.FakePolicyContext;
import dev.hexrun.testkit.provider.ProviderContract;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class NoSysAdminTest extends ProviderContract {

    @Override
    protected Provider newProvider() {
        return new NoSysAdmin();
    }

    @Test
    void deniesSysAdmin() {
        assertThat(judge("CAP_KILL", "CAP_SYS_ADMIN"))
                .isEqualTo(PlanVerdict.deny("/process/capabilities", "CAP_SYS_ADMIN is not for containers"));
        assertThat(judge("CAP_KILL")).isEqualTo(PlanVerdict.allow());
    }

    private static PlanVerdict judge(String... bounding) {
        Configuration configuration = Configuration.builder()
                .process(Process.builder()
                        .capabilities(LinuxCapabilities.builder()
                                .addBounding(bounding)
                                .build())
                        .build())
                .build();
        return new NoSysAdmin()
                .create(new FakePolicyContext(Path.of("/etc/hexrun")))
                .judge(PlanProposal.builder(Operation.CREATE, ContainerId.of("web"), configuration)
                        .build());
    }
}
