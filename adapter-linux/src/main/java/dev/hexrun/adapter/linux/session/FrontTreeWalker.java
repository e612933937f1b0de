package dev.hexrun.adapter.linux.session;

import dev.hexrun.adapter.linux.frame.CgroupTreeFrame;
import dev.hexrun.domain.failure.Errno;
import dev.hexrun.domain.failure.HostOperationException;
import dev.hexrun.port.cgroup.CgroupTreeWalker;
import java.util.List;

/** A walker of cgroups that uses the front, because Java can open directories only by path. */
final class FrontTreeWalker implements CgroupTreeWalker {

    private static final int TIMEOUT_MILLIS = 10_000;

    private final FrontConnection connection;

    FrontTreeWalker(FrontConnection connection) {
        this.connection = connection;
    }

    @Override
    public List<Integer> processes(String directory) {
        return checked(CgroupTreeFrame.LIST, "list the processes of cgroup ", directory, 0)
                .pids();
    }

    @Override
    public void signal(String directory, int signal) {
        checked(CgroupTreeFrame.SIGNAL, "signal the processes of cgroup ", directory, signal);
    }

    @Override
    public void thaw(String directory) {
        checked(CgroupTreeFrame.THAW, "thaw cgroup ", directory, 0);
    }

    @Override
    public boolean remove(String directory) {
        CgroupTreeFrame done = walk(CgroupTreeFrame.REMOVE, directory, 0);
        if (done.errno() == Errno.EBUSY) {
            return false;
        }
        check(done, "remove cgroup ", directory);
        return true;
    }

    private CgroupTreeFrame checked(int action, String description, String directory, int argument) {
        CgroupTreeFrame done = walk(action, directory, argument);
        check(done, description, directory);
        return done;
    }

    private CgroupTreeFrame walk(int action, String directory, int argument) {
        return connection.walkCgroups(action, directory, argument, TIMEOUT_MILLIS);
    }

    private static void check(CgroupTreeFrame done, String description, String directory) {
        if (done.errno() != 0) {
            throw new HostOperationException(description + directory, new Errno(done.errno()), done.detail());
        }
    }
}
