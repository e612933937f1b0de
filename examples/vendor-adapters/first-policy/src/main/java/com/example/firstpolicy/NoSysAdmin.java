package com.example.firstpolicy;

import dev.hexrun.port.policy.PlanPolicy;
import dev.hexrun.port.policy.PlanPolicyContext;
import dev.hexrun.port.policy.PlanPolicyProvider;
import dev.hexrun.port.policy.PlanVerdict;
import dev.hexrun.port.provider.AbstractProvider;
import dev.hexrun.port.provider.SpiVersion;

public final class NoSysAdmin extends AbstractProvider implements PlanPolicyProvider {
    public NoSysAdmin() {
        super("no-sys-admin", 100, SpiVersion.MAJOR, SpiVersion.MINOR);
    }

    @Override
    public PlanPolicy create(PlanPolicyContext context) {
        return proposal -> proposal.capabilities().contains("CAP_SYS_ADMIN")
                ? PlanVerdict.deny("/process/capabilities", "CAP_SYS_ADMIN is not for containers")
                : PlanVerdict.allow();
    }
}
