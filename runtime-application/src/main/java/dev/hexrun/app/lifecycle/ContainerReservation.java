package dev.hexrun.app.lifecycle;

import dev.hexrun.app.command.CommandContext;
import dev.hexrun.app.record.ContainerRecord;
import dev.hexrun.app.record.ContainerRecords;
import dev.hexrun.app.record.ProcessId;
import dev.hexrun.app.record.Rfc3339;
import dev.hexrun.app.state.ContainerStates;
import dev.hexrun.domain.config.Configuration;
import dev.hexrun.domain.config.Hooks;
import dev.hexrun.domain.config.LinuxNamespace;
import dev.hexrun.domain.failure.ContainerException;
import dev.hexrun.domain.namespace.LinuxNamespaceType;
import dev.hexrun.domain.state.ContainerExistsException;
import dev.hexrun.domain.state.ContainerId;
import dev.hexrun.port.launch.ContainerLauncher;
import dev.hexrun.port.state.StateStore;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;

/** The reservation of a container's id: its directory, its lock and its first record. */
public final class ContainerReservation {

    private final StateStore store;
    private final ContainerRecords records;
    private final ContainerStates states;
    private final CommandContext context;
    private final ContainerLauncher launcher;
    private final InstantSource clock;

    /**
     * Creates the object.
     *
     * @param store stores the container's directory
     * @param records the container records
     * @param states identifies the container's processes
     * @param context the caller, whose front process creates the container
     * @param launcher the connection to that process
     * @param clock the clock for the time of creation
     */
    @Inject
    public ContainerReservation(
            StateStore store,
            ContainerRecords records,
            ContainerStates states,
            CommandContext context,
            ContainerLauncher launcher,
            InstantSource clock) {
        this.store = store;
        this.records = records;
        this.states = states;
        this.context = context;
        this.launcher = launcher;
        this.clock = clock;
    }

    /** Throws an exception if a container with the id exists. */
    void requireFree(ContainerId id) {
        if (store.exists(id)) {
            throw new ContainerExistsException(id);
        }
    }

    /**
     * Creates the directory of a container and locks it. The caller closes the attempt, which releases the lock.
     *
     * @throws ContainerExistsException if a container with the id exists
     * @throws dev.hexrun.domain.failure.HostOperationException if the caller has killed the command; the directory does
     *     not remain, since a command that deletes the container may already have run without finding it
     */
    CreationAttempt reserve(PreparedContainer container) {
        ContainerId id = container.request().id();
        store.create(id);
        Optional<StateStore.Lock> lock = store.lock(id, Duration.ofSeconds(1));
        if (lock.isEmpty()) {
            // Another command deleted the directory just after it was created.
            throw new ContainerException("container " + id + " was deleted while it was created");
        }
        try {
            launcher.requireConnection();
        } catch (ContainerException killed) {
            store.delete(id);
            lock.get().close();
            throw killed;
        }
        try {
            return new CreationAttempt(container, record(container), lock.get(), records, states);
        } catch (RuntimeException | Error failure) {
            lock.get().close();
            throw failure;
        }
    }

    /** Saves the first documents of a container: its configuration, and then its record. */
    void save(CreationAttempt attempt) {
        store.save(
                attempt.record().id(),
                ContainerRecords.CONFIGURATION,
                attempt.container().loaded().document());
        records.save(attempt.record());
    }

    private ContainerRecord record(PreparedContainer container) {
        Configuration configuration = container.configuration();
        return ContainerRecord.builder()
                .id(container.request().id())
                .ociVersion(configuration.ociVersion())
                .bundle(container.bundle().toString())
                .rootfs(container.loaded().rootfs().toString())
                .created(Rfc3339.nanoseconds(clock.instant()))
                .annotations(configuration.annotations())
                .phase(ContainerRecord.Phase.RESERVED)
                .creator(states.identify(context.frontPid()))
                .init(ProcessId.NONE)
                .cgroups(container.cgroup().paths())
                .cgroupIds(Map.of())
                .rootless(container.cgroup().rootless())
                .sharesPids(!createsPidNamespace(configuration))
                .hooks(hasPostHooks(configuration))
                .separateConfiguration(container.request().configuration().isPresent())
                .keyring(container.request().options().newKeyring())
                .stateMembers(container.changes().stateMembers())
                .build();
    }

    private static boolean createsPidNamespace(Configuration configuration) {
        Optional<LinuxNamespace> namespace =
                configuration.linux().flatMap(linux -> linux.namespace(LinuxNamespaceType.PID));
        return namespace.isPresent() && namespace.get().path().orElse("").isEmpty();
    }

    private static boolean hasPostHooks(Configuration configuration) {
        Optional<Hooks> hooks = configuration.hooks();
        return hooks.isPresent()
                && !(hooks.get().poststart().isEmpty() && hooks.get().poststop().isEmpty());
    }
}
