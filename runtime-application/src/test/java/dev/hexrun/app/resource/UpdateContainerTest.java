package dev.hexrun.app.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

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
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UpdateContainerTest {

    @TempDir
    private Path folder = Path.of("");

    private World world = new World(World.withBundle(Path.of("/tmp")));

    @BeforeEach
    void makeWorld() {
        world = new World(World.withBundle(folder));
    }

    @Test
    void appliesWhatIsAskedFor_andNothingElse() {
        world.running();
        world.update.update(World.WEB, memory(100, 0));
        verify(world.driver).update(World.CGROUP, memory(100, 0));
    }

    @Test
    void saysWhatIsIgnored() {
        world.running();
        world.update.update(
                World.WEB,
                LinuxResources.builder()
                        .cpu(LinuxCpu.builder().shares(5).idle(1).build())
                        .build());
        assertThat(world.remarks)
                .containsExactly(
                        "/linux/resources/cpu/shares: unable to apply both shares and idle: the shares are ignored");
    }

    @Test
    void worksOnAContainerThatIsCreatedOrPaused() {
        world.created();
        world.update.update(World.WEB, pids(7));
        world.removeFifo();
        when(world.driver.frozen(World.CGROUP)).thenReturn(true);
        world.update.update(World.WEB, pids(8));
        verify(world.driver).update(World.CGROUP, pids(7));
        verify(world.driver).update(World.CGROUP, pids(8));
    }

    @Test
    void refusesAContainerThatHasStoppedOrIsNotThere() {
        world.running();
        world.ends(World.INIT);
        assertThatExceptionOfType(WrongStatusException.class)
                .isThrownBy(() -> world.update.update(World.WEB, pids(7)))
                .withMessageStartingWith("container not running");
        assertThatExceptionOfType(NoSuchContainerException.class)
                .isThrownBy(() -> world.update.update(ContainerId.of("other"), pids(7)));
        verify(world.driver, never()).update(any(), any());
    }

    @Test
    void understandsAnUpdateTogetherWithThoseBefore() {
        world.running();
        world.update.update(World.WEB, memory(100, 300));
        world.update.update(World.WEB, pids(7));
        world.update.update(World.WEB, memory(200, 0));
        verify(world.driver).update(World.CGROUP, memory(200, 300));
    }

    @Test
    void refusesAnUpdateThatDoesNotFitThoseBefore() {
        world.running();
        world.update.update(World.WEB, memory(100, 300));
        assertThatExceptionOfType(InvalidConfigurationException.class)
                .isThrownBy(() -> world.update.update(World.WEB, memory(400, 0)))
                .withMessageContaining("memory+swap limit should be >= memory limit");
        verify(world.driver, never()).update(World.CGROUP, memory(400, 300));
    }

    @Test
    void refusesValuesThatCannotBeMeant_beforeItTouchesAnything() {
        world.running();
        assertThatExceptionOfType(InvalidConfigurationException.class)
                .isThrownBy(() -> world.update.update(World.WEB, pids(-2)))
                .withMessageContaining("/linux/resources/pids/limit: ");
        verify(world.driver, never()).update(any(), any());
        assertThat(world.store.load(World.WEB, ContainerRecords.RESOURCES)).isEmpty();
    }

    @Test
    void remembersWhatWasBefore_whenTheKernelRefuses() {
        world.running();
        world.update.update(World.WEB, memory(100, 300));
        HostOperationException refusal = new HostOperationException("no", new Errno(22));
        doThrow(refusal).when(world.driver).update(World.CGROUP, memory(100, 900));
        assertThatExceptionOfType(HostOperationException.class)
                .isThrownBy(() -> world.update.update(World.WEB, memory(0, 900)))
                .isSameAs(refusal);
        assertThat(refusal.getSuppressed()).isEmpty();
        world.update.update(World.WEB, memory(200, 0));
        verify(world.driver).update(World.CGROUP, memory(200, 300));
    }

    @Test
    void refusesBesideAnotherCommandThatHoldsTheContainer() {
        world.running();
        StateStore.Lock lock = world.store.lock(World.WEB, Duration.ZERO).orElseThrow();
        try {
            assertThatExceptionOfType(ContainerException.class)
                    .isThrownBy(() -> world.update.update(World.WEB, pids(7)))
                    .withMessage("another command is at work on the container");
        } finally {
            lock.close();
        }
        world.update.update(World.WEB, pids(7));
    }

    @Test
    void saysWhatIsTrueOfAContainerThatIsDeletedMeanwhile() {
        world.running();
        when(world.driver.frozen(World.CGROUP)).thenAnswer(look -> {
            world.store.delete(World.WEB);
            return false;
        });
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
