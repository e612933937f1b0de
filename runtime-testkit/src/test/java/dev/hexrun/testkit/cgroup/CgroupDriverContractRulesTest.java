package dev.hexrun.testkit.cgroup;

import dev.hexrun.domain.config.LinuxCpu;
import dev.hexrun.domain.config.LinuxMemory;
import dev.hexrun.domain.config.LinuxPids;
import dev.hexrun.domain.config.LinuxResources;
import dev.hexrun.domain.failure.ContainerException;
import dev.hexrun.domain.plan.CgroupMountView;
import dev.hexrun.domain.state.ContainerId;
import dev.hexrun.domain.step.CgroupStep;
import dev.hexrun.domain.step.ContributedSteps;
import dev.hexrun.domain.step.Step;
import dev.hexrun.domain.step.WatchStep;
import dev.hexrun.port.cgroup.Cgroup;
import dev.hexrun.port.cgroup.CgroupDriver;
import dev.hexrun.port.cgroup.CgroupExecRequest;
import dev.hexrun.port.cgroup.CgroupFreezer;
import dev.hexrun.port.cgroup.CgroupFrozenException;
import dev.hexrun.port.cgroup.CgroupJoin;
import dev.hexrun.port.cgroup.CgroupMonitor;
import dev.hexrun.port.cgroup.CgroupOccupiedException;
import dev.hexrun.port.cgroup.CgroupPaths;
import dev.hexrun.port.cgroup.CgroupRequest;
import dev.hexrun.port.cgroup.CgroupStats;
import dev.hexrun.port.cgroup.CgroupWatch;
import dev.hexrun.port.cgroup.ResolvedCgroup;
import dev.hexrun.testkit.cgroup.CgroupDriverContract.Capability;
import dev.hexrun.testkit.rules.Broken;
import dev.hexrun.testkit.rules.Intercepted;
import dev.hexrun.testkit.rules.Interceptor;
import dev.hexrun.testkit.rules.Interceptor.Call;
import dev.hexrun.testkit.rules.TestedContract;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

class CgroupDriverContractRulesTest extends TestedContract<CgroupDriverContract> {

    /** A cgroup of another program. */
    private static final CgroupPaths EXISTING = FakeCgroupDriver.pathsOf("existing");

    private static final WatchStep.Watch EVENTS =
            new WatchStep.Watch(WatchStep.Watch.Kind.CHANGE, "/fake/memory.events", "");

    CgroupDriverContractRulesTest() {
        super(
                CgroupDriverContract.class,
                CgroupDriver.class,
                Cgroup.class,
                CgroupFreezer.class,
                CgroupMonitor.class,
                CgroupJoin.Action.class);
    }

    @Override
    protected CgroupDriverContract contract(Interceptor interceptor) {
        return test(new FakeCgroupDriver(), interceptor);
    }

    @Override
    protected List<CgroupDriverContract> further(Interceptor interceptor) {
        return List.of(test(new FakeCgroupDriver().movingProcesses(), interceptor), withoutLimits(interceptor));
    }

    @Override
    protected CgroupDriverContract failing(String rule, Interceptor interceptor) {
        return rule.equals("apply-unsupported") ? withoutLimits(interceptor) : contract(interceptor);
    }

    private static CgroupDriverContract withoutLimits(Interceptor interceptor) {
        return test(
                new FakeCgroupDriver().withoutLimits(),
                interceptor,
                Capability.PIDS,
                Capability.MEMORY,
                Capability.CPU);
    }

    private static CgroupDriverContract test(FakeCgroupDriver fake, Interceptor interceptor, Capability... missing) {
        fake.put(EXISTING);
        CgroupDriver driver = Intercepted.of(
                CgroupDriver.class,
                fake,
                interceptor,
                Cgroup.class,
                CgroupFreezer.class,
                CgroupMonitor.class,
                CgroupJoin.Action.class);
        return new FakeCgroupContract(fake, driver, missing);
    }

    @Override
    protected List<Broken> broken() {
        List<Broken> all = new ArrayList<>();
        all.addAll(resolving());
        all.addAll(creating());
        all.addAll(joining());
        all.addAll(limiting());
        all.addAll(freezing());
        all.addAll(removing());
        all.addAll(monitoring());
        return all;
    }

