package dev.hexrun.adapter.crun;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hexrun.domain.config.Configuration;
import dev.hexrun.port.extension.LaunchChanges;
import dev.hexrun.testkit.host.FakeHost;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CrunAnnotationsTest {

    private static LaunchChanges changes(Map<String, String> annotations) {
        return new CrunAnnotations().changes(configuration(annotations));
    }

    private static Configuration configuration(Map<String, String> annotations) {
        return Configuration.builder()
                .ociVersion("1.3.0")
                .annotations(annotations)
                .build();
    }

    @Test
    void changesTheLaunch_asEachAnnotationSays() {
        LaunchChanges changes = changes(Map.of(
                "run.oci.keep_original_groups", "1",
                "run.oci.hooks.stdout", "/o",
                "run.oci.hooks.stderr", "/e",
                "run.oci.mount_context_type", "fscontext",
                "run.oci.systemd.subgroup", "sub",
                "run.oci.delegate-cgroup", "deep/er",
                "run.oci.seccomp.receiver", "/r",
                "run.oci.seccomp_fail_unknown_syscall", "yes",
                "run.oci.pidfd_receiver", "/p"));

        assertThat(changes)
                .isEqualTo(new LaunchChanges.Builder()
                        .keepGroups(true)
                        .hookOutput("/o")
                        .hookErrorOutput("/e")
                        .mountContextType("fscontext")
                        .systemdSubgroup("sub")
                        .delegatedSubgroup("deep/er")
                        .seccompListener("/r")
                        .refuseUnknownSystemCalls(true)
                        .pidfdSocket("/p")
                        .build());
    }

    @Test
    void changesNothing_withTheValueZero() {
        assertThat(changes(Map.of("run.oci.keep_original_groups", "0", "run.oci.seccomp_fail_unknown_syscall", "0")))
                .isEqualTo(LaunchChanges.NONE);
    }

    @Test
    void keepsGroups_withAnEmptyValue() {
        assertThat(changes(Map.of("run.oci.keep_original_groups", "")).keepGroups())
                .isTrue();
    }

    @Test
    void acceptsUnsupportedAnnotations_withAnEmptyValue() {
        assertThat(new CrunAnnotations().check(configuration(Map.of("run.oci.handler", ""))))
                .isEmpty();
    }

    @Test
    void reportsEveryProblem() {
        List<String> problems = new CrunAnnotations()
                .check(configuration(Map.of("run.oci.handler", "krun", "run.oci.mount_context_type", "x"))).stream()
                        .map(Object::toString)
                        .toList();

        assertThat(problems)
                .containsExactly(
                        "/annotations/run.oci.handler: not supported",
                        "/annotations/run.oci.mount_context_type: invalid mount context type \"x\", must be one of"
                                + " context, fscontext, defcontext, rootcontext");
    }

    @Test
    void isUsableOnEveryHost() {
        CrunAnnotationsProvider provider = new CrunAnnotationsProvider();

        assertThat(provider.name()).isEqualTo("crun-annotations");
        assertThat(provider.probe(FakeHost.root()).usable()).isTrue();
        assertThat(provider.create(FakeHost.root()).annotations()).containsExactly("run.oci.");
    }
}
