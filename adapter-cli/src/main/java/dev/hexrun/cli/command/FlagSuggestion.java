package dev.hexrun.cli.command;

import dev.hexrun.cli.command.FlagSpec.Support;
import dev.hexrun.domain.validate.EditDistance;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Suggestions for unknown flags. */
final class FlagSuggestion {

    private FlagSuggestion() {}

    /**
     * Returns a suggestion for an unknown flag.
     *
     * @param command the syntax of the command
     * @param name the unknown flag, without dashes
     * @return a clause; empty if nothing is similar
     */
    static String of(CommandSpec command, String name) {
        Optional<CommandName> known = CommandName.of(command.name());
        String advice = known.isPresent() ? OtherToolAdvice.flag(known.get(), name) : null;
        if (advice != null) {
            return advice;
        }
        if (known.isPresent() && isFlagOf(CommandSpecs.global(), name)) {
            return "global flags must precede the command";
        }
        if (known.isEmpty()) {
            for (CommandName each : CommandName.values()) {
                if (isFlagOf(CommandSpecs.of(each), name)) {
                    return "flags of a command must follow it";
                }
            }
        }
        FlagSpec closest = closest(command, name);
        return closest == null ? "" : "did you mean --" + closest.name() + "?";
    }

    private static boolean isFlagOf(CommandSpec command, String name) {
        for (FlagSpec flag : command.flags()) {
            if (flag.support() == Support.SHOWN && flag.isCalled(name)) {
                return true;
            }
        }
        return false;
    }

    private static @Nullable FlagSpec closest(CommandSpec command, String name) {
        FlagSpec closest = null;
        int minimum = EditDistance.maxTypos(name) + 1;
        for (FlagSpec flag : command.flags()) {
            int distance =
                    flag.name().startsWith(name) && name.length() > 1 ? 1 : EditDistance.between(name, flag.name());
            if (flag.support() == Support.SHOWN && distance < minimum) {
                minimum = distance;
                closest = flag;
            }
        }
        return closest;
    }
}
