package dev.hexrun.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hexrun.domain.plan.LaunchPlan;
import dev.hexrun.domain.step.StartStep;
import dev.hexrun.domain.step.Step;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlanDifferenceTest {

    private static final Path A = Path.of("/bundles/a");
    private static final Path B = Path.of("/bundles/b");

    private static LaunchPlan plan(String... fifos) {
        List<Step> steps = new ArrayList<>();
        for (String fifo : fifos) {
            steps.add(new StartStep.ReadStartFifo(fifo, 0, 0));
        }
        return new LaunchPlan(steps);
    }

    private static List<String> difference(LaunchPlan first, LaunchPlan second) {
        return PlanDifference.between(first, A, second, B)
                .text()
                .lines()
                .map(line -> line.charAt(0) + line.substring(line.lastIndexOf('/')))
                .toList();
    }

    @Test
    void findsNoDifferenceInEqualPlansOfDifferentBundles() {
        assertThat(difference(plan("/bundles/a/x", "/y"), plan("/bundles/b/x", "/y")))
                .isEmpty();
    }

    @Test
    void replacesTheBundleWhereAPathLeadsToIt() {
        for (String same : List.of("/a", "/a/x", "x:/a", "\"/a/x\"", "/a and /a", "/a,/a")) {
            assertThat(PlanDifference.relative(same, "/a")).isEqualTo(same.replace("/a", "$BUNDLE"));
        }
        for (String other : List.of("/ab", "/a.d/x", "/a-1", "/b/a/x", "/a2 /x/a")) {
            assertThat(PlanDifference.relative(other, "/a")).isEqualTo(other);
        }
        assertThat(difference(plan("/bundles/a/x"), plan("/bundles/b2/x"))).hasSize(2);
    }

    @Test
    void keepsTheOrderOfThePlans() {
        assertThat(difference(plan("/1", "/2", "/3", "/4", "/5"), plan("/1", "/3", "/2", "/6", "/5")))
                .containsExactly("-/2", "-/4", "+/2", "+/6");
        assertThat(difference(plan(), plan("/1"))).containsExactly("+/1");
        assertThat(difference(plan("/1", "/1"), plan("/1"))).containsExactly("-/1");
    }

    @Test
    void comparesManyStepsInLinearTime() {
        List<String> first = new ArrayList<>();
        List<String> second = new ArrayList<>();
        for (int i = 0; i < 40_000; i++) {
            first.add("/" + i);
            second.add("/" + (i + 1));
        }
        assertThat(difference(plan(first.toArray(String[]::new)), plan(second.toArray(String[]::new))))
                .containsExactly("-/0", "+/40000");
    }
}
