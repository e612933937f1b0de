package dev.hexrun.app.adapters;

import dev.hexrun.port.provider.Provider;
import java.util.Optional;

/**
 * A provider that was found, good or not.
 *
 * @param port the name of the port
 * @param name the provider's name, or its class if it could not be asked
 * @param origin the jar or folder that it came from; empty if that is not known
 * @param priority its priority; 0 if it could not be asked
 * @param usable whether it can be chosen
 * @param reason why, or why not
 * @param provider the provider itself, unless it could not be made
 * @param <P> the provider's interface
 */
public record FoundAdapter<P extends Provider>(
        String port, String name, String origin, int priority, boolean usable, String reason, Optional<P> provider) {}
