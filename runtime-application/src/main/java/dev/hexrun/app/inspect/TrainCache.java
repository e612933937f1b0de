package dev.hexrun.app.inspect;

import dev.hexrun.app.command.CommandContext;
import dev.hexrun.domain.failure.ContainerException;
import dev.hexrun.domain.plan.LaunchPlan;
import dev.hexrun.domain.step.HookStage;
import dev.hexrun.domain.step.HookStep;
import dev.hexrun.domain.step.Program;
import dev.hexrun.port.launch.ContainerLauncher;
import dev.hexrun.port.launch.LaunchFailedException;
import dev.hexrun.port.launch.LaunchObserver;
import jakarta.inject.Inject;
import java.util.List;

/** The training of the start-up cache: runs the script of the installation that records all commands. */
public final class TrainCache {

    private static final String SCRIPT = "/lib/train";
    private static final int TIMEOUT_SECONDS = 900;

    private final ContainerLauncher launcher;
    private final CommandContext context;

    /**
     * Creates the use case.
     *
     * @param launcher runs the script
     * @param context the caller, whose environment is passed to the script
     */
    @Inject
    public TrainCache(ContainerLauncher launcher, CommandContext context) {
        this.launcher = launcher;
        this.context = context;
    }

    /**
     * Trains the cache.
     *
     * @param home the directory of the installation
     * @throws ContainerException if the script fails; the message contains its output
     */
    public void train(String home) {
        String script = home + SCRIPT;
        try {
            launcher.launch(
                    LaunchPlan.of(new HookStep.RunHook(
                            HookStage.POSTSTOP,
                            0,
                            new Program(script, List.of(script, home), context.entries()),
                            TIMEOUT_SECONDS,
                            "",
                            "",
                            "",
                            "",
                            "")),
                    LaunchObserver.NONE);
        } catch (LaunchFailedException failed) {
            throw new ContainerException("cannot train the start-up cache: " + failed.message(), failed);
        }
    }
}
