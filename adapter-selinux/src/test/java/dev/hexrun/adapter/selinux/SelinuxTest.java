package dev.hexrun.adapter.selinux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hexrun.domain.config.Configuration;
import dev.hexrun.domain.config.Linux;
import dev.hexrun.domain.config.Process;
import dev.hexrun.domain.security.SecurityContribution;
import dev.hexrun.domain.step.IdentityStep;
import dev.hexrun.domain.validate.Problem;
import dev.hexrun.port.security.SecurityRequest;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SelinuxTest {

    private static final String LABEL = "system_u:system_r:container_t:s0:c4,c5";
    private static final String FILES = "system_u:object_r:container_file_t:s0:c4,c5";

    private final Selinux module = new Selinux();

    private static SecurityRequest request(SecurityRequest.Role role, String processLabel, String mountLabel) {
        return new SecurityRequest(
                Optional.empty(),
                Configuration.builder()
                        .ociVersion("1.0.0")
                        .process(Process.builder().selinuxLabel(processLabel).build())
                        .linux(Linux.builder().mountLabel(mountLabel).build())
                        .build(),
                role);
    }

    @ParameterizedTest
    @EnumSource
    void labelsTheKeyringAndTheProgram(SecurityRequest.Role role) {
        SecurityContribution contribution = module.contribute(request(role, LABEL, ""));
        assertThat(contribution)
                .isEqualTo(SecurityContribution.NONE
                        .withKeyringStep(new IdentityStep.WriteProcessAttribute("", "keycreate", LABEL))
                        .withProgramStep(new IdentityStep.WriteProcessAttribute("", "exec", LABEL)));
    }

    @Test
    void labelsTheMountsOfANewContainer() {
        assertThat(module.contribute(request(SecurityRequest.Role.INIT, "", FILES)))
                .isEqualTo(SecurityContribution.NONE.withMountContext(FILES));
        assertThat(module.contribute(request(SecurityRequest.Role.EXEC, "", FILES)))
                .isEqualTo(SecurityContribution.NONE);
    }

    @Test
    void withoutLabelsNothingIsLabelled() {
        assertThat(module.contribute(request(SecurityRequest.Role.INIT, "", "")))
                .isSameAs(SecurityContribution.NONE);
        assertThat(module.check(request(SecurityRequest.Role.INIT, "", ""))).isEmpty();
        SecurityRequest empty = new SecurityRequest(
                Optional.empty(), Configuration.builder().ociVersion("1.0.0").build(), SecurityRequest.Role.INIT);
        assertThat(module.contribute(empty)).isSameAs(SecurityContribution.NONE);
        assertThat(module.check(empty)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {LABEL, "u:r:t", "u:r:t:SystemLow-SystemHigh", "system_u:system_r:spc_t:s0-s0:c0.c1023"})
    void acceptsContexts(String label) {
        assertThat(module.check(request(SecurityRequest.Role.INIT, label, label)))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"container_t", "u:r", "u:r:", "u:r:t:s0\n", "u:r:t x", ":::"})
    void refusesTextsThatAreNoContexts(String label) {
        List<Problem> problems = module.check(request(SecurityRequest.Role.INIT, label, label));
        assertThat(problems).extracting(Problem::pointer).containsExactly("/process/selinuxLabel", "/linux/mountLabel");
        assertThat(problems).allSatisfy(problem -> assertThat(problem.message()).contains("is not a SELinux context"));
        assertThat(module.check(request(SecurityRequest.Role.EXEC, label, label)))
                .hasSize(1);
    }

    @Test
    void refusesMountLabelsThatAreTooLongForAMountOption() {
        String label = "u:r:" + "t".repeat(252);
        assertThat(module.check(request(SecurityRequest.Role.INIT, label, label)))
                .containsExactly(new Problem("/linux/mountLabel", "is longer than 255 characters"));
    }
}
