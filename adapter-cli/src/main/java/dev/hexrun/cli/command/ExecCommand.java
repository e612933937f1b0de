package dev.hexrun.cli.command;

import dev.hexrun.app.command.CommandContext;
import dev.hexrun.app.exec.ExecProcess;
import dev.hexrun.app.exec.ExecRequest;
import dev.hexrun.app.exec.ProcessChanges;
import dev.hexrun.domain.capability.CapabilitySet;
import dev.hexrun.domain.failure.ContainerException;
import dev.hexrun.domain.state.ContainerId;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** {@code exec}: exits with the status of the process. */
public final class ExecCommand implements Command {

    /** The largest id; {@code (uid_t) -1} is invalid. */
    private static final long MAX_ID = 0xFFFF_FFFEL;

    private static final String EVERY_HIERARCHY = "";

    private final ExecProcess useCase;
    private final CommandContext context;

    @Inject
    ExecCommand(ExecProcess useCase, CommandContext context) {
        this.useCase = useCase;
        this.context = context;
    }

    @Override
    public int execute(Arguments arguments) {
        useCase.exec(request(arguments));
        return 0;
    }

    private ExecRequest request(Arguments arguments) {
        List<String> words = arguments.positionals();
        return new ExecRequest(
                ContainerId.of(words.getFirst()),
                path(arguments, Flags.PROCESS),
                changes(arguments, words.subList(1, words.size())),
                arguments.isOn(Flags.EXEC_DETACH),
                arguments.isOn(Flags.IGNORE_PAUSED),
                subgroups(arguments.list(Flags.CGROUP)),
                path(arguments, Flags.EXEC_PID_FILE),
                CreateRequests.streams(arguments, context));
    }

    private ProcessChanges changes(Arguments arguments, List<String> args) {
        String user = text(arguments, Flags.USER).orElse("");
        int colon = user.indexOf(':');
        return new ProcessChanges(
                args,
                text(arguments, Flags.CWD),
                arguments.list(Flags.ENV),
                arguments.isOn(Flags.TTY),
                user.isEmpty() ? OptionalLong.empty() : id("user", colon < 0 ? user : user.substring(0, colon)),
                colon < 0 ? OptionalLong.empty() : id("user", user.substring(colon + 1)),
                gids(arguments.list(Flags.ADDITIONAL_GIDS)),
                capabilities(arguments.list(Flags.CAP)),
                text(arguments, Flags.PROCESS_LABEL),
                text(arguments, Flags.APPARMOR),
                arguments.text(Flags.NO_NEW_PRIVS).isPresent()
                        ? Optional.of(arguments.isOn(Flags.NO_NEW_PRIVS))
                        : Optional.empty());
    }

    private Optional<Path> path(Arguments arguments, FlagSpec flag) {
        Optional<String> value = text(arguments, flag);
        return value.isEmpty() ? Optional.empty() : Optional.of(context.resolve(value.get()));
    }

    private static Optional<String> text(Arguments arguments, FlagSpec flag) {
        Optional<String> value = arguments.text(flag);
        return value.isPresent() && value.get().isEmpty() ? Optional.empty() : value;
    }

    private static List<Long> gids(List<String> words) {
        List<Long> gids = new ArrayList<>();
        for (String word : words) {
            gids.add(id("additional-gids", word).getAsLong());
        }
        return gids;
    }

    /** Rejects unknown names. In a configuration, the specification requires that they are ignored. */
    private static List<String> capabilities(List<String> names) {
        List<String> unknown = CapabilitySet.unknown(names);
        if (!unknown.isEmpty()) {
            String name = unknown.getFirst();
            boolean prefixed = CapabilitySet.unknown(List.of("CAP_" + name)).isEmpty();
            throw new ContainerException(
                    "unknown capability \"" + name + "\"" + (prefixed ? "; did you mean CAP_" + name + "?" : ""));
        }
        return names;
    }

    /** Parses an id strictly, since an invalid one must never be interpreted as root (CVE-2026-30892). */
    private static OptionalLong id(String flag, String word) {
        long id = word.isEmpty() || word.length() > 10 ? -1 : 0;
        for (int i = 0; i < word.length() && id >= 0; i++) {
            char digit = word.charAt(i);
            id = digit < '0' || digit > '9' ? -1 : id * 10 + (digit - '0');
        }
        if (id < 0 || id > MAX_ID) {
            throw new ContainerException("invalid value \"" + word + "\" for --" + flag
                    + ": must be an integer from 0 to " + MAX_ID + " (names are not looked up)");
        }
        return OptionalLong.of(id);
    }

    private static Map<String, String> subgroups(List<String> words) {
        Map<String, String> subgroups = new LinkedHashMap<>();
        for (String word : words) {
            int colon = word.indexOf(':');
            if (colon < 0) {
                if (words.size() != 1) {
                    throw invalid(word, "missing <controller>: prefix");
                }
                subgroups.put(EVERY_HIERARCHY, word);
                continue;
            }
            int start = 0;
            while (start <= colon) {
                int comma = word.indexOf(',', start);
                int end = comma < 0 || comma > colon ? colon : comma;
                String controller = word.substring(start, end);
                if (controller.isEmpty()) {
                    throw invalid(word, "empty <controller> prefix");
                }
                if (subgroups.putIfAbsent(controller, word.substring(colon + 1)) != null) {
                    throw invalid(word, "controller " + controller + " specified multiple times");
                }
                start = end + 1;
            }
        }
        return subgroups;
    }

    private static ContainerException invalid(String word, String reason) {
        return new ContainerException("invalid --cgroup argument: " + word + " (" + reason + ")");
    }
}