    private static List<Broken> resolving() {
        int[] counter = new int[1];
        return List.of(
                resolve("resolve-deterministic", "same", _ -> pathsOf("same" + counter[0]++), "same1"),
                resolve("resolve-pure", "nothing", _ -> EXISTING, "existing"),
                resolve("resolve-distinct", "other", _ -> pathsOf("one"), "contract/one"),
                resolve("resolve-default-name", "web-1", _ -> pathsOf("a"), "contract/a"),
                Broken.of(
                        "resolve-privileged",
                        "resolve",
                        call -> {
                            ResolvedCgroup resolved = call.result(ResolvedCgroup.class);
                            return new ResolvedCgroup(resolved.request(), resolved.paths(), isOf(call, "privileged"));
                        },
                        "to be false"));
    }

    private static CgroupPaths pathsOf(String name) {
        return FakeCgroupDriver.pathsOf("contract/" + name);
    }

    /** Resolves the request of one container differently. */
    private static Broken resolve(String rule, String id, UnaryOperator<CgroupPaths> paths, String reason) {
        return Broken.of(
                rule,
                "resolve",
                call -> {
                    ResolvedCgroup resolved = call.result(ResolvedCgroup.class);
                    return isOf(call, id)
                            ? new ResolvedCgroup(resolved.request(), paths.apply(resolved.paths()), resolved.rootless())
                            : resolved;
                },
                reason);
    }

    private static boolean isOf(Call call, String id) {
        return call.argument(0, CgroupRequest.class).id().equals(ContainerId.of(id));
    }

    private static List<Broken> creating() {
        int[] counter = new int[1];
        return List.of(
                Broken.of(
                        "create-all",
                        "create",
                        call -> named(call.argument(0, ResolvedCgroup.class), "created")
                                ? call.target(CgroupDriver.class)
                                        .open(call.argument(0, ResolvedCgroup.class)
                                                .paths())
                                : call.proceed(),
                        "contract/created"),
                Broken.of("create-reuse", "create", CgroupDriverContractRulesTest::refuseExisting, "it exists"),
                Broken.of(
                        "create-occupied",
                        "create",
                        call -> {
                            try {
                                return call.proceed();
                            } catch (CgroupOccupiedException occupied) {
                                throw new CgroupOccupiedException(occupied.count() + 1);
                            }
                        },
                        "but was: 2"),
                Broken.of(
                        "create-frozen",
                        "create",
                        call -> {
                            try {
                                return call.proceed();
                            } catch (CgroupFrozenException frozen) {
                                return call.target(CgroupDriver.class)
                                        .open(call.argument(0, ResolvedCgroup.class)
                                                .paths());
                            }
                        },
                        "raise a throwable"),
                Broken.of(
                        "open-saved",
                        "open",
                        call -> named(call.argument(0, CgroupPaths.class), "saved")
                                ? call.proceed(FakeCgroupDriver.pathsOf("saved"))
                                : call.proceed(),
                        "cgroup /fake/cgroup/saved: no such file or directory"),
                Broken.of(
                        "open-none",
                        "open",
                        call -> call.argument(0, CgroupPaths.class).isEmpty() ? call.proceed(EXISTING) : call.proceed(),
                        "to be true"),
                Broken.of(
                        "close-keeps-cgroups",
                        "close",
                        call -> {
                            FakeCgroupDriver fake = call.target(FakeCgroupDriver.class);
                            fake.remove(FakeCgroupDriver.pathsOf("contract/closed"));
                            return call.proceed();
                        },
                        "not to be empty"),
                Broken.of(
                        "identities-stable",
                        "identities",
                        call -> call.result(Map.class).isEmpty() ? Map.of() : Map.of("/x", "" + counter[0]++),
                        "/x"),
                Broken.of(
                        "identities-missing",
                        "identities",
                        call -> call.result(Map.class).isEmpty() ? Map.of("/x", "1") : call.proceed(),
                        "/x"),
                Broken.of("mount-view", "mountView", _ -> CgroupMountView.NONE, "not to be empty"));
    }

    private static boolean named(ResolvedCgroup resolved, String name) {
        return named(resolved.paths(), name);
    }

    private static boolean named(CgroupPaths paths, String name) {
        return paths.directories().stream().anyMatch(path -> path.endsWith("/" + name));
    }

