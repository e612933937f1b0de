package dev.hexrun.domain.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hexrun.domain.config.Configuration;
import dev.hexrun.domain.namespace.LinuxNamespaceType;
import dev.hexrun.domain.security.SecurityContribution;
import dev.hexrun.domain.step.MountStep;
import dev.hexrun.domain.step.Step;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Tests of the steps that label the mounts of a plan. */
class MountLabelStepsTest {

    private static final String LABEL = "system_u:object_r:container_file_t:s0:c1,c2";
    private static final String OPTION = "context=\"" + LABEL + "\"";

    private static List<Step> labelled(LaunchContext context) {
        return LaunchPlanner.compile(LaunchContext.builder()
                        .from(context)
                        .security(SecurityContribution.NONE.withMountContext(LABEL))
                        .build())
                .steps();
    }

    private static List<MountStep.Mount> mounts(List<Step> steps) {
        return steps.stream()
                .filter(MountStep.Mount.class::isInstance)
                .map(MountStep.Mount.class::cast)
                .toList();
    }

    private static List<String> targets(List<Step> steps, boolean labelled) {
        return mounts(steps).stream()
                .filter(mount -> mount.params().contains(OPTION) == labelled)
                .map(MountStep.Mount::target)
                .toList();
    }

    @Test
    void labelEveryFileSystemThatTakesTheOption() {
        List<Step> steps =
                labelled(SampleContexts.create(SampleContexts.standard().build()));
        assertThat(targets(steps, true)).containsExactly("/dev", "/dev/pts", "/dev/shm", "/sys/fs/cgroup");
        assertThat(targets(steps, false)).containsExactly("/proc", "/dev/mqueue", "/sys");
    }

    @Test
    void labelMqueueDirectlyAfterItIsMounted() {
        List<Step> steps =
                labelled(SampleContexts.create(SampleContexts.standard().build()));
        int label = steps.indexOf(new MountStep.LabelMount("/dev/mqueue", LABEL));
        assertThat(steps.get(label - 1))
                .isInstanceOfSatisfying(
                        MountStep.Mount.class,
                        mount -> assertThat(mount.target()).isEqualTo("/dev/mqueue"));
    }

    @Test
    void prepareTheMaskBeforeItCanBeUsed() {
        List<Step> steps =
                labelled(SampleContexts.create(SampleContexts.standard().build()));
        int prepared = steps.indexOf(new MountStep.PrepareMask("context", LABEL));
        assertThat(prepared)
                .isNotNegative()
                .isLessThan(steps.indexOf(mounts(steps).getFirst()));
        assertThat(steps.stream().filter(MountStep.PrepareMask.class::isInstance))
                .hasSize(1);
    }

    @Test
    void labelNoCgroups() {
        Configuration configuration = SampleContexts.standard()
                .linux(SampleContexts.linux()
                        .addNamespaces(SampleContexts.newNamespace(LinuxNamespaceType.CGROUP))
                        .build())
                .build();
        assertThat(targets(labelled(SampleContexts.create(configuration)), false))
                .contains("/sys/fs/cgroup/cpu,cpuacct", "/sys/fs/cgroup/systemd");
        LaunchContext unified = LaunchContext.builder()
                .from(SampleContexts.create(SampleContexts.standard().build()))
                .cgroups(CgroupMountView.NONE)
                .build();
        assertThat(targets(labelled(unified), false)).contains("/sys/fs/cgroup");
    }

    @Test
    void useTheOptionOfAnExtension() {
        LaunchContext context = LaunchContext.builder()
                .from(SampleContexts.create(SampleContexts.standard().build()))
                .mountLabelOption("rootcontext")
                .build();
        List<Step> steps = labelled(context);
        assertThat(steps).contains(new MountStep.PrepareMask("rootcontext", LABEL));
        assertThat(mounts(steps).stream().filter(mount -> mount.params().contains("root" + OPTION)))
                .hasSize(4);
    }

    @Test
    void labelNothingElseInGeneratedConfigurations() {
        RandomContexts random = new RandomContexts(new Random(51));
        for (int i = 0; i < 2_000; i++) {
            LaunchContext context = random.launch();
            List<Step> labelled = labelled(context);
            labelled = labelled.stream()
                    .filter(step -> !(step instanceof MountStep.LabelMount || step instanceof MountStep.PrepareMask))
                    .map(MountLabelStepsTest::withoutLabel)
                    .toList();
            assertThat(labelled).isEqualTo(LaunchPlanner.compile(context).steps());
        }
    }

    private static Step withoutLabel(Step step) {
        return step instanceof MountStep.Mount mount
                ? new MountStep.Mount(
                        mount.type(),
                        mount.source(),
                        mount.target(),
                        mount.params().stream()
                                .filter(param -> !param.equals(OPTION))
                                .toList(),
                        mount.attributes(),
                        mount.options(),
                        mount.fallbackBind())
                : step;
    }
}
