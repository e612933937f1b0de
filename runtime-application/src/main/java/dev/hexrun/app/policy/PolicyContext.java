package dev.hexrun.app.policy;

import dev.hexrun.port.host.Host;
import dev.hexrun.port.policy.PlanPolicyContext;
import java.nio.file.Path;

/**
 * The services for policies.
 *
 * @param host the host
 * @param configurationDirectory the directory of configuration files
 */
public record PolicyContext(Host host, Path configurationDirectory) implements PlanPolicyContext {}
