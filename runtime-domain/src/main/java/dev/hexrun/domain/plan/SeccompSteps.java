package dev.hexrun.domain.plan;

import dev.hexrun.domain.capability.Capability;
import dev.hexrun.domain.capability.CapabilitySet;
import dev.hexrun.domain.config.Linux;
import dev.hexrun.domain.config.LinuxCapabilities;
import dev.hexrun.domain.config.LinuxSeccomp;
import dev.hexrun.domain.config.PosixRlimit;
import dev.hexrun.domain.config.Process;
import dev.hexrun.domain.seccomp.SeccompFilter;
import dev.hexrun.domain.seccomp.SystemCall;
import dev.hexrun.domain.state.ContainerStatus;
import dev.hexrun.domain.step.CallerStep;
import dev.hexrun.domain.step.IdentityStep;
import dev.hexrun.domain.step.Step;
import java.util.List;
import java.util.Optional;

/**
 * The system call filter. It is installed as late as possible, so that it applies to few calls of the runtime, but
 * before a created container waits for its start, because other processes could exploit a waiting process without a
 * filter.
 *
 * <p>A process that may gain privileges needs CAP_SYS_ADMIN to install one (seccomp(2)). It keeps this capability, in
 * addition to the configured ones, until the filter is installed, and drops it immediately afterwards, so that the
 * profile only has to allow {@code capset(2)}. A listener's descriptor is sent while the front still runs.
 *
 * <p>The runtime makes these calls after the filter is installed, so a profile that denies them cannot be used:
 *
 * <table>
 * <caption>Calls that a profile has to allow</caption>
 * <tr><th>call</th><th>where</th></tr>
 * <tr><td>execve</td><td>always</td></tr>
 * <tr><td>write</td><td>unless the process may gain no privileges (noNewPrivileges)</td></tr>
 * <tr><td>capset</td><td>unless noNewPrivileges, or CAP_SYS_ADMIN is among the capabilities of the process</td></tr>
 * <tr><td>openat</td><td>{@code create}, unless noNewPrivileges</td></tr>
 * <tr><td>prlimit64</td><td>{@code create} with a limit of less than 64 descriptors, unless noNewPrivileges</td></tr>
 * <tr><td>sendmsg, recvmsg, read, write, close, openat, capset</td><td>with SCMP_ACT_NOTIFY</td></tr>
 * <tr><td>the calls that run a program and wait for it</td><td>with startContainer hooks</td></tr>
 * </table>
 *
 * <p>With noNewPrivileges, if a profile denies openat, write or prlimit64, the filter is installed after the wait.
 */
final class SeccompSteps {

    private static final long SYS_ADMIN =
            CapabilitySet.of(List.of(Capability.CAP_SYS_ADMIN.name())).bits();

    private final Optional<SeccompFilter> filter;
    private final Process process;
    private final String listener;
    private final List<String> document;
    private final IdentityStep.SetCapabilities capabilities;
    private boolean installed;

    private SeccompSteps(Optional<SeccompFilter> filter, Process process, String listener, List<String> document) {
        this.filter = filter;
        this.process = process;
        this.listener = listener;
        this.document = document;
        // An absent object means no capabilities. Versions of runc differ; this is the safe choice.
        LinuxCapabilities sets = process.capabilities()
                .orElseGet(() -> LinuxCapabilities.builder().build());
        this.capabilities = new IdentityStep.SetCapabilities(
                bits(sets.effective()), bits(sets.permitted()), bits(sets.inheritable()));
    }

    /** Returns the steps of a process's filter; {@code state} and {@code status} are for its listener, if any. */
    static SeccompSteps of(
            Optional<SeccompFilter> filter, Linux linux, Process process, HookState state, ContainerStatus status) {
        Optional<LinuxSeccomp> profile = linux.seccomp();
        if (filter.isEmpty() || profile.isEmpty() || !filter.get().usesListener()) {
            return new SeccompSteps(filter, process, "", List.of());
        }
        return new SeccompSteps(
                filter,
                process,
                profile.get().listenerPath().orElse(""),
                new ContainerProcessState(state, status, profile.get().listenerMetadata()).parts());
    }

    /** Returns the capabilities of the process until it has its filter. */
    IdentityStep.SetCapabilities capabilities() {
        return keepsSysAdmin()
                ? new IdentityStep.SetCapabilities(
                        capabilities.effective() | SYS_ADMIN,
                        capabilities.permitted() | SYS_ADMIN,
                        capabilities.inheritable())
                : capabilities;
    }

    /** Adds a filter with a listener, which the front sends. */
    void addWithListener(List<Step> steps) {
        if (filter.isPresent() && filter.get().usesListener()) {
            install(steps, filter.get());
        }
    }

    /** Adds the filter before a created container waits for its start, if possible. */
    void addBeforeWait(List<Step> steps) {
        if (filter.isPresent() && !installed && (!process.noNewPrivileges() || permitsWait(filter.get()))) {
            install(steps, filter.get());
        }
    }

    /** Adds the filter before hooks that run in the container, since they are part of the image, like the program. */
    void addBeforeHooks(List<Step> steps) {
        if (filter.isPresent() && !installed) {
            install(steps, filter.get());
        }
    }

    /** Adds the filter directly before the program, if it is not installed yet. */
    void addLast(List<Step> steps) {
        if (filter.isPresent() && !installed && process.noNewPrivileges()) {
            installed = true;
            steps.add(new IdentityStep.InstallSeccomp(
                    (int) filter.get().flags(), filter.get().instructions(), true));
        } else if (filter.isPresent() && !installed) {
            install(steps, filter.get());
        }
    }

    private void install(List<Step> steps, SeccompFilter present) {
        installed = true;
        steps.add(new IdentityStep.InstallSeccomp((int) present.flags(), present.instructions(), false));
        if (present.usesListener()) {
            steps.add(new CallerStep.SendSeccompListener(listener, document));
        }
        if (keepsSysAdmin()) {
            steps.add(capabilities);
        }
    }

    private boolean keepsSysAdmin() {
        return filter.isPresent()
                && !process.noNewPrivileges()
                && (capabilities.effective() & capabilities.permitted() & SYS_ADMIN) == 0;
    }

    private boolean permitsWait(SeccompFilter present) {
        boolean lowLimit = false;
        for (PosixRlimit limit : process.rlimits()) {
            lowLimit |= IdentitySteps.isLow(limit);
        }
        return present.permits(SystemCall.OPENAT)
                && present.permits(SystemCall.WRITE)
                && (!lowLimit || present.permits(SystemCall.PRLIMIT64));
    }

    private static long bits(List<String> names) {
        return CapabilitySet.of(names).bits();
    }
}
