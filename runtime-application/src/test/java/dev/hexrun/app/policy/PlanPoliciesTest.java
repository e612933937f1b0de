package dev.hexrun.app.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import dev.hexrun.app.adapters.Adapters;
import dev.hexrun.app.command.CommandContext;
import dev.hexrun.app.command.Warnings;
import dev.hexrun.app.policy.PolicyDecision.Outcome;
import dev.hexrun.domain.config.Configuration;
import dev.hexrun.domain.plan.LaunchPlan;
import dev.hexrun.domain.state.ContainerId;
import dev.hexrun.domain.step.ProcessStep;
import dev.hexrun.port.host.Host;
import dev.hexrun.port.policy.PlanPolicy;
import dev.hexrun.port.policy.PlanPolicyContext;
import dev.hexrun.port.policy.PlanPolicyProvider;
import dev.hexrun.port.policy.PlanProposal;
import dev.hexrun.port.policy.PlanProposal.Operation;
import dev.hexrun.port.policy.PlanVerdict;
import dev.hexrun.port.policy.PlannedStep;
import dev.hexrun.port.provider.HostProvider;
import dev.hexrun.port.provider.Provider;
import dev.hexrun.port.provider.SpiVersion;
import dev.hexrun.port.provider.Usability;
import dev.hexrun.testkit.host.FakeHost;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PlanPoliciesTest {

    private static final PlanProposal PROPOSAL = PlanProposal.builder(
                    Operation.CREATE,
                    ContainerId.of("web"),
                    Configuration.builder().build())
            .build();

    private static final CommandContext CALLER =
            new CommandContext(List.of(), Map.of(), Optional.empty(), 1, 1000, 1000, 022);

    private final List<Supplier<PlanPolicyProvider>> suppliers = new ArrayList<>();
    private final List<String> log = new ArrayList<>();
    private final CountDownLatch end = new CountDownLatch(1);

    @AfterEach
    void release() {
        end.countDown();
    }

    @Test
    void withoutPoliciesEverythingIsAllowed() {
        PlanPolicies policies = policies("");

        assertThat(policies.exist()).isFalse();
        assertThat(policies.decide(PROPOSAL)).isEmpty();
        policies.require(PROPOSAL);
    }

    @Test
    void asksEveryPolicyEvenAfterADenial() {
        offer("b", proposal -> PlanVerdict.deny("/mounts/3/source", "/etc is not allowed"));
        offer("a", proposal -> PlanVerdict.deny("", "not on Sundays"));
        offer("c", proposal -> PlanVerdict.allow());

        assertThat(policies("").decide(PROPOSAL))
                .extracting(PolicyDecision::policy, PolicyDecision::outcome)
                .containsExactly(tuple("a", Outcome.DENIED), tuple("b", Outcome.DENIED), tuple("c", Outcome.ALLOWED));
        assertThatThrownBy(() -> policies("").require(PROPOSAL))
                .isInstanceOf(DeniedByPolicyException.class)
                .hasMessage("denied by policy a: not on Sundays; /mounts/3/source: denied by policy b: /etc is not"
                        + " allowed");
    }

    @Test
    void logsDecisionsAndWarnings() {
        offer("careful", proposal -> PlanVerdict.warn("/process/user", "runs as root"));

        policies("").require(PROPOSAL);

        assertThat(log)
                .containsExactly(
                        "create web: policy careful allows, warning: /process/user: runs as root",
                        "warning: /process/user: policy careful: runs as root");
    }

    @Test
    void aPolicyThatThrowsDenies() {
        offer("throws", proposal -> {
            throw new IllegalStateException("boom");
        });

        assertThat(reason("")).contains("policy throws").contains("java.lang.IllegalStateException: boom");
    }

    @Test
    void anErrorOfTheJvmDenies() {
        offer("deep", proposal -> overflow(proposal, 0));

        assertThat(reason("")).contains("policy deep").contains("StackOverflowError");
    }

    @Test
    void aPolicyThatHangsDenies() {
        offer("hangs", proposal -> {
            while (end.getCount() > 0) {
                try {
                    end.await();
                } catch (InterruptedException goesOn) {
                    // A policy that ignores interrupts.
                }
            }
            return PlanVerdict.allow();
        });

        assertThat(reason("")).contains("policy hangs").contains("no answer within 900 ms");
    }

    @Test
    void aPolicyWithoutAVerdictDenies() {
        offer("silent", proposal -> nothing());

        assertThat(reason("")).contains("policy silent").contains("returned null");
    }

    @Test
    void aPolicyThatCannotBeCreatedDenies() {
        suppliers.add(() -> new Policies("broken", true, proposal -> PlanVerdict.allow()) {
            @Override
            public PlanPolicy create(PlanPolicyContext context) {
                throw new IllegalArgumentException(context.configurationDirectory() + "/broken.conf:1: invalid");
            }
        });

        assertThat(reason("")).contains("policy broken").contains("/etc/hexrun/broken.conf:1: invalid");
    }

    @Test
    void aPolicyThatCannotBeLoadedDenies() {
        suppliers.add(() -> {
            throw new ServiceConfigurationError("provider com.vendor.Gone not found");
        });

        assertThat(reason("")).contains("com.vendor.Gone not found");
    }

    @Test
    void aPolicyForAnotherVersionOfTheSpiDenies() {
        suppliers.add(() -> new Policies("old", true, proposal -> PlanVerdict.allow()) {
            @Override
            public SpiVersion spiVersion() {
                return new SpiVersion(0, 9);
            }
        });

        assertThat(reason("")).contains("policy old").contains("built for SPI 0.9");
    }

    @Test
    void aPolicyWhoseProbeThrowsDenies() {
        suppliers.add(() -> new Policies("probe", true, proposal -> PlanVerdict.allow()) {
            @Override
            public Usability probe(Host host) {
                throw new IllegalStateException("boom in probe");
            }
        });

        assertThat(reason("")).contains("policy probe").contains("boom in probe");
    }

    @Test
    void anUnusablePolicyTakesNoPartAndIsReported() {
        suppliers.add(() -> new Policies("idle", false, proposal -> PlanVerdict.deny("", "never asked")));

        policies("").require(PROPOSAL);

        assertThat(log)
                .anyMatch(line -> line.startsWith("warning: policy idle") && line.endsWith("because of the test"));
    }

    @Test
    void aRequiredPolicyDeniesIfItIsUnusable() {
        suppliers.add(() -> new Policies("idle", false, proposal -> PlanVerdict.allow()));

        assertThat(reason("idle")).contains("policy idle").contains("required, but not usable: because of the test");
    }

    @Test
    void aRequiredPolicyDeniesIfItIsMissing() {
        offer("present", proposal -> PlanVerdict.allow());

        assertThat(policies("gone").exist()).isTrue();
        assertThat(reason("present, gone"))
                .isEqualTo(
                        "denied, since policy gone failed: it is required, but no adapter of this name is installed");
    }

    @Test
    void aRequirementDoesNotExcludeOtherPolicies() {
        offer("required", proposal -> PlanVerdict.allow());
        offer("other", proposal -> PlanVerdict.deny("", "no"));

        assertThat(reason("required")).isEqualTo("denied by policy other: no");
    }

    @Test
    void createsAPolicyOnce() {
        List<String> calls = new ArrayList<>();
        suppliers.add(() -> new Policies("one", true, proposal -> PlanVerdict.allow()) {
            @Override
            public PlanPolicy create(PlanPolicyContext context) {
                calls.add("create");
                return super.create(context);
            }
        });
        PlanPolicies policies = policies("");

        policies.require(PROPOSAL);
        policies.require(PROPOSAL);

        assertThat(calls).containsExactly("create");
    }

    @Test
    void aProposalHasTheCallerAndTheStepsAsPlanPrintsThem() {
        LaunchPlan plan = LaunchPlan.of(new ProcessStep.SetSubreaper(true));

        PlanProposal proposal = policies("")
                .propose(Operation.RUN, ContainerId.of("web"), PROPOSAL.configuration(), Optional.of(plan))
                .build();

        assertThat(proposal.callerUid()).isEqualTo(1000);
        assertThat(proposal.steps())
                .containsExactly(new PlannedStep(
                        "front", "SetSubreaper", plan.steps().getFirst().describe()));
    }

    private static PlanVerdict overflow(PlanProposal proposal, int depth) {
        return depth < 0 ? PlanVerdict.allow() : overflow(proposal, depth + 1);
    }

    @SuppressWarnings("NullAway") // as a policy without null checks does
    private static PlanVerdict nothing() {
        @Nullable PlanVerdict nothing = null;
        return nothing;
    }

    private String reason(String required) {
        try {
            policies(required).require(PROPOSAL);
            return "allowed";
        } catch (DeniedByPolicyException denied) {
            return denied.message();
        }
    }

    private void offer(String name, PlanPolicy policy) {
        suppliers.add(() -> new Policies(name, true, policy));
    }

    private PlanPolicies policies(String required) {
        Map<String, String> choices = required.isEmpty() ? Map.of() : Map.of("plan-policy", required);
        Warnings warnings = new Warnings() {
            @Override
            public boolean enabled() {
                return true;
            }

            @Override
            public void warn(String message) {
                log.add("warning: " + message);
            }

            @Override
            public void debug(String message) {
                log.add(message);
            }
        };
        PlanPolicyContext context = new PolicyContext(FakeHost.root(), Path.of("/etc/hexrun"));
        return new PlanPolicies(new Adapters(new Source(), choices), () -> context, warnings, CALLER, 900);
    }

    private final class Source implements Adapters.ProviderSource {

        @Override
        public <P extends Provider> Iterator<ServiceLoader.Provider<P>> providers(Class<P> type) {
            List<Supplier<? extends Provider>> all = new ArrayList<>();
            if (type == HostProvider.class) {
                all.add(Hosts::new);
            } else if (type == PlanPolicyProvider.class) {
                all.addAll(suppliers);
            }
            List<ServiceLoader.Provider<P>> found = new ArrayList<>();
            for (Supplier<? extends Provider> supplier : all) {
                found.add(new ServiceLoader.Provider<>() {
                    @Override
                    public Class<? extends P> type() {
                        return type;
                    }

                    @Override
                    public P get() {
                        return type.cast(supplier.get());
                    }
                });
            }
            return found.iterator();
        }
    }

    private static class Policies implements PlanPolicyProvider {

        private final String name;
        private final boolean usable;
        private final PlanPolicy policy;

        Policies(String name, boolean usable, PlanPolicy policy) {
            this.name = name;
            this.usable = usable;
            this.policy = policy;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public SpiVersion spiVersion() {
            return new SpiVersion(SpiVersion.MAJOR, SpiVersion.MINOR);
        }

        @Override
        public Usability probe(Host host) {
            return new Usability(usable, "because of the test");
        }

        @Override
        public PlanPolicy create(PlanPolicyContext context) {
            return policy;
        }
    }

    private static final class Hosts implements HostProvider {

        @Override
        public String name() {
            return "fake";
        }

        @Override
        public int priority() {
            return 1;
        }

        @Override
        public SpiVersion spiVersion() {
            return new SpiVersion(SpiVersion.MAJOR, SpiVersion.MINOR);
        }

        @Override
        public Usability probe(Host host) {
            return Usability.usable("in a test");
        }

        @Override
        public Host create() {
            return FakeHost.root();
        }
    }
}
