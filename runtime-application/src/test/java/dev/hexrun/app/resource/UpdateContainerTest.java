package dev.hexrun.app.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.hexrun.app.record.ContainerRecords;
import dev.hexrun.app.world.World;
import dev.hexrun.domain.config.LinuxCpu;
import dev.hexrun.domain.config.LinuxMemory;
import dev.hexrun.domain.config.LinuxPids;
import dev.hexrun.domain.config.LinuxResources;
import dev.hexrun.domain.failure.ContainerException;
import dev.hexrun.domain.failure.Errno;
import dev.hexrun.domain.failure.HostOperationException;
import dev.hexrun.domain.failure.InvalidConfigurationException;
import dev.hexrun.domain.state.ContainerId;
import dev.hexrun.domain.state.NoSuchContainerException;
import dev.hexrun.domain.state.WrongStatusException;
import dev.hexrun.port.state.StateStore;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class UpdateContainerTest {

    private World world = new World();

    @BeforeEach
    void createWorld() {
        world = new World();
    }

    @Test
    void appliesOnlyTheRequestedLimits() {
        world.running();
        world.update.update(World.WEB, memory(100, 0));
        assertThat(world.driver.updates()).contains(memory(100, 0));
    }

    @Test
    void warnsAboutIgnoredLimits() {
        world.running();
        world.update.update(
                World.WEB,
                LinuxResources.builder()
                        .cpu(LinuxCpu.builder().shares(5).idle(1).build())
                        .build());
        assertThat(world.warnings)
                .containsExactly(
                        "/linux/resources/cpu/shares: unable to apply both shares and idle: the shares are ignored");
    }

    @Test
    void acceptsACreatedOrPausedContainer() {
        world.created();
        world.update.update(World.WEB, pids(7));
        world.removeFifo();
        world.driver.setFrozen(World.CGROUP, true);
        world.update.update(World.WEB, pids(8));
        assertThat(world.driver.updates()).contains(pids(7));
        assertThat(world.driver.updates()).contains(pids(8));
    }

    @Test
    void refusesAStoppedOrMissingContainer() {
        world.running();
        world.ends(World.INIT);
        assertThatExceptionOfType(WrongStatusException.class)
                .isThrownBy(() -> world.update.update(World.WEB, pids(7)))
                .withMessageStartingWith("container not running");
        assertThatExceptionOfType(NoSuchContainerException.class)
                .isThrownBy(() -> world.update.update(ContainerId.of("other"), pids(7)));
        assertThat(world.driver.updates()).isEmpty();
    }

    @Test
    void combinesAnUpdateWithEarlierOnes() {
        world.running();
        world.update.update(World.WEB, memory(100, 300));
        world.update.update(World.WEB, pids(7));
        world.update.update(World.WEB, memory(200, 0));
        assertThat(world.driver.updates()).contains(memory(200, 300));
    }

    @Test
    void refusesAnUpdateThatConflictsWithEarlierOnes() {
        world.running();
        world.update.update(World.WEB, memory(100, 300));
        assertThatExceptionOfType(InvalidConfigurationException.class)
                .isThrownBy(() -> world.update.update(World.WEB, memory(400, 0)))
                .withMessageContaining("memory+swap limit should be >= memory limit");
        assertThat(world.driver.updates()).doesNotContain(memory(400, 300));
    }

    @Test
    void refusesInvalidValues_beforeAnyChange() {
        world.running();
        assertThatExceptionOfType(InvalidConfigurationException.class)
                .isThrownBy(() -> world.update.update(World.WEB, pids(-2)))
                .withMessageContaining("/linux/resources/pids/limit: ");
        assertThat(world.driver.updates()).isEmpty();
        assertThat(world.store.load(World.WEB, ContainerRecords.RESOURCES)).isEmpty();
    }

    @Test
    void restoresTheSavedLimits_whenTheKernelRefuses() {
        world.running();
        world.update.update(World.WEB, memory(100, 300));
        HostOperationException refusal = new HostOperationException("no", new Errno(22));
        world.driver.refuse("update", refusal);
        assertThatExceptionOfType(HostOperationException.class)
                .isThrownBy(() -> world.update.update(World.WEB, memory(0, 900)))
                .isSameAs(refusal);
        assertThat(refusal.getSuppressed()).isEmpty();
        assertThat(world.driver.updates()).endsWith(memory(100, 900));
        world.driver.accept("update");
        world.update.update(World.WEB, memory(200, 0));
        assertThat(world.driver.updates()).contains(memory(200, 300));
    }

    @Test
    void refusesAContainerLockedByAnotherCommand() {
        world.running();
        StateStore.Lock lock = world.store.lock(World.WEB, Duration.ZERO).orElseThrow();
        try {
            assertThatExceptionOfType(ContainerException.class)
                    .isThrownBy(() -> world.update.update(World.WEB, pids(7)))
                    .withMessage("the container is locked by another command");
        } finally {
            lock.close();
        }
        world.update.update(World.WEB, pids(7));
    }

    @Test
    void reportsAContainerThatIsDeletedConcurrently() {
        world.running();
        world.driver.before("is-frozen", () -> world.store.delete(World.WEB));
        assertThatExceptionOfType(NoSuchContainerException.class)
                .isThrownBy(() -> world.update.update(World.WEB, pids(7)))
                .withMessage("container does not exist");
    }

    private static LinuxResources memory(long limit, long swap) {
        LinuxMemory.Builder memory = LinuxMemory.builder();
        if (limit != 0) {
            memory.limit(limit);
        }
        if (swap != 0) {
            memory.swap(swap);
        }
        return LinuxResources.builder().memory(memory.build()).build();
    }

    private static LinuxResources pids(long limit) {
        return LinuxResources.builder()
                .pids(LinuxPids.builder().limit(limit).build())
                .build();
    }
}