    private static @Nullable Object refuseExisting(Call call) throws Throwable {
        ResolvedCgroup resolved = call.argument(0, ResolvedCgroup.class);
        Cgroup cgroup = call.target(CgroupDriver.class).open(resolved.paths());
        if (!cgroup.identities().isEmpty() && named(resolved, "twice")) {
            throw new ContainerException("it exists");
        }
        return call.proceed();
    }

    private static List<Broken> joining() {
        CgroupJoin none = new CgroupJoin.BySteps(List.of());
        return List.of(
                Broken.of("init-join", "initJoin", call -> ofCgroup(call, "first") ? none : call.proceed(), "[101]"),
                exec("exec-join", "exec", none, "[101, 102]"),
                exec("exec-join-rootless", "rootless", none, "ByRuntime"),
                exec(
                        "exec-join-subgroup",
                        "with-subgroup",
                        new CgroupJoin.BySteps(
                                List.of(ContributedSteps.joinCgroupV2("/fake/cgroup/contract/with-subgroup"))),
                        "[102]"),
                exec("exec-join-escape", "confined", none, "raise a throwable"),
                Broken.of("enter-subgroup", "enterSubgroup", _ -> List.of(), "[102]"),
                processes("processes-sorted", "sorted", List::reversed, "102"),
                processes("processes-ended", "left", _ -> List.of(101), "[101]"),
                processes("processes-descendants", "parent", _ -> List.of(), "[101]"),
                processes("missing-cgroup", "missing", _ -> List.of(1), "[1]"));
    }

    private static boolean ofCgroup(Call call, String name) {
        return named(call.target(Cgroup.class).paths(), name);
    }

    private static Broken exec(String rule, String name, CgroupJoin join, String reason) {
        return Broken.of(
                rule,
                "execJoin",
                call -> {
                    CgroupExecRequest request = call.argument(0, CgroupExecRequest.class);
                    return ofCgroup(call, name) && request.init() > 0 ? join : call.proceed();
                },
                reason);
    }

    private static Broken processes(String rule, String name, UnaryOperator<List<?>> pids, String reason) {
        return Broken.of(
                rule,
                "processes",
                call -> ofCgroup(call, name) ? pids.apply(call.result(List.class)) : call.proceed(),
                reason);
    }

    private static List<Broken> limiting() {
        return List.of(
                apply("apply-pids", "pids", limits -> limits.pids().isPresent(), "but was empty"),
                apply("apply-pids-zero", "no-pids", limits -> limits.pids().isPresent(), "but was empty"),
                apply("apply-memory", "memory", limits -> limits.memory().isPresent(), "but was empty"),
                apply("apply-cpu", "cpu", limits -> limits.cpu().isPresent(), "but was empty"),
                Broken.of(
                        "apply-absent",
                        "apply",
                        call -> {
                            LinuxResources limits = call.argument(0, LinuxResources.class);
                            return limits.pids().isPresent() || !ofCgroup(call, "absent")
                                    ? call.proceed()
                                    : call.proceed(LinuxResources.builder()
                                            .from(limits)
                                            .pids(LinuxPids.builder().limit(-1).build())
                                            .build());
                        },
                        "17"),
                apply(
                        "apply-unsupported",
                        "unsupported",
                        limits -> limits.pids().isPresent(),
                        "/linux/resources/pids/limit is refused"),
                Broken.of(
                        "apply-unset",
                        "apply",
                        call -> {
                            LinuxResources limits = call.argument(0, LinuxResources.class);
                            if (limits.cpu()
                                    .flatMap(cpu -> Optional.of(cpu.quota().orElse(1) == 0))
                                    .orElse(false)) {
                                throw new ContainerException("a limit of 0");
                            }
                            return call.proceed();
                        },
                        "a limit of 0"),
                Broken.of(
                        "update-one",
                        "update",
                        call -> ofCgroup(call, "updated")
                                        && call.argument(0, LinuxResources.class)
                                                        .memory()
                                                        .flatMap(memory -> Optional.of(
                                                                memory.limit().orElse(0)))
                                                        .orElse(0L)
                                                < 0
                                ? null
                                : call.proceed(),
                        "an empty OptionalLong"),
                Broken.of("update-all-or-none", "update", CgroupDriverContractRulesTest::updateSome, "18"),
                Broken.of(
                        "enforcement-front",
                        "enforcementSteps",
                        _ -> List.<Step>of(new CgroupStep.JoinCgroup("/", true, false)),
                        "LAUNCHER"));
    }

