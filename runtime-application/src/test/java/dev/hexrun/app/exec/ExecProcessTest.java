package dev.hexrun.app.exec;

import static dev.hexrun.app.world.World.CGROUP;
import static dev.hexrun.app.world.World.INIT;
import static dev.hexrun.app.world.World.WEB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hexrun.app.lifecycle.CreateRequest;
import dev.hexrun.app.world.World;
import dev.hexrun.domain.capability.CapabilitySet;
import dev.hexrun.domain.config.CpuAffinity;
import dev.hexrun.domain.config.LinuxCapabilities;
import dev.hexrun.domain.config.PosixRlimit;
import dev.hexrun.domain.config.Process;
import dev.hexrun.domain.config.User;
import dev.hexrun.domain.failure.Errno;
import dev.hexrun.domain.failure.HostOperationException;
import dev.hexrun.domain.failure.InvalidConfigurationException;
import dev.hexrun.domain.namespace.LinuxNamespaceType;
import dev.hexrun.domain.plan.ProcessStreams;
import dev.hexrun.domain.rlimit.Rlimit;
import dev.hexrun.domain.security.SecurityContribution;
import dev.hexrun.domain.state.NoSuchContainerException;
import dev.hexrun.domain.state.WrongStatusException;
import dev.hexrun.domain.step.Actor;
import dev.hexrun.domain.step.CallerStep;
import dev.hexrun.domain.step.CgroupStep;
import dev.hexrun.domain.step.ContributedSteps;
import dev.hexrun.domain.step.IdentityStep;
import dev.hexrun.domain.step.NamespaceStep;
import dev.hexrun.domain.step.ProcessStep;
import dev.hexrun.domain.step.SchedulingStep;
import dev.hexrun.domain.step.Step;
import dev.hexrun.domain.validate.OptionalFeature;
import dev.hexrun.domain.validate.Problem;
import dev.hexrun.port.host.Host;
import dev.hexrun.port.launch.FailureCause;
import dev.hexrun.port.launch.LaunchFailedException;
import dev.hexrun.port.launch.StepFailure;
import dev.hexrun.port.provider.SpiVersion;
import dev.hexrun.port.provider.Usability;
import dev.hexrun.port.security.SecurityModule;
import dev.hexrun.port.security.SecurityModuleProvider;
import dev.hexrun.port.security.SecurityRequest;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tests of running a command in an existing container. */
class ExecProcessTest {

    private World world;

    @BeforeEach
    void begin() {
        world = new World();
    }

