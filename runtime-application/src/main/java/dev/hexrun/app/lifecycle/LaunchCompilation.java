package dev.hexrun.app.lifecycle;

import dev.hexrun.app.cgroup.CgroupDrivers;
import dev.hexrun.app.command.CommandContext;
import dev.hexrun.app.extension.Extensions;
import dev.hexrun.app.host.CallerHost;
import dev.hexrun.app.launch.SeccompFilters;
import dev.hexrun.app.launch.SecurityModules;
import dev.hexrun.app.launch.ServiceReadiness;
import dev.hexrun.app.state.ContainerStates;
import dev.hexrun.domain.plan.LaunchContext;
import dev.hexrun.domain.plan.LaunchContext.StartMode;
import dev.hexrun.domain.plan.LaunchPlan;
import dev.hexrun.domain.plan.LaunchPlanner;
import dev.hexrun.port.cgroup.Cgroup;
import dev.hexrun.port.cgroup.CgroupJoin;
import dev.hexrun.port.security.SecurityRequest;
import jakarta.inject.Inject;
import java.util.Optional;

/** The compilation of the plan that creates a container: it collects the input of the planner. */
public final class LaunchCompilation {

    private final CallerHost host;
    private final ContainerStates states;
    private final ServiceReadiness readiness;
    private final SeccompFilters filters;
    private final SecurityModules modules;
    private final CommandContext context;

    /**
     * Creates the object.
     *
     * @param host the host as this caller sees it
     * @param states locates the start fifo
     * @param readiness locates the notify directory
     * @param filters compiles the seccomp filter
     * @param modules contribute labels
     * @param context the caller, whose environment the hooks get
     */
    @Inject
    public LaunchCompilation(
            CallerHost host,
            ContainerStates states,
            ServiceReadiness readiness,
            SeccompFilters filters,
            SecurityModules modules,
            CommandContext context) {
        this.host = host;
        this.states = states;
        this.readiness = readiness;
        this.filters = filters;
        this.modules = modules;
        this.context = context;
    }

    LaunchPlan compile(PreparedContainer container, StartMode start, Cgroup cgroup, CgroupJoin join) {
        CreateRequest request = container.request();
        return LaunchPlanner.compile(LaunchContext.builder()
                .id(request.id())
                .bundle(container.bundle().toString())
                .rootfs(container.loaded().rootfs().toString())
                .configuration(container.configuration())
                .start(start)
                .startFifo(states.startFifo(request.id()))
                .host(host.properties())
                .cgroups(cgroup.mountView())
                .notifyDirectory(readiness.directory(request.id()))
                .pidFile(
                        request.pidFile().isPresent()
                                ? Optional.of(request.pidFile().get().toString())
                                : Optional.empty())
                .joinCgroupSteps(CgroupDrivers.steps(join))
                .deviceSteps(cgroup.enforcementSteps(container.resources()))
                .filter(filters.compile(
                        container.configuration(), container.changes().refuseUnknownSystemCalls()))
                .security(modules.contribute(new SecurityRequest(
                        Optional.of(request.id()), container.configuration(), SecurityRequest.Role.INIT)))
                .callerEnvironment(context.entries())
                .options(container.options())
                .hookOutput(Extensions.hookOutput(container.changes()))
                .mountLabelOption(container.changes().mountContextType().orElse("context"))
                .keepGroups(container.changes().keepGroups())
                .build());
    }
}
