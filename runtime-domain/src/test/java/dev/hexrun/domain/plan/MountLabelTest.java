package dev.hexrun.domain.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MountLabelTest {

    private static final String LABEL = "system_u:object_r:container_file_t:s0:c1,c2";

    @Test
    void isTheLastParameterWithQuotesAroundCommas() {
        assertThat(new MountLabel("context", LABEL).addTo(List.of("mode=755", "size=1k")))
                .containsExactly("mode=755", "size=1k", "context=\"" + LABEL + "\"");
        assertThat(new MountLabel("fscontext", "u:object_r:t:s0").addTo(List.of()))
                .containsExactly("fscontext=u:object_r:t:s0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"context=u:o:t:s0", "context=\"u:o:t:s0:c1,c2\"", "defcontext=u:o:t:s0"})
    void ofTheConfigurationIsKept(String own) {
        assertThat(new MountLabel("context", LABEL).addTo(List.of(own, "size=1k")))
                .containsExactly(own, "size=1k");
    }

    @ParameterizedTest
    @ValueSource(strings = {"fscontext=u:o:t:s0", "rootcontext=u:o:t:s0", "contexts=1"})
    void isAddedToOtherLabels(String other) {
        assertThat(new MountLabel("context", LABEL).addTo(List.of(other))).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource({
        "context, context, false",
        "context, defcontext, false",
        "context, fscontext, true",
        "context, rootcontext, true",
        "defcontext, context, false",
        "defcontext, rootcontext, true",
        "fscontext, fscontext, false",
        "fscontext, context, true",
        "rootcontext, rootcontext, false",
        "rootcontext, defcontext, true",
    })
    void isAddedUnlessTheKernelWouldRefuseIt(String option, String own, boolean added) {
        List<String> params = List.of(own + "=u:o:own:s0");
        assertThat(new MountLabel(option, LABEL).addTo(params))
                .hasSize(added ? 2 : 1)
                .containsAll(params);
    }

    @ParameterizedTest
    @ValueSource(strings = {"tmpfs", "devpts", "overlay", "ext4", "ramfs", "fuse.x", "nfs", "hugetlbfs"})
    void isAnOptionOfMostFileSystems(String type) {
        assertThat(MountLabel.isOption(type)).isTrue();
        assertThat(MountLabel.isAttribute(type)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"proc", "sysfs", "cgroup", "cgroup2"})
    void isNotForFileSystemsWithLabelsOfThePolicy(String type) {
        assertThat(MountLabel.isOption(type)).isFalse();
        assertThat(MountLabel.isAttribute(type)).isFalse();
    }

    @Test
    void isAnAttributeOfMqueue() {
        assertThat(MountLabel.isOption("mqueue")).isFalse();
        assertThat(MountLabel.isAttribute("mqueue")).isTrue();
    }

    @Test
    void isAlsoAnotherOption() {
        assertThat(new MountLabel("rootcontext", "u:object_r:t:s0:c1,c2").addTo(List.of()))
                .containsExactly("rootcontext=\"u:object_r:t:s0:c1,c2\"");
    }
}
