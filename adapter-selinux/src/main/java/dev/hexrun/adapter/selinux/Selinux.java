package dev.hexrun.adapter.selinux;

import dev.hexrun.domain.config.Linux;
import dev.hexrun.domain.config.Process;
import dev.hexrun.domain.security.SecurityContribution;
import dev.hexrun.domain.selinux.SelinuxContext;
import dev.hexrun.domain.step.ContributedSteps;
import dev.hexrun.domain.validate.Problem;
import dev.hexrun.port.security.SecurityModule;
import dev.hexrun.port.security.SecurityRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The SELinux module. The program gets the label in {@code process.selinuxLabel} at {@code execve(2)}, and so does the
 * session keyring, which the process could not access otherwise. Mounts get the label in {@code linux.mountLabel}. The
 * kernel refuses labels that its policy does not have.
 */
final class Selinux implements SecurityModule {

    private static final String PROCESS_LABEL = "/process/selinuxLabel";
    private static final String MOUNT_LABEL = "/linux/mountLabel";

    /** SELinux has no directory of its own below {@code /proc/PID/attr}. */
    private static final String ATTRIBUTES = "";

    /** The longest value of a mount option for {@code fsconfig(2)}. */
    private static final int LONGEST_MOUNT_LABEL = 255;

    @Override
    public List<Problem> check(SecurityRequest request) {
        Optional<String> process = processLabel(request);
        Optional<String> mount = mountLabel(request);
        if (process.isEmpty() && mount.isEmpty()) {
            return List.of();
        }
        List<Problem> problems = new ArrayList<>(2);
        process.ifPresent(label -> check(PROCESS_LABEL, label, problems));
        mount.ifPresent(label -> {
            check(MOUNT_LABEL, label, problems);
            if (label.length() > LONGEST_MOUNT_LABEL) {
                problems.add(new Problem(MOUNT_LABEL, "is longer than " + LONGEST_MOUNT_LABEL + " characters"));
            }
        });
        return problems;
    }

    private static void check(String pointer, String label, List<Problem> problems) {
        try {
            SelinuxContext.of(label);
        } catch (IllegalArgumentException e) {
            problems.add(new Problem(pointer, String.valueOf(e.getMessage())));
        }
    }

    @Override
    public SecurityContribution contribute(SecurityRequest request) {
        SecurityContribution contribution = SecurityContribution.NONE;
        Optional<String> process = processLabel(request);
        if (process.isPresent()) {
            // After no_new_privs, as in runc: the policy decides whether the transition is allowed with it.
            contribution = contribution
                    .withKeyringStep(ContributedSteps.keyringLabel(ATTRIBUTES, process.get()))
                    .withProgramStep(ContributedSteps.execLabel(ATTRIBUTES, process.get()));
        }
        Optional<String> mount = mountLabel(request);
        return mount.isPresent() ? contribution.withMountContext(mount.get()) : contribution;
    }

    /** Returns the label of the process; empty if the configuration has none. An empty label is none. */
    private static Optional<String> processLabel(SecurityRequest request) {
        Optional<Process> process = request.configuration().process();
        return process.isPresent() ? nonEmpty(process.get().selinuxLabel()) : Optional.empty();
    }

    /** Returns the label of the mounts of a new container; empty if there is none, or for a process in a container. */
    private static Optional<String> mountLabel(SecurityRequest request) {
        Optional<Linux> linux = request.configuration().linux();
        return request.role() == SecurityRequest.Role.INIT && linux.isPresent()
                ? nonEmpty(linux.get().mountLabel())
                : Optional.empty();
    }

    private static Optional<String> nonEmpty(Optional<String> label) {
        return label.isPresent() && !label.get().isEmpty() ? label : Optional.empty();
    }
}
