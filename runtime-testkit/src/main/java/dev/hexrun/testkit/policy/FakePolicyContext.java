package dev.hexrun.testkit.policy;

import dev.hexrun.port.host.Host;
import dev.hexrun.port.policy.PlanPolicyContext;
import dev.hexrun.testkit.host.FakeHost;
import java.nio.file.Path;

/**
 * The services for a policy in a test.
 *
 * @param host the host
 * @param configurationDirectory the directory of configuration files
 */
public record FakePolicyContext(Host host, Path configurationDirectory) implements PlanPolicyContext {

    /**
     * Creates services with a fake host, on which the test runs as root.
     *
     * @param configurationDirectory the directory of configuration files
     */
    public FakePolicyContext(Path configurationDirectory) {
        this(FakeHost.root(), configurationDirectory);
    }
}
