package dev.hexrun.adapter.apparmor;

import dev.hexrun.domain.config.Process;
import dev.hexrun.domain.security.SecurityContribution;
import dev.hexrun.domain.step.ContributedSteps;
import dev.hexrun.domain.validate.Problem;
import dev.hexrun.port.security.SecurityModule;
import dev.hexrun.port.security.SecurityRequest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * The AppArmor module: the program gets the profile in {@code process.apparmorProfile} at {@code execve(2)}. A profile
 * is the name of a loaded profile, {@code unconfined}, a name in a namespace ({@code :namespace:profile}) or a stack of
 * profiles ({@code one//&two}). The kernel interprets the name and refuses a profile that is not loaded.
 */
final class AppArmor implements SecurityModule {

    private static final String POINTER = "/process/apparmorProfile";

    /** The directory of the module below {@code /proc/PID/attr}. */
    private static final String ATTRIBUTES = "apparmor";

    /** The command before the profile: change to it at {@code execve(2)}. */
    private static final String COMMAND = "exec ";

    /** The kernel reads one page and needs its last byte. */
    private static final int LONGEST_TEXT = 4095;

    @Override
    public List<Problem> check(SecurityRequest request) {
        Optional<String> profile = profile(request);
        if (profile.isEmpty()) {
            return List.of();
        }
        String text = profile.get();
        for (int i = 0; i < text.length(); i++) {
            if (Character.isISOControl(text.charAt(i))) {
                return List.of(new Problem(POINTER, "contains a control character"));
            }
        }
        if (!text.strip().equals(text)) {
            // The kernel would strip it, and use a profile of another name.
            return List.of(new Problem(POINTER, "\"" + text + "\" begins or ends with white space"));
        }
        if (COMMAND.length() + text.getBytes(StandardCharsets.UTF_8).length > LONGEST_TEXT) {
            return List.of(new Problem(POINTER, "is longer than " + (LONGEST_TEXT - COMMAND.length()) + " bytes"));
        }
        return List.of();
    }

    @Override
    public SecurityContribution contribute(SecurityRequest request) {
        Optional<String> profile = profile(request);
        return profile.isEmpty()
                ? SecurityContribution.NONE
                : SecurityContribution.NONE.withLabelStep(
                        ContributedSteps.execLabel(ATTRIBUTES, COMMAND + profile.get()));
    }

    /** Returns the profile; empty if the configuration has none. An empty name is none. */
    private static Optional<String> profile(SecurityRequest request) {
        Optional<Process> process = request.configuration().process();
        Optional<String> profile = process.isPresent() ? process.get().apparmorProfile() : Optional.empty();
        return profile.isPresent() && !profile.get().isEmpty() ? profile : Optional.empty();
    }
}
