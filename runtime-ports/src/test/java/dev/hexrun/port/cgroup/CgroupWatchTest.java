package dev.hexrun.port.cgroup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hexrun.domain.step.ContributedSteps;
import dev.hexrun.domain.step.Step;
import org.junit.jupiter.api.Test;

class CgroupWatchTest {

    @Test
    void acceptsTheStepsThatWatchFiles() {
        for (Step step : new Step[] {
            ContributedSteps.watchChange("/g/memory.events"),
            ContributedSteps.watchEvent("/m/memory.oom_control", ""),
            ContributedSteps.watchPressure("/g/memory.pressure", "full 200000 2000000")
        }) {
            assertThat(new CgroupWatch(CgroupWatch.Meaning.PRESSURE, step).step())
                    .isSameAs(step);
        }
    }

    @Test
    void refusesOtherSteps() {
        Step other = ContributedSteps.joinCgroupV2("/g");
        assertThatThrownBy(() -> new CgroupWatch(CgroupWatch.Meaning.POPULATION, other))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("not a step that watches a file: join cgroup /g");
    }
}
