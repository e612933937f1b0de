package dev.hexrun.cgroup.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.hexrun.domain.failure.Errno;
import dev.hexrun.domain.failure.HostOperationException;
import dev.hexrun.port.cgroup.CgroupFreezer;
import dev.hexrun.port.cgroup.CgroupTreeWalker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CgroupTreeTest {

    private final List<String> calls = new ArrayList<>();
    private boolean canFreeze = true;
    private boolean canSignal = true;

    private final CgroupTree tree = new CgroupTree(new KernelCgroupFiles(), new CgroupTreeWalker() {
        @Override
        public List<Integer> processes(String directory) {
            return List.of();
        }

        @Override
        public void signal(String directory, int signal) {
            calls.add("signal " + signal);
            if (!canSignal) {
                throw new HostOperationException("signal", new Errno(Errno.EPERM));
            }
        }

        @Override
        public void thaw(String directory) {}

        @Override
        public boolean remove(String directory) {
            return true;
        }
    });

    private final CgroupFreezer freezer = new CgroupFreezer() {
        @Override
        public boolean isFrozen() {
            return false;
        }

        @Override
        public boolean isFrozenByParent() {
            return false;
        }

        @Override
        public void freeze(Duration timeout) {
            calls.add("freeze");
            if (!canFreeze) {
                throw new HostOperationException("freeze", new Errno(Errno.ETIMEDOUT));
            }
        }

        @Override
        public void thaw() {}

        @Override
        public void thawRecursively() {
            calls.add("thaw");
        }
    };

    @Test
    void freezesBeforeItKills_thenThaws() {
        tree.killEach("/c", freezer);
        assertThat(calls).containsExactly("freeze", "signal 9", "thaw");
    }

    @Test
    void kills_ifFreezingFails() {
        canFreeze = false;
        tree.killEach("/c", freezer);
        assertThat(calls).containsExactly("freeze", "signal 9", "thaw");
    }

    @Test
    void kills_withoutAFreezer() {
        tree.killEach("/c", null);
        assertThat(calls).containsExactly("signal 9");
    }

    @Test
    void thaws_ifAProcessCannotBeKilled() {
        canSignal = false;
        assertThatExceptionOfType(HostOperationException.class).isThrownBy(() -> tree.killEach("/c", freezer));
        assertThat(calls).containsExactly("freeze", "signal 9", "thaw");
    }
}
