package dev.hexrun.adapter.linux.session;

import dev.hexrun.domain.failure.ContainerException;
import dev.hexrun.domain.plan.LaunchPlan;
import dev.hexrun.domain.step.HookStep;
import dev.hexrun.domain.step.ProcessStep;
import dev.hexrun.domain.step.Step;
import dev.hexrun.domain.step.SyncPoint;
import dev.hexrun.port.launch.LaunchFailedException;
import dev.hexrun.port.launch.LaunchObserver;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A replacement for hexrun's runtime, started by the real front. The first argument of the command selects the action.
 */
final class FrontConversation implements LaunchObserver {

    private static final Step HARMLESS = new ProcessStep.SetSubreaper(false);
    private static final Step MISSING = new HookStep.ChangeWorkingDirectory("/there/is/no/such/directory");

    private final FrontConnection connection;
    private final List<String> arguments;

    private FrontConversation(FrontConnection connection) {
        this.connection = connection;
        this.arguments = connection.request().arguments();
    }

    /** Runs the command that the front sends; the arguments of this process are ignored. */
    public static void main(String[] none) throws IOException {
        FrontConversation conversation = new FrontConversation((FrontConnection) new FrontChannelProvider().open());
        conversation.talk();
    }

    private void talk() throws IOException {
        switch (arguments.get(1)) {
            case "echo" -> echo();
            case "much" -> {
                connection.writeOutput("0123456789abcde\n".repeat(40_000));
                connection.exit(0);
            }
            case "meet" -> {
                int init = launch(
                        new ProcessStep.ReachSyncPoint(SyncPoint.CREATED),
                        HARMLESS,
                        new ProcessStep.ReachSyncPoint(SyncPoint.INIT_READY));
                connection.writeOutput("init " + init + "\n");
                connection.exit(0);
            }
            case "fail" -> fail();
            case "refuse" -> refuse();
            case "long" -> {
                List<Step> steps = new ArrayList<>(Collections.nCopies(2000, HARMLESS));
                steps.addAll(Collections.nCopies(500, new HookStep.ChangeWorkingDirectory("/" + "./".repeat(2000))));
                connection.launch(new LaunchPlan(steps), this);
                connection.exit(0);
            }
            case "read" -> {
                try {
                    byte[] input = connection.readInput(100_000);
                    connection.writeOutput(input.length + " " + new String(input, StandardCharsets.UTF_8).strip());
                } catch (ContainerException e) {
                    connection.writeOutput(e.message());
                }
                connection.exit(0);
            }
            case "await" -> await();
            default -> throw new ContainerException("no conversation about " + arguments.get(1));
        }
    }

    private void echo() {
        connection.writeError(connection.request().directory() + "\n");
        for (String argument : arguments.subList(2, arguments.size())) {
            connection.writeOutput(argument + "\n");
        }
        for (String variable : connection.request().environment()) {
            connection.writeOutput(variable + "\n");
        }
        connection.exit(7);
    }

    private int launch(Step... steps) {
        return connection.launch(LaunchPlan.of(steps), this);
    }

    private void fail() {
        for (Step step : List.of(MISSING, new ProcessStep.SendSignal(Integer.MAX_VALUE, 0, 15))) {
            try {
                launch(HARMLESS, step);
            } catch (LaunchFailedException e) {
                connection.writeError(e.message() + "\n");
            }
        }
        connection.exit(1);
    }

    private void refuse() {
        LaunchObserver refusing = new LaunchObserver() {
            @Override
            public void onSyncPoint(SyncPoint point, int launcherPid, int initPid) {
                throw new IllegalStateException("refused at " + point.label());
            }
        };
        try {
            connection.launch(
                    LaunchPlan.of(HARMLESS, new ProcessStep.ReachSyncPoint(SyncPoint.CREATED), MISSING), refusing);
        } catch (IllegalStateException e) {
            connection.writeError(e.getMessage() + ", suppressed " + e.getSuppressed().length + "\n");
        }
        launch(HARMLESS);
        connection.exit(0);
    }

    /** Waits for a process that does not end, and writes the reason for the end of the wait to a file. */
    private void await() throws IOException {
        Path file = Path.of(arguments.get(3));
        Files.writeString(file, "waiting");
        try {
            launch(new ProcessStep.AwaitExit(Integer.parseInt(arguments.get(2)), 0, 0));
        } catch (LaunchFailedException e) {
            Files.writeString(file, e.failure().cause() + ": " + e.message());
        }
    }

    @Override
    public void onSyncPoint(SyncPoint point, int launcherPid, int initPid) {
        connection.writeOutput(point.label() + " " + launcherPid + " " + initPid + "\n");
    }
}