    /** Ignores limits of one cgroup. */
    private static Broken apply(String rule, String name, Predicate<LinuxResources> ignored, String reason) {
        return Broken.of(
                rule,
                "apply",
                call -> ofCgroup(call, name) && ignored.test(call.argument(0, LinuxResources.class))
                        ? null
                        : call.proceed(),
                reason);
    }

    /** Writes the limits in front of a refused one. */
    private static @Nullable Object updateSome(Call call) throws Throwable {
        try {
            return call.proceed();
        } catch (ContainerException refused) {
            LinuxResources limits = call.argument(0, LinuxResources.class);
            call.proceed(LinuxResources.builder()
                    .from(limits)
                    .cpu(LinuxCpu.builder().build())
                    .memory(LinuxMemory.builder().build())
                    .build());
            throw refused;
        }
    }

    private static List<Broken> freezing() {
        return List.of(
                freezer("freeze-thaw", "thaw", "freezer", null, "to be false"),
                freezer("freeze-missing", "freeze", "not-to-freeze", null, "raise a throwable"),
                freezer("frozen-by-parent", "isFrozenByParent", "below", false, "to be true"),
                freezer("thaw-recursively", "thawRecursively", "thawed", null, "to be false"));
    }

    /** Does nothing for one cgroup. */
    private static Broken freezer(String rule, String method, String name, @Nullable Object result, String reason) {
        return Broken.of(rule, method, call -> ofCgroup(call, name) ? result : call.proceed(), reason);
    }

    private static List<Broken> removing() {
        return List.of(
                freezer("signal-all", "signal", "signalled", null, "to be true"),
                freezer("kill-all", "killAll", "killed", null, "to be true"),
                freezer("kill-frozen", "killAll", "killed-frozen", null, "to be true"),
                Broken.of("delete-twice", "delete", CgroupDriverContractRulesTest::requireExists, "already removed"),
                freezer("delete-descendants", "delete", "deep", null, "contract/deep"),
                Broken.all("delete-keeps-parent", deletingParent(), "contract/kept"),
                freezer("delete-busy", "delete", "busy", null, "raise a throwable"));
    }

    private static @Nullable Object requireExists(Call call) throws Throwable {
        if (ofCgroup(call, "deleted") && call.target(Cgroup.class).identities().isEmpty()) {
            throw new ContainerException("already removed");
        }
        return call.proceed();
    }

    /** Deletes also the parent of a cgroup. */
    private static Interceptor deletingParent() {
        CgroupDriver[] driver = new CgroupDriver[1];
        return call -> {
            if (call.method().getName().equals("open")) {
                driver[0] = call.target(CgroupDriver.class);
            } else if (call.method().getName().equals("delete") && ofCgroup(call, "child")) {
                driver[0].open(FakeCgroupDriver.pathsOf("contract/kept")).delete();
            }
            return call.proceed();
        };
    }

    private static List<Broken> monitoring() {
        return List.of(
                freezer("statistics-pids", "statistics", "counted", CgroupStats.NONE, "but was empty"),
                freezer("statistics-limits", "statistics", "reported", CgroupStats.NONE, "but was empty"),
                freezer("statistics-missing", "statistics", "uncounted", CgroupStats.NONE, "raise a throwable"),
                freezer("oom-kills-none", "oomKills", "oom", OptionalLong.of(1), "but was: 1"),
                freezer("oom-kills-missing", "oomKills", "no-oom", OptionalLong.of(0), "an empty OptionalLong"),
                freezer("watches-memory", "watches", "watched", List.of(), "OOM_KILLS"),
                freezer(
                        "watches-missing",
                        "watches",
                        "unwatched",
                        List.of(new CgroupWatch(CgroupWatch.Meaning.POPULATION, EVENTS)),
                        "POPULATION"),
                Broken.of(
                        "pressure-watch",
                        "pressureWatch",
                        _ -> new CgroupWatch(CgroupWatch.Meaning.OOM_KILLS, EVENTS),
                        "PRESSURE"));
    }
}
