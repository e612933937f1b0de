package dev.hexrun.app.cgroup;

import dev.hexrun.port.cgroup.CgroupTreeWalker;
import dev.hexrun.port.launch.ContainerLauncher;
import jakarta.inject.Provider;
import java.util.List;

/** The launcher's tree walker. It creates the launcher at the first walk, since most commands never walk a tree. */
final class LazyTreeWalker implements CgroupTreeWalker {

    private final Provider<ContainerLauncher> launcher;

    LazyTreeWalker(Provider<ContainerLauncher> launcher) {
        this.launcher = launcher;
    }

    @Override
    public List<Integer> processes(String directory) {
        return walker().processes(directory);
    }

    @Override
    public void signal(String directory, int signal) {
        walker().signal(directory, signal);
    }

    @Override
    public void thaw(String directory) {
        walker().thaw(directory);
    }

    @Override
    public boolean remove(String directory) {
        return walker().remove(directory);
    }

    private CgroupTreeWalker walker() {
        return launcher.get().treeWalker();
    }
}
