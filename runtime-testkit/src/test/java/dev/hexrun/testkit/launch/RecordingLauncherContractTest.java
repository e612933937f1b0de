package dev.hexrun.testkit.launch;

import dev.hexrun.domain.step.HookStep;
import dev.hexrun.port.launch.ContainerLauncher;
import dev.hexrun.port.launch.FailureCause;
import dev.hexrun.port.launch.StepFailure;
import java.util.Optional;

class RecordingLauncherContractTest extends ContainerLauncherContract {

    @Override
    protected ContainerLauncher newLauncher() {
        return new RecordingLauncher()
                .failAt(
                        HookStep.ChangeWorkingDirectory.class,
                        new StepFailure(Optional.empty(), FailureCause.SYSTEM_CALL, 2, 0, "", ""));
    }
}
