package dev.hexrun.domain.selinux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ContainerLabelerTest {

    private static final ContainerContexts CONTEXTS = ContainerContexts.parse("""
            # a comment
            ; another one

            process = "system_u:system_r:container_t:s0"
            content = "system_u:object_r:virt_var_lib_t:s0"
            file = "system_u:object_r:container_file_t:s0"
            ro_file="system_u:object_r:container_ro_file_t:s0"
            sandbox_lxc_process = "system_u:system_r:container_t:s0"
            kvm_process = "system_u:system_r:container_kvm_t:s0"
            init_process = system_u:system_r:container_init_t:s0
            = nothing
            broken
            """);

    private final ReservedLevels levels = new ReservedLevels(new Random(41), 1024);
    private final ContainerLabeler labeler = new ContainerLabeler(CONTEXTS, levels);

    private ContainerLabels labels(String... options) {
        return labeler.initLabels(LabelOptions.of(List.of(options)));
    }

    @Test
    void contextsAreThoseOfTheFile() {
        assertThat(CONTEXTS)
                .isEqualTo(new ContainerContexts(
                        "system_u:system_r:container_t:s0",
                        "system_u:system_r:container_init_t:s0",
                        "system_u:system_r:container_kvm_t:s0",
                        "system_u:object_r:container_file_t:s0",
                        "system_u:object_r:container_ro_file_t:s0"));
        assertThat(ContainerContexts.parse("")).isEqualTo(ContainerContexts.NONE);
        assertThat(ContainerContexts.files("targeted"))
                .containsExactly(
                        "/usr/share/containers/selinux/contexts", "/etc/selinux/targeted/contexts/lxc_contexts");
    }

    @Test
    void contextsThatAPolicyDoesNotHaveAreThoseOfEveryContainer() {
        ContainerContexts small = ContainerContexts.parse("process = \"u:r:p\"\nfile = \"u:r:f\"");
        assertThat(small.process(ProcessKind.INIT)).isEqualTo("u:r:p");
        assertThat(small.process(ProcessKind.KVM)).isEqualTo("u:r:p");
        assertThat(small.readOnlyFile()).isEqualTo("u:r:f");
    }

    @Test
    void withoutOptionsEveryContainerHasALevelOfItsOwn() {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < 2_000; i++) {
            ContainerLabels labels = labels();
            SelinuxContext process = SelinuxContext.of(labels.process());
            SelinuxContext mount = SelinuxContext.of(labels.mount());
            assertThat(process.type()).isEqualTo("container_t");
            assertThat(mount.type()).isEqualTo("container_file_t");
            assertThat(process.level()).isEqualTo(mount.level());
            assertThat(process.range().low().categories().size()).isEqualTo(2);
            assertThat(process.level()).isEqualTo(process.range().toString());
            assertThat(seen.add(process.level())).isTrue();
        }
    }

    @Test
    void optionsReplaceParts() {
        assertThat(labels("user:user_u", "role:user_r", "type:user_t", "level:s0:c1,c15"))
                .isEqualTo(new ContainerLabels(
                        "user_u:user_r:user_t:s0:c1,c15", "user_u:object_r:container_file_t:s0:c1,c15"));
        assertThat(labels("filetype:other_t", "level:s0:c3").mount()).isEqualTo("system_u:object_r:other_t:s0:c3");
        assertThat(SelinuxContext.of(labels("type:container_init_t").process())
                        .range()
                        .low()
                        .categories()
                        .size())
                .isEqualTo(2);
    }

    @Test
    void aDisabledContainerHasNoLabelsAndReservesNoLevel() {
        assertThat(labels("disable")).isEqualTo(ContainerLabels.NONE);
        assertThat(labels("type:t", "disable", "level:s0:c1,c2")).isEqualTo(ContainerLabels.NONE);
        assertThat(levels.isReserved("s0:c1,c2")).isFalse();
        assertThat(labeler.unsharedFileLabel()).isEqualTo("system_u:object_r:container_file_t:s0:c1022,c1023");
        assertThat(levels.isReserved("s0:c1022,c1023")).isTrue();
    }

    @Test
    void aLevelOfTheOptionsMayBeInUse() {
        labels("level:s0:c8,c7");
        assertThat(levels.isReserved("s0:c7,c8")).isTrue();
        assertThat(labels("level:s0:c7,c8").process()).endsWith(":s0:c7,c8");
    }

    @Test
    void refusedOptionsReserveNothing() {
        for (String option : List.of("type:a b", "type:a:b", "user:\"x", "level:s0:c1\n", "role:")) {
            assertThatIllegalArgumentException().as(option).isThrownBy(() -> labels("level:s0:c30,c31", option));
        }
        assertThat(levels.isReserved("s0:c30,c31")).isFalse();
    }

    @Test
    void releasedLevelsAreAssignedAgain() {
        ReservedLevels few = new ReservedLevels(new Random(42), 3);
        ContainerLabeler small = new ContainerLabeler(CONTEXTS, few);
        Set<String> labels = new HashSet<>();
        for (int i = 0; i < 3; i++) {
            labels.add(small.initLabels(LabelOptions.NONE).process());
        }
        assertThat(labels).hasSize(3);
        assertThatIllegalStateException()
                .isThrownBy(() -> small.initLabels(LabelOptions.NONE))
                .withMessage("all pairs of 3 categories are reserved");
        String released = labels.iterator().next();
        small.release(released);
        assertThat(small.initLabels(LabelOptions.NONE).process()).isEqualTo(released);
        assertThat(small.reserve(released)).isFalse();
        assertThat(small.reserve("")).isTrue();
        assertThat(small.reserve("u:r:t:s0")).isTrue();
        assertThat(small.reserve("u:r:t:s0")).isTrue();
        small.release("");
    }

    @Test
    void optionsOfADuplicateGiveTheSameLabels() {
        Random random = new Random(43);
        for (int i = 0; i < 2_000; i++) {
            SelinuxContext label = SelinuxContextTest.context(random);
            if (label.hasLevel()) {
                ContainerLabels again = labeler.initLabels(LabelOptions.of(LabelOptions.duplicate(label.toString())));
                assertThat(again.process()).isEqualTo(label.toString());
                assertThat(SelinuxContext.of(again.mount()).level()).isEqualTo(label.level());
            }
        }
    }

    @Test
    void anyOptionsGiveContextsThatTheKernelCouldKnow() {
        Random random = new Random(44);
        for (int i = 0; i < 2_000; i++) {
            LabelOptions options = LabelOptions.of(LabelOptionsTest.random(random));
            ContainerLabels labels = labeler.initLabels(options);
            if (options.disable()) {
                assertThat(labels).isEqualTo(ContainerLabels.NONE);
                continue;
            }
            SelinuxContext process = SelinuxContext.of(labels.process());
            SelinuxContext mount = SelinuxContext.of(labels.mount());
            assertThat(mount.role()).isEqualTo("object_r");
            assertThat(mount.level()).isEqualTo(process.level());
            assertThat(mount.user()).isEqualTo(process.user());
            assertThat(process.type()).isEqualTo(options.type().isEmpty() ? "container_t" : options.type());
            assertThat(levels.reserve(process.level()))
                    .isEqualTo(process.range().high().categories().isEmpty()
                            && process.range().low().categories().isEmpty());
        }
    }

    @Test
    void aPolicyWithoutContextsOrLevelsGivesNone() {
        ContainerLabeler none = new ContainerLabeler(ContainerContexts.NONE, levels);
        assertThat(none.initLabels(LabelOptions.of(List.of("type:t")))).isEqualTo(ContainerLabels.NONE);
        assertThat(none.unsharedFileLabel()).isEmpty();
        ContainerLabeler flat = new ContainerLabeler(ContainerContexts.parse("process=u:r:p\nfile=u:r:f"), levels);
        assertThat(flat.initLabels(LabelOptions.NONE)).isEqualTo(new ContainerLabels("u:r:p", "u:r:f"));
        ContainerLabeler files = new ContainerLabeler(ContainerContexts.parse("file=u:r:f"), levels);
        assertThat(files.initLabels(LabelOptions.NONE)).isEqualTo(new ContainerLabels("", "u:r:f"));
    }

    @Test
    void kindsHaveTypesOfTheirOwn() {
        assertThat(labeler.initLabels(LabelOptions.NONE, ProcessKind.INIT).process())
                .contains(":container_init_t:");
        assertThat(labeler.withKind("u:r:t:s0:c1,c2", ProcessKind.KVM)).isEqualTo("u:r:container_kvm_t:s0:c1,c2");
        assertThat(labeler.withKind("", ProcessKind.KVM)).isEmpty();
        assertThat(labeler.readOnlyFileLabel()).isEqualTo("system_u:object_r:container_ro_file_t:s0");
    }

    @Test
    void levelsAreMovedFromOneLabelToAnother() {
        labeler.reserve("u:r:t:s0:c9,c10");
        assertThat(labeler.withLevelOf("a:b:c:s0:c11,c12", "u:r:t:s0:c9,c10")).isEqualTo("u:r:t:s0:c11,c12");
        assertThat(levels.isReserved("s0:c9,c10")).isFalse();
        assertThat(levels.isReserved("s0:c11,c12")).isTrue();
        assertThat(labeler.withLevelOf("", "u:r:t")).isEmpty();
    }

    @Test
    void thereAreAtLeastTwoCategories() {
        assertThatIllegalArgumentException().isThrownBy(() -> new ReservedLevels(new Random(), 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new ReservedLevels(new Random(), 1025));
    }
}
