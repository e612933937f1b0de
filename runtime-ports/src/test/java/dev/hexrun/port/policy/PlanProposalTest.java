package dev.hexrun.port.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import dev.hexrun.domain.config.Configuration;
import dev.hexrun.domain.config.LinuxCapabilities;
import dev.hexrun.domain.config.Mount;
import dev.hexrun.domain.config.Process;
import dev.hexrun.domain.state.ContainerId;
import dev.hexrun.port.policy.PlanProposal.Operation;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlanProposalTest {

    @Test
    void findsBindMountsByOptionAndByTypeWithTheirPlaceOnTheHost() {
        Configuration configuration = Configuration.builder()
                .addMounts(
                        Mount.builder()
                                .destination("/proc")
                                .type("proc")
                                .source("proc")
                                .build(),
                        Mount.builder()
                                .destination("/a")
                                .type("none")
                                .source("/srv/../etc")
                                .addOptions("rbind", "ro")
                                .build(),
                        Mount.builder()
                                .destination("/b")
                                .type("bind")
                                .source("data")
                                .build())
                .build();

        assertThat(proposal(configuration).hostMounts())
                .extracting(HostMount::pointer, HostMount::source)
                .containsExactly(tuple("/mounts/1/source", "/etc"), tuple("/mounts/2/source", "/bundle/data"));
    }

    @Test
    void collectsTheCapabilitiesOfAllSets() {
        Configuration configuration = Configuration.builder()
                .process(Process.builder()
                        .capabilities(LinuxCapabilities.builder()
                                .addBounding("CAP_KILL")
                                .addEffective("CAP_CHOWN")
                                .addInheritable("CAP_FOWNER")
                                .addPermitted("CAP_SETUID")
                                .addAmbient("CAP_SETGID", "CAP_KILL")
                                .build())
                        .build())
                .build();

        assertThat(proposal(configuration).capabilities())
                .containsExactly("CAP_CHOWN", "CAP_FOWNER", "CAP_KILL", "CAP_SETGID", "CAP_SETUID");
        assertThat(proposal(Configuration.builder().build()).capabilities()).isEmpty();
    }

    @Test
    void aBuilderDescribesACallByRootWithoutFlags() {
        PlanProposal proposal = proposal(Configuration.builder().build());

        assertThat(proposal.callerUid()).isZero();
        assertThat(proposal.pivotRoot()).isTrue();
        assertThat(proposal.newKeyring()).isTrue();
        assertThat(proposal.passedDescriptors()).isZero();
        assertThat(proposal.steps()).isEqualTo(List.of());
    }

    private static PlanProposal proposal(Configuration configuration) {
        return PlanProposal.builder(Operation.CREATE, ContainerId.of("web"), configuration)
                .bundle(Path.of("/bundle"))
                .build();
    }
}
