package dev.hexrun.adapter.apparmor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hexrun.domain.config.Configuration;
import dev.hexrun.domain.config.Process;
import dev.hexrun.domain.security.SecurityContribution;
import dev.hexrun.domain.step.Actor;
import dev.hexrun.domain.step.IdentityStep;
import dev.hexrun.domain.validate.Problem;
import dev.hexrun.port.security.SecurityRequest;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class AppArmorTest {

    private final AppArmor module = new AppArmor();

    private static SecurityRequest request(SecurityRequest.Role role, Process process) {
        return new SecurityRequest(
                Optional.empty(),
                Configuration.builder().ociVersion("1.0.0").process(process).build(),
                role);
    }

    private static SecurityRequest request(String profile) {
        return request(
                SecurityRequest.Role.INIT,
                Process.builder().apparmorProfile(profile).build());
    }

    private IdentityStep.WriteProcessAttribute step(SecurityRequest request) {
        SecurityContribution contribution = module.contribute(request);
        assertThat(contribution.labelSteps()).hasSize(1);
        assertThat(contribution)
                .isEqualTo(SecurityContribution.NONE.withLabelStep(
                        contribution.labelSteps().getFirst()));
        return (IdentityStep.WriteProcessAttribute) contribution.labelSteps().getFirst();
    }

    @ParameterizedTest
    @EnumSource
    void writesTheProfileBeforeNoNewPrivileges(SecurityRequest.Role role) {
        IdentityStep.WriteProcessAttribute step = step(request(
                role, Process.builder().apparmorProfile("docker-default").build()));
        assertThat(step).isEqualTo(new IdentityStep.WriteProcessAttribute("apparmor", "exec", "exec docker-default"));
        assertThat(step.actor()).isEqualTo(Actor.INIT);
        assertThat(step.describe()).isEqualTo("set apparmor exec to \"exec docker-default\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "unconfined",
                "one//&two",
                "&:vendor:confined",
                ":root//nested:profile",
                "profile//hat",
                "/usr/bin/a program",
                "profil\u00e9"
            })
    void leavesTheNameToTheKernel(String profile) {
        assertThat(module.check(request(profile))).isEmpty();
        assertThat(step(request(profile)).text()).isEqualTo("exec " + profile);
    }

    @Test
    void contributesNothingWithoutAProfile() {
        assertThat(module.contribute(request(""))).isSameAs(SecurityContribution.NONE);
        assertThat(module.check(request(""))).isEmpty();
        Configuration noProcess = Configuration.builder().ociVersion("1.0.0").build();
        SecurityRequest request = new SecurityRequest(Optional.empty(), noProcess, SecurityRequest.Role.INIT);
        assertThat(module.contribute(request)).isSameAs(SecurityContribution.NONE);
        assertThat(module.check(request)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\nb", "a\0", "\u007f"})
    void refusesControlCharacters(String profile) {
        assertThat(module.check(request(profile)))
                .containsExactly(new Problem("/process/apparmorProfile", "contains a control character"));
    }

    @ParameterizedTest
    @ValueSource(strings = {" a", "a ", " "})
    void refusesNamesThatTheKernelWouldStrip(String profile) {
        assertThat(module.check(request(profile)))
                .containsExactly(
                        new Problem("/process/apparmorProfile", "\"" + profile + "\" begins or ends with white space"));
    }

    @Test
    void refusesNamesThatDoNotFitIntoAPage() {
        assertThat(module.check(request("a".repeat(4090)))).isEmpty();
        assertThat(module.check(request("a".repeat(4091))))
                .containsExactly(new Problem("/process/apparmorProfile", "is longer than 4090 bytes"));
        assertThat(module.check(request("\u00e9".repeat(2046)))).hasSize(1);
    }
}
