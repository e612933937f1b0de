package dev.hexrun.domain.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MountLabelTest {

    private static final String LABEL = "system_u:object_r:container_file_t:s0:c1,c2";

    @Test
    void isTheLastParameterWithQuotesAroundCommas() {
        assertThat(MountLabel.add(List.of("mode=755", "size=1k"), MountLabel.CONTEXT, LABEL))
                .containsExactly("mode=755", "size=1k", "context=\"" + LABEL + "\"");
        assertThat(MountLabel.add(List.of(), MountLabel.CONTEXT, "u:object_r:t:s0"))
                .containsExactly("context=u:object_r:t:s0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"context=u:o:t:s0", "context=\"u:o:t:s0:c1,c2\"", "defcontext=u:o:t:s0"})
    void ofTheConfigurationIsKept(String own) {
        assertThat(MountLabel.add(List.of(own, "size=1k"), MountLabel.CONTEXT, LABEL))
                .containsExactly(own, "size=1k");
    }

    @ParameterizedTest
    @ValueSource(strings = {"fscontext=u:o:t:s0", "rootcontext=u:o:t:s0", "contexts=1"})
    void isAddedToOtherLabels(String other) {
        assertThat(MountLabel.add(List.of(other), MountLabel.CONTEXT, LABEL)).hasSize(2);
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
        assertThat(MountLabel.add(List.of(), "rootcontext", "u:object_r:t:s0:c1,c2"))
                .containsExactly("rootcontext=\"u:object_r:t:s0:c1,c2\"");
    }
}
