package dev.hexrun.testkit.security;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hexrun.domain.config.Configuration;
import dev.hexrun.domain.config.Linux;
import dev.hexrun.domain.config.Process;
import dev.hexrun.domain.security.SecurityContribution;
import dev.hexrun.domain.state.ContainerId;
import dev.hexrun.domain.step.Actor;
import dev.hexrun.domain.step.Step;
import dev.hexrun.domain.validate.Problem;
import dev.hexrun.port.security.SecurityModule;
import dev.hexrun.port.security.SecurityRequest;
import dev.hexrun.port.security.SecurityRequest.Role;
import dev.hexrun.testkit.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * The contract of every {@link SecurityModule}. A subclass creates the module and configurations that request it. The
 * tests need neither privileges nor a kernel with the module, since they execute no steps.
 */
public abstract class SecurityModuleContract {

    private static final ContainerId WEB = ContainerId.of("web");

    /** Creates the test class. */
    protected SecurityModuleContract() {}

    /**
     * Creates the module under test.
     *
     * @return a new module
     */
    protected abstract SecurityModule newModule();

    /**
     * Returns configurations that request the module and that it accepts.
     *
     * @return at least one configuration with a process
     */
    protected abstract List<Configuration> requested();

    /**
     * Returns configurations that request the module with a setting that it refuses.
     *
     * @return at least one configuration with a process
     */
    protected abstract List<Configuration> refused();

    private static SecurityRequest request(Configuration configuration, Role role) {
        return new SecurityRequest(Optional.of(WEB), configuration, role);
    }

    @Test
    @Rule("not-requested")
    void must_contributeNothing_whenTheConfigurationDoesNotRequestTheModule() {
        Configuration empty = Configuration.builder().ociVersion("1.3.0").build();
        Configuration program = Configuration.builder()
                .from(empty)
                .process(Process.builder().cwd("/").addArgs("sh").build())
                .linux(Linux.builder().build())
                .putAnnotations("org.example.unrelated", "x")
                .build();
        for (Configuration configuration : List.of(empty, program)) {
            for (Role role : Role.values()) {
                SecurityRequest request = request(configuration, role);
                assertThat(newModule().check(request)).as("problems").isEmpty();
                assertThat(newModule().contribute(request))
                        .as("the contribution without a request")
                        .isEqualTo(SecurityContribution.NONE);
            }
        }
    }

    @Test
    @Rule("requested")
    void must_contribute_whenTheConfigurationRequestsTheModule() {
        for (Configuration configuration : requested()) {
            SecurityRequest request = request(configuration, Role.INIT);
            assertThat(newModule().check(request)).as("problems").isEmpty();
            assertThat(newModule().contribute(request))
                    .as("the contribution for a request")
                    .isNotEqualTo(SecurityContribution.NONE);
        }
    }

    @Test
    @Rule("exec")
    void must_alsoConfineProcessesThatAreExecutedLater() {
        for (Configuration configuration : requested()) {
            SecurityContribution init = newModule().contribute(request(configuration, Role.INIT));
            SecurityRequest request = request(configuration, Role.EXEC);
            assertThat(newModule().check(request)).as("problems for exec").isEmpty();
            SecurityContribution exec = newModule().contribute(request);
            assertThat(exec.labelSteps()).as("labels for exec").hasSameSizeAs(init.labelSteps());
            assertThat(exec.programSteps()).as("program steps for exec").hasSameSizeAs(init.programSteps());
        }
    }

    @Test
    @Rule("process-steps")
    void must_contributeStepsOfTheProcess() {
        for (Configuration configuration : requested()) {
            for (Role role : Role.values()) {
                SecurityContribution contribution = newModule().contribute(request(configuration, role));
                List<Step> steps = new ArrayList<>(contribution.keyringSteps());
                steps.addAll(contribution.labelSteps());
                steps.addAll(contribution.programSteps());
                assertThat(steps)
                        .allSatisfy(step -> assertThat(step.actor())
                                .as("the actor of %s", step.describe())
                                .isEqualTo(Actor.INIT));
            }
        }
    }

    @Test
    @Rule("refused")
    void must_refuseASetting_withItsPointer() {
        for (Configuration configuration : refused()) {
            List<Problem> problems = newModule().check(request(configuration, Role.INIT));
            assertThat(problems).as("problems of a refused setting").isNotEmpty();
            assertThat(problems)
                    .allSatisfy(problem ->
                            assertThat(problem.pointer()).as("the pointer").startsWith("/"));
        }
    }

    @Test
    @Rule("validated")
    void must_reportTheSameProblems_whenABundleIsValidated() {
        for (Configuration configuration : refused()) {
            SecurityRequest validated = new SecurityRequest(Optional.empty(), configuration, Role.INIT);
            assertThat(newModule().check(validated))
                    .as("problems without a container")
                    .isEqualTo(newModule().check(request(configuration, Role.INIT)));
        }
    }

    @Test
    @Rule("same-result")
    void must_returnTheSameResult_forTheSameRequest() {
        SecurityModule module = newModule();
        for (Configuration configuration : requested()) {
            SecurityRequest request = request(configuration, Role.INIT);
            SecurityContribution first = module.contribute(request);
            assertThat(module.contribute(request)).as("the second contribution").isEqualTo(first);
        }
    }
}
