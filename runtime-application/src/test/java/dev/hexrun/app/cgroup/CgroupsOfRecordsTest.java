package dev.hexrun.app.cgroup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hexrun.app.record.ContainerRecord;
import dev.hexrun.app.record.ContainerRecord.Phase;
import dev.hexrun.app.world.World;
import dev.hexrun.domain.step.ProcessStep;
import dev.hexrun.domain.step.SyncPoint;
import dev.hexrun.port.cgroup.CgroupJoin;
import dev.hexrun.port.cgroup.NoCgroup;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Tests of the cgroups of containers that are recorded. */
class CgroupsOfRecordsTest {

    private final World world = new World();
    private final ContainerRecord created = world.created();

    @Test
    void opensTheCgroupsOfACreatedContainer() {
        assertThat(world.drivers.forContainer(created).paths()).isEqualTo(World.CGROUP);
        assertThat(world.drivers.isReplaced(created)).isFalse();
    }

    /** Processes in these paths may belong to another container. */
    @Test
    void opensNoCgroups_untilTheRecordSaysThatTheyExist() {
        ContainerRecord reserved =
                ContainerRecord.builder().from(created).phase(Phase.RESERVED).build();

        assertThat(world.drivers.forContainer(reserved)).isInstanceOf(NoCgroup.class);
        assertThat(world.drivers.unchecked(reserved)).isInstanceOf(NoCgroup.class);
    }

    @Test
    void opensNoCgroups_ifOthersWereCreatedAtThePaths() {
        ContainerRecord former = created.withCgroups(
                created.cgroups(), Map.of(World.CGROUP.directories().getFirst(), "an earlier one"));

        assertThat(world.drivers.isReplaced(former)).isTrue();
        assertThat(world.drivers.forContainer(former)).isInstanceOf(NoCgroup.class);
        assertThat(world.drivers.unchecked(former).paths()).isEqualTo(World.CGROUP);
    }

    @Test
    void waitsAtASyncPoint_ifTheRuntimeMovesTheProcess() {
        assertThat(CgroupDrivers.steps(new CgroupJoin.BySteps(List.of()))).isEmpty();
        world.driver.movingProcesses();
        assertThat(CgroupDrivers.steps(world.drivers.unchecked(created).initJoin()))
                .containsExactly(new ProcessStep.ReachSyncPoint(SyncPoint.LAUNCHER_READY));
    }

    @Test
    void reportsAnOomKill() {
        assertThat(CgroupDrivers.isOomKilled(world.drivers.forContainer(created)))
                .isFalse();
        world.driver.setOomKills(World.CGROUP, 1);
        assertThat(CgroupDrivers.isOomKilled(world.drivers.forContainer(created)))
                .isTrue();
        assertThat(CgroupDrivers.isOomKilled(new NoCgroup("fake"))).isFalse();
    }
}
