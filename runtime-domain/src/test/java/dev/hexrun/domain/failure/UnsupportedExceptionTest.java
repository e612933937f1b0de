package dev.hexrun.domain.failure;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class UnsupportedExceptionTest {

    @Test
    void hasTypedSubjects() {
        assertThat(UnsupportedException.field("/linux/x", "cgroup v1 has none").kind())
                .isEqualTo(UnsupportedException.Kind.FIELD);
        assertThat(UnsupportedException.command("checkpoint", "none").kind())
                .isEqualTo(UnsupportedException.Kind.COMMAND);
        assertThat(UnsupportedException.option("update --x", "none").kind())
                .isEqualTo(UnsupportedException.Kind.OPTION);
        assertThat(UnsupportedException.facility("freezer", "none").kind())
                .isEqualTo(UnsupportedException.Kind.FACILITY);
    }

    @Test
    void hasSubjectAndReasonInTheMessage() {
        UnsupportedException exception = UnsupportedException.field("/linux/x", "cgroup v1 has none");
        assertThat(exception).hasMessage("/linux/x: cgroup v1 has none");
        assertThat(exception.subject()).isEqualTo("/linux/x");
        assertThat(exception.reason()).isEqualTo("cgroup v1 has none");
    }
}
