package dev.hexrun.domain.selinux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RelabelTest {

    private static final String LABEL = "system_u:object_r:container_file_t:s0:c1,c2";

    @Test
    void isRequestedByAnOption() {
        assertThat(Relabel.of(List.of("rbind", "z"))).isEqualTo(Relabel.SHARED);
        assertThat(Relabel.of(List.of("Z", "ro"))).isEqualTo(Relabel.PRIVATE);
        assertThat(Relabel.of(List.of("lazytime", "size=1z"))).isEqualTo(Relabel.NONE);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Relabel.of(List.of("z", "Z")))
                .withMessage("bad SELinux option: z and Z can not be used together");
    }

    @Test
    void sharedFilesHaveNoCategories() {
        assertThat(Relabel.SHARED.label(LABEL)).isEqualTo("system_u:object_r:container_file_t:s0");
        assertThat(Relabel.PRIVATE.label(LABEL)).isEqualTo(LABEL);
        assertThat(Relabel.NONE.label(LABEL)).isEmpty();
        assertThat(Relabel.SHARED.label("")).isEmpty();
        assertThat(Relabel.SHARED.label("u:r:t")).isEqualTo("u:r:t");
        assertThatIllegalArgumentException().isThrownBy(() -> Relabel.SHARED.label("u:r"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "//",
                "/usr",
                "/usr/",
                "/usr//",
                "/usr/../usr",
                "/etc",
                "/etc/passwd",
                "/etc/shadow",
                "/home",
                "/root",
                "/var/lib",
                "/tmp/..",
                "/home/kim",
                "/home/kim/.",
                "/srv/work/../../proc",
            })
    void theHostKeepsItsLabels(String path) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Relabel.requireAllowed(path, List.of("/home/kim/")))
                .withMessageStartingWith("SELinux relabeling of /")
                .withMessageEndingWith(" is not allowed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/home/kim/data", "/usr/local/share/x", "/var/lib/data", "/tmp/x", "/data", "/home/lee"})
    void directoriesBelowMayBeRelabelled(String path) {
        assertThatCode(() -> Relabel.requireAllowed(path, List.of("/home/kim"))).doesNotThrowAnyException();
    }

    @Test
    void aRelativePathIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> Relabel.requireAllowed("usr", List.of()));
    }
}
