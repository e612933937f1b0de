package dev.hexrun.app.lifecycle;

import dev.hexrun.app.bundle.BundleLoading;
import dev.hexrun.app.cgroup.CgroupDrivers;
import dev.hexrun.app.command.CommandContext;
import dev.hexrun.app.command.Warnings;
import dev.hexrun.app.host.HostPolicy;
import dev.hexrun.app.launch.SeccompFilters;
import dev.hexrun.app.launch.ServiceReadiness;
import dev.hexrun.app.record.ContainerRecord;
import dev.hexrun.app.record.ContainerRecords;
import dev.hexrun.app.record.ProcessId;
import dev.hexrun.app.record.Rfc3339;
import dev.hexrun.app.state.CgroupOwnership;
import dev.hexrun.app.state.ContainerStates;
import dev.hexrun.domain.config.Configuration;
import dev.hexrun.domain.config.Hooks;
import dev.hexrun.domain.config.Linux;
import dev.hexrun.domain.config.LinuxCpu;
import dev.hexrun.domain.config.LinuxNamespace;
import dev.hexrun.domain.config.LinuxResources;
import dev.hexrun.domain.failure.ContainerException;
import dev.hexrun.domain.failure.Errno;
import dev.hexrun.domain.failure.HostOperationException;
import dev.hexrun.domain.failure.InvalidConfigurationException;
import dev.hexrun.domain.namespace.LinuxNamespaceType;
import dev.hexrun.domain.plan.LaunchContext;
import dev.hexrun.domain.plan.LaunchContext.StartMode;
import dev.hexrun.domain.plan.LaunchPlan;
import dev.hexrun.domain.plan.LaunchPlanner;
import dev.hexrun.domain.plan.ProcessStreams;
import dev.hexrun.domain.resource.CgroupDelegation;
import dev.hexrun.domain.state.ContainerExistsException;
import dev.hexrun.domain.state.ContainerId;
import dev.hexrun.domain.step.SchedulingStep;
import dev.hexrun.domain.step.SyncPoint;
import dev.hexrun.domain.validate.Problem;
import dev.hexrun.domain.validate.Problems;
import dev.hexrun.port.cgroup.Cgroup;
import dev.hexrun.port.cgroup.CgroupDriver;
import dev.hexrun.port.cgroup.CgroupJoin;
import dev.hexrun.port.cgroup.CgroupRequest;
import dev.hexrun.port.cgroup.NoCgroup;
import dev.hexrun.port.cgroup.ResolvedCgroup;
import dev.hexrun.port.launch.ContainerLauncher;
import dev.hexrun.port.launch.FailureCause;
import dev.hexrun.port.launch.LaunchFailedException;
import dev.hexrun.port.launch.LaunchObserver;
import dev.hexrun.port.state.StateStore;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The creation of a container, which leaves nothing behind if it fails. The runtime records each object before it
 * creates it, so that {@code delete} can undo the creation if this process dies at any point.
 */
public final class ContainerCreation {

    private final StateStore store;
    private final ContainerRecords records;
    private final ContainerStates states;
    private final ContainerRemoval removal;
    private final BundleLoading loading;
    private final HostPolicy host;
    private final CgroupDrivers drivers;
    private final ContainerLauncher launcher;
    private final CommandContext context;
    private final ServiceReadiness readiness;
    private final Warnings remarks;
    private final InstantSource clock;
    private final SeccompFilters filters;
    private final CgroupOwnership ownership;

    /**
     * Creates the object.
     *
     * @param store stores the container's directory
     * @param records the container records
     * @param states identifies the container's processes
     * @param removal undoes a failed creation
     * @param loading reads and checks the bundle
     * @param host the permissions and features that the host provides to this caller
     * @param drivers the cgroup drivers
     * @param launcher executes the plan
     * @param context the caller
     * @param readiness reports readiness to the caller
     * @param remarks receives warnings
     * @param clock the clock for the time of creation
     * @param filters compiles the seccomp filter
     * @param ownership finds other containers that use existing cgroups
     */
    @Inject
    public ContainerCreation(
            StateStore store,
            ContainerRecords records,
            ContainerStates states,
            ContainerRemoval removal,
            BundleLoading loading,
            HostPolicy host,
            CgroupDrivers drivers,
            ContainerLauncher launcher,
            CommandContext context,
            ServiceReadiness readiness,
            Warnings remarks,
            InstantSource clock,
            SeccompFilters filters,
            CgroupOwnership ownership) {
        this.store = store;
        this.records = records;
        this.states = states;
        this.removal = removal;
        this.loading = loading;
        this.host = host;
        this.drivers = drivers;
        this.launcher = launcher;
        this.context = context;
        this.readiness = readiness;
        this.remarks = remarks;
        this.clock = clock;
        this.filters = filters;
        this.ownership = ownership;
    }

