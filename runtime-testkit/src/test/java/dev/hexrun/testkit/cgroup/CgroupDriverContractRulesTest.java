package dev.hexrun.testkit.cgroup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hexrun.domain.config.LinuxResources;
import dev.hexrun.domain.failure.ContainerException;
import dev.hexrun.domain.plan.CgroupMountView;
import dev.hexrun.domain.step.CgroupStep;
import dev.hexrun.domain.step.ContributedSteps;
import dev.hexrun.domain.step.Step;
import dev.hexrun.port.cgroup.CgroupDriver;
import dev.hexrun.port.cgroup.CgroupJoin;
import dev.hexrun.port.cgroup.CgroupPaths;
import dev.hexrun.port.cgroup.CgroupRequest;
import dev.hexrun.port.cgroup.CgroupStats;
import dev.hexrun.port.cgroup.NoCgroup;
import dev.hexrun.port.cgroup.ResolvedCgroup;
import dev.hexrun.testkit.Rule;
import dev.hexrun.testkit.cgroup.InterceptedDriver.Interceptor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.opentest4j.TestAbortedException;

/** Tests of the contract: it calls every method, and a driver that violates a rule fails the test of that rule. */
class CgroupDriverContractRulesTest {

    /** Rules that only a driver without an optional feature or limit can violate, which the fake does not support. */
    private static final List<String> WITHOUT_BROKEN_DRIVER = List.of("apply-unsupported");

    @Test
    void everyTestHasARuleOfItsOwn() {
        List<String> rules = new ArrayList<>();
        for (Method test : tests()) {
            rules.add(rule(test));
        }
        assertThat(rules).isNotEmpty().doesNotHaveDuplicates();
    }

    @Test
    void everyRuleHasABrokenDriver() {
        TreeSet<String> broken = new TreeSet<>(WITHOUT_BROKEN_DRIVER);
        for (Broken driver : brokenDrivers()) {
            broken.add(driver.rule());
        }
        assertThat(tests().stream().map(CgroupDriverContractRulesTest::rule)).allMatch(broken::contains);
    }

    @Test
    void callsEveryMethod() throws Throwable {
        TreeSet<String> called = new TreeSet<>();
        Interceptor recorder = (method, arguments, original) -> {
            called.add(name(method));
            return original.call(arguments);
        };
        for (Method test : tests()) {
            run(test, new FakeContract(new FakeCgroupDriver(), recorder));
            run(test, new FakeContract(new FakeCgroupDriver().movingProcesses(), recorder));
        }
        TreeSet<String> declared = new TreeSet<>();
        for (Class<?> type : InterceptedDriver.INTERFACES) {
            for (Method method : type.getDeclaredMethods()) {
                declared.add(name(method));
            }
        }
        assertThat(called).containsAll(declared);
    }

    @ParameterizedTest
    @MethodSource("brokenDrivers")
    void failsForABrokenDriver(Broken broken) throws Throwable {
        Method test = null;
        for (Method each : tests()) {
            if (rule(each).equals(broken.rule())) {
                test = each;
            }
        }
        assertThat(test).as("the rule %s", broken.rule()).isNotNull();
        if (test != null) {
            Throwable failure = null;
            try {
                run(test, new FakeContract(new FakeCgroupDriver(), broken.interceptor()));
            } catch (TestAbortedException notRun) {
                throw new AssertionError("the test does not run", notRun);
            } catch (AssertionError | RuntimeException expected) {
                failure = expected;
            }
            assertThat(failure)
                    .as("a driver that breaks the rule %s", broken.rule())
                    .isNotNull();
        }
    }

    /** A driver that violates a rule, because one of its methods behaves differently. */
    record Broken(String rule, Interceptor interceptor) {

        @Override
        public String toString() {
            return rule;
        }
    }

    private static Broken broken(String rule, String method, Interceptor instead) {
        return new Broken(
                rule,
                (called, arguments, original) -> called.getName().equals(method)
                        ? instead.call(called, arguments, original)
                        : original.call(arguments));
    }

    private static Interceptor nothing() {
        return (_, _, _) -> null;
    }

