package dev.hexrun.domain.plan;

import dev.hexrun.domain.config.Linux;
import dev.hexrun.domain.config.LinuxSeccomp;
import dev.hexrun.domain.config.Process;
import dev.hexrun.domain.seccomp.SeccompFilter;
import dev.hexrun.domain.state.ContainerStatus;
import java.util.List;
import java.util.Optional;

/**
 * The filter of system calls, as late as it can be, so that as few calls of ours as possible have to pass it. A process
 * that may gain privileges needs one to install it, so it does before it gives them up; any other does with its very last
 * step. The descriptor for a listener has to reach that while somebody is there to hand it over.
 */
final class SeccompSteps {

    private final Optional<SeccompFilter> filter;
    private final boolean noNewPrivileges;
    private final String listener;
    private final List<String> document;

    private SeccompSteps(
            Optional<SeccompFilter> filter, boolean noNewPrivileges, String listener, List<String> document) {
        this.filter = filter;
        this.noNewPrivileges = noNewPrivileges;
        this.listener = listener;
        this.document = document;
    }

    /** Of a process's filter; {@code state} and {@code status} are for the listener, if it has one. */
    static SeccompSteps of(
            Optional<SeccompFilter> filter, Linux linux, Process process, HookState state, ContainerStatus status) {
        Optional<LinuxSeccomp> profile = linux.seccomp();
        if (filter.isEmpty() || profile.isEmpty() || !filter.get().notifies()) {
            return new SeccompSteps(filter, process.noNewPrivileges(), "", List.of());
        }
        return new SeccompSteps(
                filter,
                process.noNewPrivileges(),
                profile.get().listenerPath().orElse(""),
                new ContainerProcessState(state, status, profile.get().listenerMetadata()).parts());
    }

    /** While the process has all privileges. */
    void addPrivileged(List<Step> steps) {
        if (filter.isPresent() && !noNewPrivileges) {
            install(steps, filter.get());
        }
    }

    /** While the front is there. */
    void addAccompanied(List<Step> steps) {
        if (filter.isPresent() && noNewPrivileges && filter.get().notifies()) {
            install(steps, filter.get());
        }
    }

    /** Before hooks that run in the container: they are the image's, as the program is. */
    void addBeforeHooks(List<Step> steps) {
        if (filter.isPresent() && noNewPrivileges && !filter.get().notifies()) {
            install(steps, filter.get());
        }
    }

    /** With the program, where there was nothing before it. */
    void addLast(List<Step> steps) {
        if (filter.isPresent() && noNewPrivileges && !filter.get().notifies()) {
            steps.add(new Step.InstallSeccomp(
                    filter.get().instructions(), filter.get().flags(), true));
        }
    }

    private void install(List<Step> steps, SeccompFilter present) {
        steps.add(new Step.InstallSeccomp(present.instructions(), present.flags(), false));
        if (present.notifies()) {
            steps.add(new Step.SendSeccompListener(listener, document));
        }
    }
}
