package dev.hexrun.testkit.cgroup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hexrun.port.cgroup.Cgroup;
import dev.hexrun.port.cgroup.CgroupDriver;
import dev.hexrun.port.cgroup.CgroupJoin;
import dev.hexrun.port.cgroup.CgroupPaths;
import dev.hexrun.port.cgroup.ForwardingCgroup;
import dev.hexrun.port.cgroup.ForwardingCgroupDriver;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The contract of a driver that forwards to another one, and the name in the paths. */
class ForwardingCgroupDriverContractTest extends FakeCgroupContract {

    private static final String NAME = "forwarding";

    private final CgroupDriver forwarding = new ForwardingCgroupDriver(NAME, "fake", super.driver());

    @Override
    protected CgroupDriver driver() {
        return forwarding;
    }

    @Test
    void recordsItsOwnName() {
        CgroupPaths paths = FakeCgroupDriver.pathsOf("x");

        Cgroup cgroup = driver().open(paths);

        assertThat(cgroup.paths()).isEqualTo(CgroupPaths.of(NAME, paths.saved()));
    }

    @Test
    void wrapsTheCgroupsThatTheRuntimeJoins() {
        Cgroup joined = new FakeCgroupDriver().open(FakeCgroupDriver.pathsOf("x"));
        Cgroup other = new ForwardingCgroup("other", joined) {
            @Override
            public CgroupJoin initJoin() {
                return new CgroupJoin.ByRuntime(pid -> joined);
            }
        };

        CgroupJoin join = new ForwardingCgroup(NAME, other).initJoin();

        assertThat(join)
                .isInstanceOfSatisfying(
                        CgroupJoin.ByRuntime.class,
                        byRuntime -> assertThat(
                                        byRuntime.action().join(1).paths().driver())
                                .isEqualTo(NAME));
    }

    /** A method with a default implementation would otherwise bypass the other driver. */
    @Test
    void forwardsEveryMethod() {
        assertThat(declared(Cgroup.class)).isSubsetOf(declared(ForwardingCgroup.class));
        assertThat(declared(CgroupDriver.class)).isSubsetOf(declared(ForwardingCgroupDriver.class));
    }

    private static List<String> declared(Class<?> type) {
        List<String> methods = new ArrayList<>();
        for (Method method : type.getDeclaredMethods()) {
            if (!Modifier.isStatic(method.getModifiers()) && !method.isSynthetic()) {
                methods.add(method.getName() + Arrays.toString(method.getParameterTypes()));
            }
        }
        return methods;
    }
}