    private static Interceptor returns(Object value) {
        return (_, _, _) -> value;
    }

    private static Interceptor fails() {
        return (_, _, _) -> {
            throw new ContainerException("broken");
        };
    }

    private static ResolvedCgroup resolved(Object request, CgroupPaths paths, boolean rootless) {
        return new ResolvedCgroup((CgroupRequest) request, paths, rootless);
    }

    static List<Broken> brokenDrivers() {
        int[] counter = new int[1];
        CgroupPaths existing = FakeCgroupDriver.pathsOf(FakeContract.EXISTING);
        CgroupPaths fixed = FakeCgroupDriver.pathsOf("fixed/web-2");
        return List.of(
                broken(
                        "resolve-deterministic",
                        "resolve",
                        (_, arguments, _) ->
                                resolved(arguments[0], FakeCgroupDriver.pathsOf("n" + counter[0]++), false)),
                broken("resolve-pure", "resolve", (_, arguments, _) -> resolved(arguments[0], existing, false)),
                broken("resolve-distinct", "resolve", (_, arguments, _) -> resolved(arguments[0], fixed, false)),
                broken("resolve-default-name", "resolve", (_, arguments, _) -> resolved(arguments[0], fixed, false)),
                broken(
                        "resolve-privileged",
                        "resolve",
                        (_, arguments, original) -> resolved(
                                arguments[0],
                                ((ResolvedCgroup) Objects.requireNonNull(original.call(arguments))).paths(),
                                true)),
                broken("create-all", "create", (_, arguments, original) -> {
                    CgroupDriver other = new FakeCgroupDriver();
                    return other.create((ResolvedCgroup) arguments[0], (LinuxResources) arguments[1]);
                }),
                broken("create-reuse", "create", (_, arguments, original) -> {
                    if (counter[0]++ % 2 == 1) {
                        throw new ContainerException("exists");
                    }
                    return original.call(arguments);
                }),
                broken("create-occupied", "create", fails()),
                broken("create-frozen", "create", (_, arguments, original) -> {
                    try {
                        return original.call(arguments);
                    } catch (ContainerException frozen) {
                        return new NoCgroup("fake");
                    }
                }),
                broken("open-saved", "open", (_, arguments, original) -> original.call(fixed)),
                broken("open-none", "open", (_, _, original) -> original.call(fixed)),
                broken("close-keeps-cgroups", "close", fails()),
                broken("identities-stable", "identities", (_, _, _) -> Map.of("/x", "" + counter[0]++)),
                broken("identities-missing", "identities", returns(Map.of("/x", "1"))),
                broken("mount-view", "mountView", returns(CgroupMountView.NONE)),
                broken("init-join", "initJoin", returns(new CgroupJoin.BySteps(List.of()))),
                broken("exec-join", "execJoin", returns(new CgroupJoin.BySteps(List.of()))),
                broken("exec-join-rootless", "execJoin", returns(new CgroupJoin.BySteps(List.of()))),
                broken(
                        "exec-join-subgroup",
                        "execJoin",
                        (_, _, _) -> new CgroupJoin.BySteps(
                                List.of(ContributedSteps.joinCgroupV2("/fake/cgroup/contract/with-subgroup")))),
                broken("exec-join-escape", "execJoin", returns(new CgroupJoin.BySteps(List.of()))),
                broken(
                        "processes-sorted",
                        "processes",
                        (_, arguments, original) ->
                                ((List<?>) Objects.requireNonNull(original.call(arguments))).reversed()),
                broken("processes-ended", "processes", returns(List.of(101))),
                broken("processes-descendants", "processes", returns(List.of())),
                broken("missing-cgroup", "processes", returns(List.of(1))),
                broken("apply-pids", "apply", nothing()),
                broken("apply-pids-zero", "apply", nothing()),
                broken("apply-memory", "apply", nothing()),
                broken("apply-cpu", "apply", nothing()),
                broken("apply-absent", "apply", nothing()),
                broken("apply-unset", "apply", fails()),
                broken("update-one", "update", nothing()),
                broken("update-all-or-none", "update", nothing()),
                broken(
                        "enforcement-front",
                        "enforcementSteps",
                        (_, _, _) -> List.<Step>of(new CgroupStep.JoinCgroup("/", true, false))),
                broken("freeze-thaw", "thaw", nothing()),
                broken("freeze-missing", "freeze", nothing()),
                broken("frozen-by-parent", "isFrozenByParent", returns(false)),
                broken("thaw-recursively", "thawRecursively", nothing()),
                broken("signal-all", "signal", nothing()),
                broken("kill-all", "killAll", nothing()),
                broken("kill-frozen", "killAll", nothing()),
                broken("delete-twice", "delete", nothing()),
                broken("delete-descendants", "delete", nothing()),
                broken("delete-keeps-parent", "delete", fails()),
                broken("delete-busy", "delete", nothing()),
                broken("statistics-pids", "statistics", returns(CgroupStats.NONE)),
                broken("statistics-limits", "statistics", returns(CgroupStats.NONE)),
                broken("statistics-missing", "statistics", returns(CgroupStats.NONE)),
                broken("oom-kills-none", "oomKills", returns(OptionalLong.of(1))),
                broken("oom-kills-missing", "oomKills", returns(OptionalLong.of(0))),
                broken("watches-memory", "watches", returns(List.of())),
                broken("watches-missing", "monitor", returns(Optional.empty())),
                broken("pressure-watch", "pressureWatch", nothing()));
    }