    LaunchPlan plan(CreateRequest request, StartMode start) {
        Path bundle = real(request.bundle());
        BundleLoading.Loaded loaded = loading.load(bundle);
        CgroupDriver driver = drivers.selected();
        ResolvedCgroup resolved = driver.resolve(cgroupRequest(request, loaded.configuration()));
        Cgroup cgroup = driver.open(resolved.paths());
        return compile(request, bundle, loaded, start, cgroup, cgroup.initJoin());
    }

    ContainerRecord create(CreateRequest request, StartMode start, ProcessStreams.RunMode mode) {
        if (store.exists(request.id())) {
            throw new ContainerExistsException(request.id());
        }
        Path bundle = real(request.bundle());
        BundleLoading.Loaded loaded = loading.load(bundle);
        request.options().streams().check(loaded.configuration().process().orElseThrow(), mode);
        CgroupDriver driver = drivers.selected();
        ResolvedCgroup resolved = driver.resolve(cgroupRequest(request, loaded.configuration()));
        store.create(request.id());
        StateStore.Lock lock = locked(request);
        try {
            ContainerRecord record = begin(request, bundle, loaded, resolved);
            return new Attempt(request, bundle, loaded, driver, resolved, record).make(start);
        } finally {
            lock.close();
        }
    }

    private StateStore.Lock locked(CreateRequest request) {
        Optional<StateStore.Lock> lock = store.lock(request.id(), Duration.ofSeconds(1));
        if (lock.isEmpty()) {
            // Another command deleted the directory just after it was created.
            throw new ContainerException("container " + request.id() + " was deleted while it was created");
        }
        return lock.get();
    }

    private ContainerRecord begin(
            CreateRequest request, Path bundle, BundleLoading.Loaded loaded, ResolvedCgroup resolved) {
        Configuration configuration = loaded.configuration();
        return new ContainerRecord(
                request.id(),
                configuration.ociVersion(),
                bundle.toString(),
                loaded.rootfs().toString(),
                Rfc3339.nanoseconds(clock.instant()),
                configuration.annotations(),
                ContainerRecord.Phase.RESERVED,
                states.identify(context.frontPid()),
                ProcessId.NONE,
                resolved.paths(),
                Map.of(),
                resolved.rootless(),
                !ownsPids(configuration),
                afterwards(configuration),
                request.options().newKeyring());
    }

    /** One attempt to create a container. It keeps the data to undo the attempt if it fails. */
    private final class Attempt implements LaunchObserver {

        private final CreateRequest request;
        private final Path bundle;
        private final BundleLoading.Loaded loaded;
        private final CgroupDriver driver;
        private final ResolvedCgroup resolved;
        private ContainerRecord record;

        /** The cgroups that were created for the container; a {@link NoCgroup} before that. */
        private Cgroup cgroup;

        private CgroupJoin join;

        Attempt(
                CreateRequest request,
                Path bundle,
                BundleLoading.Loaded loaded,
                CgroupDriver driver,
                ResolvedCgroup resolved,
                ContainerRecord record) {
            this.request = request;
            this.bundle = bundle;
            this.loaded = loaded;
            this.driver = driver;
            this.resolved = resolved;
            this.record = record;
            this.cgroup = new NoCgroup(resolved.paths().driver());
            this.join = cgroup.initJoin();
        }

        ContainerRecord make(StartMode start) {
            try {
                store.save(request.id(), ContainerRecords.CONFIGURATION, loaded.document());
                records.save(record);
                makeCgroups();
                readiness.createDirectory(request.id());
                join = cgroup.initJoin();
                launcher.launch(compile(request, bundle, loaded, start, cgroup, join), this);
                return record;
            } catch (ContainerException failure) {
                ContainerException explained = explain(failure);
                undo(explained);
                throw explained;
            } catch (RuntimeException | Error failure) {
                undo(failure);
                throw failure;
            }
        }

        /**
         * Creates the cgroups and records them. A cgroup that the driver refuses to create, or has removed again, may
         * hold processes of another container, so undoing this attempt must not touch it. If this process is killed, a
         * later {@code delete} must not touch it either; therefore the record is saved in phase {@link
         * ContainerRecord.Phase#CREATING} only after the driver has created the cgroups.
         */
        private void makeCgroups() {
            Cgroup existing = driver.open(resolved.paths());
            boolean exists = !existing.identities().isEmpty();
            // A cgroup that has processes needs no check: the driver refuses it.
            Optional<ContainerId> user =
                    exists && existing.processes().isEmpty() ? ownership.otherAlive(record) : Optional.empty();
            record = record.withCgroups(cgroup.paths(), Map.of());
            if (user.isPresent()) {
                throw new ContainerException(
                        "unable to apply cgroup configuration: container's cgroup is in use by container "
                                + user.get());
            }
            try {
                setCgroup(driver.create(resolved, resources()));
            } catch (HostOperationException refused) {
                throw new HostOperationException(
                        "unable to apply cgroup configuration: " + refused.getMessage(), refused);
            }
            records.save(record);
            if (record.rootless() && record.cgroups().isEmpty() && record.sharesPids()) {
                remarks.warn(
                        "a rootless container with neither a cgroup nor a pid namespace of its own cannot be killed "
                                + "as a whole. Such configuration is strongly discouraged");
            }
        }

