package dev.hexrun.adapter.crun;

import dev.hexrun.domain.config.Configuration;
import dev.hexrun.domain.validate.Problem;
import dev.hexrun.port.extension.ContainerExtension;
import dev.hexrun.port.extension.LaunchChanges;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The annotations of crun that the runtime supports. Those that it cannot support are problems, so that a container
 * never runs without what its annotations request.
 */
final class CrunAnnotations implements ContainerExtension {

    static final String KEEP_ORIGINAL_GROUPS = "run.oci.keep_original_groups";
    static final String HOOKS_STDOUT = "run.oci.hooks.stdout";
    static final String HOOKS_STDERR = "run.oci.hooks.stderr";
    static final String MOUNT_CONTEXT_TYPE = "run.oci.mount_context_type";
    static final String SUBGROUP = "run.oci.systemd.subgroup";
    static final String DELEGATE_CGROUP = "run.oci.delegate-cgroup";
    static final String SECCOMP_RECEIVER = "run.oci.seccomp.receiver";
    static final String FAIL_UNKNOWN_SYSCALL = "run.oci.seccomp_fail_unknown_syscall";
    static final String PIDFD_RECEIVER = "run.oci.pidfd_receiver";

    private static final String PREFIX = "run.oci.";

    /** Annotations that request another isolation or another filter: to ignore them would be unsafe. */
    private static final List<String> UNSUPPORTED = List.of(
            "run.oci.handler",
            "run.oci.seccomp.plugins",
            "run.oci.seccomp_bpf_data",
            "run.oci.systemd.force_cgroup_v1");

    private static final List<String> CONTEXT_TYPES = List.of("context", "fscontext", "defcontext", "rootcontext");

    CrunAnnotations() {}

    @Override
    public List<String> annotations() {
        return List.of(PREFIX);
    }

    @Override
    public List<Problem> check(Configuration configuration) {
        Map<String, String> annotations = configuration.annotations();
        List<Problem> problems = new ArrayList<>();
        for (String name : UNSUPPORTED) {
            if (!annotations.getOrDefault(name, "").isEmpty()) {
                problem(problems, name, "not supported");
            }
        }
        for (String name : List.of(HOOKS_STDOUT, HOOKS_STDERR, SECCOMP_RECEIVER, PIDFD_RECEIVER)) {
            String path = annotations.get(name);
            if (path != null && !path.startsWith("/")) {
                problem(problems, name, "must be an absolute path: \"" + path + '"');
            }
        }
        String type = annotations.get(MOUNT_CONTEXT_TYPE);
        if (type != null && !CONTEXT_TYPES.contains(type)) {
            problem(
                    problems,
                    MOUNT_CONTEXT_TYPE,
                    "invalid mount context type \"" + type + "\", must be one of " + String.join(", ", CONTEXT_TYPES));
        }
        checkCgroup(annotations, problems);
        return problems;
    }

    private static void checkCgroup(Map<String, String> annotations, List<Problem> problems) {
        for (String name : List.of(SUBGROUP, DELEGATE_CGROUP)) {
            String path = annotations.getOrDefault(name, "");
            if (!isBelow(path)) {
                problem(problems, name, "must be a relative path without .., not \"" + path + '"');
            }
        }
    }

    /** Returns whether a path stays below the cgroup to which it is appended. */
    private static boolean isBelow(String path) {
        return !path.startsWith("/") && path.indexOf(0) < 0 && !("/" + path + "/").contains("/../");
    }

    private static void problem(List<Problem> problems, String name, String message) {
        problems.add(new Problem("/annotations/" + Problem.escape(name), message));
    }

    @Override
    public LaunchChanges changes(Configuration configuration) {
        Map<String, String> annotations = configuration.annotations();
        if (!hasAny(annotations)) {
            return LaunchChanges.NONE;
        }
        LaunchChanges.Builder changes = new LaunchChanges.Builder()
                .keepGroups(isOn(annotations.get(KEEP_ORIGINAL_GROUPS)))
                .refuseUnknownSystemCalls(isOn(annotations.get(FAIL_UNKNOWN_SYSCALL)));
        String output = annotations.get(HOOKS_STDOUT);
        if (output != null) {
            changes.hookOutput(output);
        }
        String errors = annotations.get(HOOKS_STDERR);
        if (errors != null) {
            changes.hookErrorOutput(errors);
        }
        String listener = annotations.get(SECCOMP_RECEIVER);
        if (listener != null) {
            changes.seccompListener(listener);
        }
        String pidfd = annotations.get(PIDFD_RECEIVER);
        if (pidfd != null) {
            changes.pidfdSocket(pidfd);
        }
        String type = annotations.get(MOUNT_CONTEXT_TYPE);
        if (type != null) {
            changes.mountContextType(type);
        }
        return changes.systemdSubgroup(annotations.getOrDefault(SUBGROUP, ""))
                .delegatedSubgroup(annotations.getOrDefault(DELEGATE_CGROUP, ""))
                .build();
    }

    private static boolean hasAny(Map<String, String> annotations) {
        for (String name : annotations.keySet()) {
            if (name.startsWith(PREFIX)) {
                return true;
            }
        }
        return false;
    }

    /** Returns whether an annotation is present with another value than 0, as crun reads it. */
    private static boolean isOn(@Nullable String value) {
        return value != null && !value.equals("0");
    }
}