    private static List<Method> tests() {
        List<Method> tests = new ArrayList<>();
        for (Method method : CgroupDriverContract.class.getDeclaredMethods()) {
            if (method.isAnnotationPresent(Test.class)) {
                tests.add(method);
            }
        }
        return tests;
    }

    private static String rule(Method test) {
        return Optional.ofNullable(test.getAnnotation(Rule.class))
                .map(Rule::value)
                .orElse("");
    }

    private static String name(Method method) {
        return method.getDeclaringClass().getSimpleName() + '.' + method.getName();
    }

    private static void run(Method test, CgroupDriverContract contract) throws Throwable {
        try {
            test.invoke(contract);
        } catch (InvocationTargetException failure) {
            throw failure.getCause();
        }
    }

    private static final class FakeContract extends CgroupDriverContract {

        /** A cgroup of another program. */
        static final String EXISTING = "existing";

        private final FakeCgroupDriver fake;
        private final CgroupDriver driver;
        private int lastPid = 100;

        FakeContract(FakeCgroupDriver fake, Interceptor interceptor) {
            this.fake = fake;
            fake.put(FakeCgroupDriver.pathsOf(EXISTING));
            this.driver = InterceptedDriver.of(fake, interceptor);
        }

        @Override
        protected CgroupDriver driver() {
            return driver;
        }

        @Override
        protected String cgroupsPath(String name) {
            return "/contract/" + name;
        }

        @Override
        protected int startProcess() {
            return ++lastPid;
        }

        @Override
        protected void endProcess(int pid) {
            fake.end(pid);
        }

        @Override
        protected boolean ended(int pid, Duration timeout) {
            return !fake.holds(pid);
        }

        @Override
        protected void execute(Step step, int pid) {
            fake.execute(step, pid);
        }

        @Override
        protected List<String> existing(CgroupPaths paths) {
            return paths.directories().stream().filter(fake.cgroups()::contains).toList();
        }

        @Override
        protected OptionalLong pidsLimit(CgroupPaths paths) {
            return fake.limit(paths, FakeCgroupDriver.Limit.PIDS);
        }

        @Override
        protected OptionalLong memoryLimit(CgroupPaths paths) {
            return fake.limit(paths, FakeCgroupDriver.Limit.MEMORY);
        }

        @Override
        protected OptionalLong cpuQuota(CgroupPaths paths) {
            return fake.limit(paths, FakeCgroupDriver.Limit.CPU_QUOTA);
        }

        @Override
        protected CgroupPaths nest(CgroupPaths paths, String name) {
            return fake.nest(paths, name);
        }
    }
}
