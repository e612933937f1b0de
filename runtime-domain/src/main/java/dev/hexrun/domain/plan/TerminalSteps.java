package dev.hexrun.domain.plan;

import dev.hexrun.domain.config.Box;
import dev.hexrun.domain.config.Process;
import dev.hexrun.domain.step.CallerStep;
import dev.hexrun.domain.step.Step;
import java.util.ArrayList;
import java.util.List;

/** A process's terminal, and what else goes from it to its caller. */
final class TerminalSteps {

    /** The payload of a container's first process's pidfd. */
    static final String STANDARD = "standard";

    /** The payload of an executed process's pidfd. */
    static final String SETNS = "setns";

    private TerminalSteps() {}

    /**
     * Makes the terminal, if the process has one. Comes once the root is {@code /}, and before anything is made
     * read-only.
     *
     * @param console whether it becomes {@code /dev/console}: that of a container's first process
     */
    static void addTerminal(List<Step> steps, Process process, boolean console) {
        if (process.terminal()) {
            Box size = process.consoleSize().orElse(new Box(0, 0));
            steps.add(new CallerStep.CreateTerminal(
                    (int) process.user().uid(), (int) size.height(), (int) size.width(), console));
        }
    }

    /**
     * Sends terminal and pidfd to those that wait for them. Comes once init has made its terminal.
     *
     * @param payload the text that goes with the pidfd
     */
    static void addSends(List<Step> steps, ProcessStreams streams, String payload) {
        if (streams.consoleSocket().isPresent()) {
            steps.add(new CallerStep.SendTerminal(streams.consoleSocket().get()));
        }
        if (streams.pidfdSocket().isPresent()) {
            steps.add(new CallerStep.SendPidfd(streams.pidfdSocket().get(), payload));
        }
    }

    /** What the environment of the process tells of descriptors from socket activation, {@code sd_listen_fds(3)}. */
    static List<String> environment(ProcessStreams streams) {
        List<String> environment = new ArrayList<>();
        if (streams.listenDescriptors() > 0) {
            environment.add("LISTEN_FDS=" + streams.listenDescriptors());
            environment.add("LISTEN_PID=1");
        }
        return environment;
    }
}