        private void setCgroup(Cgroup created) {
            cgroup = created;
            record = record.withCgroups(created.paths(), created.identities());
        }

        @Override
        public void onSyncPoint(SyncPoint point, int launcherPid, int initPid) {
            switch (point) {
                case LAUNCHER_READY -> {
                    if (join instanceof CgroupJoin.ByRuntime byRuntime) {
                        setCgroup(byRuntime.action().join(launcherPid));
                    }
                }
                case INIT_READY -> {
                    record = record.withInit(states.identify(initPid));
                    records.save(record);
                }
                case ROOTFS_READY -> cgroup.apply(resources());
                case CREATED -> {
                    record = record.asCreated();
                    records.save(record);
                    if (request.pidFile().isPresent()) {
                        host.files().writePidFile(request.pidFile().get(), initPid);
                    }
                }
            }
        }

        private LinuxResources resources() {
            return ContainerCreation.resources(loaded.configuration());
        }

        /**
         * Adds the probable cause to a failure. A process that is killed while it starts was most often killed by the
         * OOM killer, so the message reports an OOM kill if the cgroup had one.
         */
        private ContainerException explain(ContainerException failure) {
            if (failure instanceof LaunchFailedException launch
                    && launch.failure().cause() == FailureCause.CHILD_DIED
                    && CgroupDrivers.isOomKilled(cgroup)) {
                return new LaunchFailedException(
                        "container init was OOM-killed (memory limit too low?): " + launch.message(), launch.failure());
            }
            if (failure instanceof LaunchFailedException launch
                    && launch.failure().errno() == Errno.EPERM
                    && launch.failure().step().orElse(null) instanceof SchedulingStep.SetScheduler
                    && limitsCpus()) {
                // sched_setattr(2): a deadline task must be allowed on every CPU of its root domain.
                return new LaunchFailedException(
                        "process scheduler can't be used together with AllowedCPUs: " + launch.message(),
                        launch.failure());
            }
            return failure;
        }

        private boolean limitsCpus() {
            Optional<LinuxCpu> cpu = resources().cpu();
            return cpu.isPresent() && !cpu.get().cpus().orElse("").isEmpty();
        }

        private void undo(Throwable failure) {
            try {
                removal.undo(record, cgroup);
                if (record.phase() == ContainerRecord.Phase.CREATED
                        && request.pidFile().isPresent()) {
                    host.files().removePidFile(request.pidFile().get());
                }
            } catch (ContainerException second) {
                failure.addSuppressed(second);
            }
        }
    }

    private LaunchPlan compile(
            CreateRequest request,
            Path bundle,
            BundleLoading.Loaded loaded,
            StartMode start,
            Cgroup cgroup,
            CgroupJoin join) {
        return LaunchPlanner.compile(new LaunchContext(
                request.id(),
                bundle.toString(),
                loaded.rootfs().toString(),
                loaded.configuration(),
                start,
                states.startFifo(request.id()),
                host.view(),
                cgroup.mountView(),
                readiness.directory(request.id()),
                CgroupDrivers.steps(join),
                cgroup.enforcementSteps(resources(loaded.configuration())),
                filters.compile(loaded.configuration()),
                context.entries(),
                request.options()));
    }

    private CgroupRequest cgroupRequest(CreateRequest request, Configuration configuration) {
        Optional<Linux> linux = configuration.linux();
        return new CgroupRequest(
                request.id(),
                linux.isPresent() ? linux.get().cgroupsPath().orElse("") : "",
                host.cgroupCaller(),
                CgroupDelegation.owner(configuration),
                configuration.annotations());
    }

    private static LinuxResources resources(Configuration configuration) {
        Optional<Linux> linux = configuration.linux();
        return linux.isPresent() && linux.get().resources().isPresent()
                ? linux.get().resources().get()
                : LinuxResources.builder().build();
    }

    private static boolean ownsPids(Configuration configuration) {
        Optional<LinuxNamespace> namespace =
                configuration.linux().flatMap(linux -> linux.namespace(LinuxNamespaceType.PID));
        return namespace.isPresent() && namespace.get().path().orElse("").isEmpty();
    }

    private static boolean afterwards(Configuration configuration) {
        Optional<Hooks> hooks = configuration.hooks();
        return hooks.isPresent()
                && !(hooks.get().poststart().isEmpty() && hooks.get().poststop().isEmpty());
    }

    private Path real(Path bundle) {
        return host.files()
                .realPath(bundle)
                .orElseThrow(() -> new InvalidConfigurationException(
                        new Problems(List.of(new Problem("", "bundle " + bundle + ": no such file or directory")))));
    }
}
