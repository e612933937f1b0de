package dev.hexrun.domain.plan;

import dev.hexrun.domain.config.Hook;
import dev.hexrun.domain.config.Hooks;
import dev.hexrun.domain.state.ContainerStatus;
import dev.hexrun.domain.step.HookStage;
import dev.hexrun.domain.step.HookStep;
import dev.hexrun.domain.step.Program;
import dev.hexrun.domain.step.Step;
import java.util.ArrayList;
import java.util.List;

/** A compiler of the hooks of one stage to steps. */
public final class HookSteps {

    private HookSteps() {}

    /**
     * Compiles the hooks of a stage of a command other than create.
     *
     * @param stage the stage
     * @param hooks all hooks of the configuration
     * @param state the document that the hooks read
     * @param environment the environment of hooks without {@code env}: that of the runtime's caller
     * @param output the files for their output
     * @return the steps, in the order of the hooks
     */
    public static List<Step> of(
            HookStage stage, Hooks hooks, HookState state, List<String> environment, HookOutput output) {
        List<Step> steps = new ArrayList<>();
        add(steps, stage, hooks, state, "", environment, output);
        return steps;
    }

    /**
     * Adds the hooks of a stage.
     *
     * @param rootfs the root on the host, the working directory of hooks that run in the container before its root is
     *     changed
     * @param environment the environment of hooks without {@code env}; an empty {@code env} is kept
     */
    static void add(
            List<Step> steps,
            HookStage stage,
            Hooks hooks,
            HookState state,
            String rootfs,
            List<String> environment,
            HookOutput output) {
        List<Hook> list = list(stage, hooks);
        if (list.isEmpty()) {
            return;
        }
        List<String> text = state.parts(status(stage));
        int index = 0;
        for (Hook hook : list) {
            steps.add(new HookStep.RunHook(
                    stage,
                    index++,
                    new Program(
                            hook.path(),
                            hook.args().isEmpty() ? List.of(hook.path()) : hook.args(),
                            hook.env().orElse(environment)),
                    hook.timeout().orElse(0),
                    directory(stage, state, rootfs),
                    output.output(),
                    output.errorOutput(),
                    text.getFirst(),
                    text.size() > 1 ? text.getLast() : ""));
        }
    }

    private static List<Hook> list(HookStage stage, Hooks hooks) {
        return switch (stage) {
            case PRESTART -> hooks.prestart();
            case CREATE_RUNTIME -> hooks.createRuntime();
            case CREATE_CONTAINER -> hooks.createContainer();
            case START_CONTAINER -> hooks.startContainer();
            case POSTSTART -> hooks.poststart();
            case POSTSTOP -> hooks.poststop();
        };
    }

    private static ContainerStatus status(HookStage stage) {
        return switch (stage) {
            case PRESTART, CREATE_RUNTIME, CREATE_CONTAINER -> ContainerStatus.CREATING;
            case START_CONTAINER -> ContainerStatus.CREATED;
            case POSTSTART -> ContainerStatus.RUNNING;
            case POSTSTOP -> ContainerStatus.STOPPED;
        };
    }

    private static String directory(HookStage stage, HookState state, String rootfs) {
        return switch (stage) {
            case PRESTART, CREATE_RUNTIME, POSTSTART, POSTSTOP -> state.bundle();
            case CREATE_CONTAINER -> rootfs;
            case START_CONTAINER -> "";
        };
    }
}
