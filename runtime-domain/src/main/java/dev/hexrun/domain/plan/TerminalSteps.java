package dev.hexrun.domain.plan;

import dev.hexrun.domain.config.Box;
import dev.hexrun.domain.config.Process;
import dev.hexrun.domain.step.CallerStep;
import dev.hexrun.domain.step.Step;
import java.util.ArrayList;
import java.util.List;

/** The terminal of a process, and the sockets of its caller. */
final class TerminalSteps {

    /** The payload for a container's first process. */
    static final String STANDARD = "standard";

    /** The payload for an executed process. */
    static final String SETNS = "setns";

    private TerminalSteps() {}

    /**
     * Creates the terminal, if the process has one: after the change of the root, and before mounts are made read-only.
     *
     * @param console whether it is mounted on {@code /dev/console}; true for a container's first process
     */
    static void addTerminal(List<Step> steps, Process process, boolean console) {
        if (process.terminal()) {
            Box size = process.consoleSize().orElse(new Box(0, 0));
            steps.add(new CallerStep.CreateTerminal(
                    (int) process.user().uid(), (int) size.height(), (int) size.width(), console));
        }
    }

    /**
     * Sends the terminal and a pidfd to their sockets, once init has created its terminal.
     *
     * @param payload the text of the message with the pidfd
     */
    static void addSends(List<Step> steps, ProcessStreams streams, String payload) {
        if (streams.consoleSocket().isPresent()) {
            steps.add(new CallerStep.SendTerminal(streams.consoleSocket().get()));
        }
        if (streams.pidfdSocket().isPresent()) {
            steps.add(new CallerStep.SendPidfd(streams.pidfdSocket().get(), payload));
        }
    }

    /** Returns the environment entries of socket activation, {@code sd_listen_fds(3)}. */
    static List<String> environment(ProcessStreams streams) {
        List<String> environment = new ArrayList<>();
        if (streams.listenDescriptors() > 0) {
            environment.add("LISTEN_FDS=" + streams.listenDescriptors());
            environment.add("LISTEN_PID=1");
        }
        return environment;
    }
}