    private static ProcessChanges changes(String... args) {
        return new ProcessChanges(
                List.of(args),
                Optional.empty(),
                List.of(),
                false,
                OptionalLong.empty(),
                OptionalLong.empty(),
                List.of(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private static ExecRequest request(ProcessChanges changes) {
        return new ExecRequest(
                WEB, Optional.empty(), changes, false, false, Map.of(), Optional.empty(), ProcessStreams.NONE);
    }

    private static ExecRequest fromFile() {
        return new ExecRequest(
                WEB,
                Optional.of(Path.of("/p.json")),
                changes(),
                false,
                false,
                Map.of(),
                Optional.empty(),
                ProcessStreams.NONE);
    }

    private static ExecRequest in(Map<String, String> subgroups) {
        return new ExecRequest(
                WEB, Optional.empty(), changes("ls"), false, false, subgroups, Optional.empty(), ProcessStreams.NONE);
    }

    /** Returns the steps of a type in the plan of exec, which follows the plan that created the container. */
    private <S extends Step> List<S> planned(Class<S> type) {
        return world.launcher.plans().get(1).steps().stream()
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }

    private ProcessStep.Exec executed() {
        return world.executed(ProcessStep.Exec.class).getLast();
    }

    @Test
    void joinsEveryNamespaceOfInit() {
        world.running();

        world.exec.exec(request(changes("ls", "-l")));

        assertThat(executed().argv()).containsExactly("ls", "-l");
        assertThat(world.executed(NamespaceStep.OpenNamespace.class))
                .hasSize(LinuxNamespaceType.values().length)
                .allSatisfy(open -> assertThat(open.path()).startsWith("/proc/" + INIT + "/ns/"));
        assertThat(world.executed(ProcessStep.CheckProcess.class))
                .containsExactly(new ProcessStep.CheckProcess(INIT, INIT * 10L));
        assertThat(world.executed(CgroupStep.JoinCgroup.class).getLast())
                .isEqualTo(new CgroupStep.JoinCgroup(CGROUP.directories().getFirst(), true, false));
    }

    @Test
    void usesTheSavedProcess_ifTheConfigurationWasNotTheOneInTheBundle() {
        world.runs(INIT);
        world.create.create(new CreateRequest(
                WEB,
                world.bundle,
                Optional.of(World.SEPARATE),
                Optional.empty(),
                world.request().options()));
        world.removeFifo();

        world.exec.exec(request(changes("ls")));

        assertThat(executed().environ()).contains("SEPARATE=1");
        assertThat(world.records.get(WEB).separateConfiguration()).isTrue();
    }

    @Test
    void usesTheProcessOfTheBundle() {
        world.running();

        world.exec.exec(request(changes("ls")));

        assertThat(executed().environ()).doesNotContain("SEPARATE=1");
        assertThat(world.records.get(WEB).separateConfiguration()).isFalse();
    }

    @Test
    void executesInACreatedContainer() {
        world.created();

        world.exec.exec(request(changes("ls")));

        assertThat(executed().argv()).containsExactly("ls");
    }

    @Test
    void refusesAMissingOrStoppedContainer() {
        assertThatThrownBy(() -> world.exec.exec(request(changes("ls")))).isInstanceOf(NoSuchContainerException.class);
        world.running();
        world.ends(INIT);
        assertThatThrownBy(() -> world.exec.exec(request(changes("ls"))))
                .isInstanceOf(WrongStatusException.class)
                .hasMessageContaining("cannot exec in a stopped container");
    }

    @Test
    void executesInAPausedContainerOnlyWithIgnorePaused() {
        world.running();
        world.driver.setFrozen(CGROUP, true);

        assertThatThrownBy(() -> world.exec.exec(request(changes("ls"))))
                .hasMessageContaining("cannot exec in a paused container (use --ignore-paused to override)");
        world.exec.exec(new ExecRequest(
                WEB, Optional.empty(), changes("ls"), false, true, Map.of(), Optional.empty(), ProcessStreams.NONE));

        assertThat(executed().argv()).containsExactly("ls");
    }

    @Test
    void refusesAnEmptyCommand() {
        world.running();

        assertThatThrownBy(() -> world.exec.exec(request(changes())))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("process args cannot be empty");
        assertThat(world.launcher.plans()).hasSize(1); // that of create
    }

    @Test
    void usesTheCurrentProcessOfTheBundle() {
        world.running();
        LinuxCapabilities capabilities = LinuxCapabilities.builder()
                .addBounding("CAP_KILL")
                .addPermitted("CAP_KILL")
                .addEffective("CAP_KILL")
                .build();
        world.configure(World.configuration()
                .process(Process.builder()
                        .addArgs("sh")
                        .cwd("/")
                        .addEnv("A=1", "B=2")
                        .capabilities(capabilities)
                        .build())
                .build());

        world.exec.exec(request(new ProcessChanges(
                List.of("id"),
                Optional.of("/srv"),
                List.of("B=3,4"),
                false,
                OptionalLong.of(5),
                OptionalLong.of(6),
                List.of(7L),
                List.of("CAP_CHOWN"),
                Optional.empty(),
                Optional.empty(),
                Optional.of(true))));

        assertThat(executed().environ()).containsExactly("A=1", "B=3,4", "HOME");
        assertThat(planned(IdentityStep.SetUser.class)).containsExactly(new IdentityStep.SetUser(5, 6));
        assertThat(planned(IdentityStep.SetGroups.class)).containsExactly(new IdentityStep.SetGroups(List.of(7)));
        assertThat(planned(IdentityStep.SetNoNewPrivileges.class)).hasSize(1);
        long both = CapabilitySet.of(List.of("CAP_KILL", "CAP_CHOWN")).bits();
        assertThat(planned(IdentityStep.DropBoundingCapabilities.class))
                .containsExactly(new IdentityStep.DropBoundingCapabilities(both));
        assertThat(planned(IdentityStep.SetCapabilities.class))
                .containsExactly(new IdentityStep.SetCapabilities(both, both, 0));
        assertThat(planned(IdentityStep.RaiseAmbientCapabilities.class))
                .containsExactly(new IdentityStep.RaiseAmbientCapabilities(0));
    }

    @Test
    void addsAmbientCapabilitiesOnlyToInheritableOnes() {
        world.configure(World.configuration()
                .process(Process.builder()
                        .addArgs("sh")
                        .cwd("/")
                        .capabilities(LinuxCapabilities.builder()
                                .addInheritable("CAP_KILL")
                                .build())
                        .build())
                .build());
        world.running();
        ProcessChanges more = new ProcessChanges(
                List.of("id"),
                Optional.empty(),
                List.of(),
                false,
                OptionalLong.empty(),
                OptionalLong.empty(),
                List.of(),
                List.of("CAP_CHOWN"),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());

        world.exec.exec(request(more));

        long kill = CapabilitySet.of(List.of("CAP_KILL")).bits();
        long chown = CapabilitySet.of(List.of("CAP_CHOWN")).bits();
        assertThat(planned(IdentityStep.SetCapabilities.class))
                .containsExactly(new IdentityStep.SetCapabilities(chown, chown, kill));
        assertThat(planned(IdentityStep.RaiseAmbientCapabilities.class))
                .containsExactly(new IdentityStep.RaiseAmbientCapabilities(chown));
    }

    /** A module that writes the profile of the process. */
    private static final class Profiles implements SecurityModuleProvider, SecurityModule {

        @Override
        public String name() {
            return "profiles";
        }

        @Override
        public int priority() {
            return 1;
        }

        @Override
        public SpiVersion spiVersion() {
            return new SpiVersion(SpiVersion.MAJOR, SpiVersion.MINOR);
        }

        @Override
        public Usability probe(Host host) {
            return Usability.usable("in a test");
        }

        @Override
        public Set<OptionalFeature> features() {
            return Set.of(OptionalFeature.APPARMOR);
        }

        @Override
        public SecurityModule open(Host host) {
            return this;
        }

        private static String profile(SecurityRequest request) {
            return request.configuration()
                    .process()
                    .orElseThrow()
                    .apparmorProfile()
                    .orElse("");
        }

        @Override
        public List<Problem> check(SecurityRequest request) {
            return profile(request).equals("bad")
                    ? List.of(new Problem("/process/apparmorProfile", "bad for " + request.role()))
                    : List.of();
        }

        @Override
        public SecurityContribution contribute(SecurityRequest request) {
            return SecurityContribution.NONE.withLabelStep(ContributedSteps.execLabel(
                    request.role().name(), request.id().orElseThrow() + " " + profile(request)));
        }
    }

    private ProcessChanges profiled(String profile) {
        ProcessChanges plain = changes("ls");
        return new ProcessChanges(
                plain.args(),
                plain.cwd(),
                plain.env(),
                plain.terminal(),
                plain.uid(),
                plain.gid(),
                plain.additionalGids(),
                plain.capabilities(),
                Optional.empty(),
                Optional.of(profile),
                Optional.empty());
    }

    private void runWithProfile() {
        world = new World();
        world.securityModules.add(new Profiles());
        world.configure(World.configuration()
                .process(Process.builder()
                        .addArgs("web")
                        .cwd("/")
                        .apparmorProfile("of-container")
                        .build())
                .build());
        world.running();
        assertThat(world.executed(IdentityStep.WriteProcessAttribute.class))
                .containsExactly(new IdentityStep.WriteProcessAttribute("INIT", "exec", "web of-container"));
    }

    @Test
    void labelsTheProcessAsItsContainerUnlessAnotherLabelIsGiven() {
        runWithProfile();
        world.exec.exec(fromFile());
        assertThat(planned(IdentityStep.WriteProcessAttribute.class))
                .containsExactly(new IdentityStep.WriteProcessAttribute("EXEC", "exec", "web of-container"));
        runWithProfile();
        world.exec.exec(request(profiled("other")));
        assertThat(planned(IdentityStep.WriteProcessAttribute.class))
                .containsExactly(new IdentityStep.WriteProcessAttribute("EXEC", "exec", "web other"));
        runWithProfile();
        assertThatThrownBy(() -> world.exec.exec(request(profiled("bad"))))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("/process/apparmorProfile: bad for EXEC");
    }

    @Test
    void refusesAProfileWithoutAnAdapter() {
        world.running();
        assertThatThrownBy(() -> world.exec.exec(request(profiled("other"))))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("no installed adapter provides AppArmor");
    }

    @Test
    void usesTheContainersCapabilitiesAndLimitsByDefault() {
        PosixRlimit limit = new PosixRlimit(Rlimit.RLIMIT_CORE, 1, 2);
        world.configure(World.configuration()
                .process(Process.builder()
                        .addArgs("sh")
                        .cwd("/")
                        .addEnv("A=1")
                        .oomScoreAdj(5)
                        .user(User.builder().umask(077).build())
                        .addRlimits(limit)
                        .capabilities(LinuxCapabilities.builder()
                                .addBounding("CAP_KILL")
                                .build())
                        .build())
                .build());
        world.running();

        world.exec.exec(fromFile());

        assertThat(executed().argv()).containsExactly("ps");
        assertThat(executed().environ()).containsExactly("HOME");
        assertThat(planned(SchedulingStep.SetRlimit.class)).hasSize(1);
        assertThat(planned(IdentityStep.SetUmask.class)).containsExactly(new IdentityStep.SetUmask(077));
        assertThat(planned(SchedulingStep.SetOomScoreAdj.class))
                .containsExactly(new SchedulingStep.SetOomScoreAdj(5, false));
        assertThat(planned(IdentityStep.DropBoundingCapabilities.class))
                .containsExactly(new IdentityStep.DropBoundingCapabilities(
                        CapabilitySet.of(List.of("CAP_KILL")).bits()));
    }

    @Test
    void reportsEveryProblemOfTheProcess() {
        world.running();
        world.processInFile =
                Process.builder().addArgs("ps").cwd("srv").addEnv("=1").build();

        assertThatThrownBy(() -> world.exec.exec(fromFile()))
                .hasMessageContaining("/process/cwd: Cwd must be an absolute path")
                .hasMessageContaining("/process/env/0");
    }

    @Test
    void setsTheAffinityBeforeAndAfterJoiningTheCgroup() {
        world.running();
        world.processInFile = Process.builder()
                .addArgs("ps")
                .cwd("/")
                .execCPUAffinity(
                        CpuAffinity.builder().initial("0").finalCpus("0-1").build())
                .build();

        world.exec.exec(fromFile());

        List<Step> steps = world.launcher.plans().get(1).steps();
        assertThat(steps.get(1)).isEqualTo(new SchedulingStep.SetCpuAffinity(Actor.LAUNCHER, "0"));
        assertThat(steps.get(2)).isInstanceOf(CgroupStep.JoinCgroup.class);
        int fork = steps.indexOf(new ProcessStep.Fork(0));
        assertThat(steps.get(fork + 1)).isInstanceOf(ProcessStep.ReachSyncPoint.class);
        assertThat(steps.get(fork + 2)).isEqualTo(new SchedulingStep.SetCpuAffinity(Actor.INIT, "0-1"));
    }

    @Test
    void joinsASubgroup() {
        world.running();

        world.exec.exec(in(Map.of("", "a")));

        assertThat(world.executed(CgroupStep.JoinCgroup.class).getLast())
                .isEqualTo(new CgroupStep.JoinCgroup(CGROUP.directories().getFirst() + "/a", true, false));
        assertThatThrownBy(() -> world.exec.exec(in(Map.of("", "../other"))))
                .hasMessage("bad sub cgroup path: ../other");
        assertThatThrownBy(() -> world.exec.exec(in(Map.of("cpu", "a"))))
                .hasMessageContaining("unknown controller cpu");
    }

    @Test
    void failsIfTheCgroupCannotBeJoined() {
        world.running();
        world.driver.movingProcesses();
        world.driver.refuse("join", new HostOperationException("join", new Errno(Errno.EACCES)));

        assertThatThrownBy(() -> world.exec.exec(request(changes("ls")))).isInstanceOf(HostOperationException.class);
        assertThat(world.executed(ProcessStep.Exec.class)).hasSize(1); // that of create
    }

    @Test
    void writesThePidFile_whenTheProgramRuns() {
        world.running();

        world.exec.exec(new ExecRequest(
                WEB,
                Optional.empty(),
                changes("ls"),
                true,
                false,
                Map.of(),
                Optional.of(Path.of("/work/pid")),
                ProcessStreams.NONE));

        assertThat(world.launcher.executed().getLast()).isEqualTo(new CallerStep.WritePidFile("/work/pid"));
        assertThat(world.executed(ProcessStep.AwaitExit.class)).isEmpty();
    }

    @Test
    void reportsAPossibleOomKill() {
        world.running();
        world.driver.setOomKills(CGROUP, 1);
        world.launcher.failAt(
                ProcessStep.SetSession.class,
                new StepFailure(Optional.empty(), FailureCause.CHILD_DIED, 0, 137, "init", ""));

        assertThatThrownBy(() -> world.exec.exec(request(changes("ls"))))
                .isInstanceOf(LaunchFailedException.class)
                .hasMessageContaining("(possibly OOM-killed)");
    }
}
