package dev.hexrun.cli.wiring;

import dagger.Module;
import dagger.Provides;
import dev.hexrun.app.adapters.Adapters;
import dev.hexrun.app.bundle.BundleLoading;
import dev.hexrun.app.bundle.BundleTemplate;
import dev.hexrun.app.bundle.ValidateBundle;
import dev.hexrun.app.cgroup.CgroupDrivers;
import dev.hexrun.app.command.CommandContext;
import dev.hexrun.app.command.RuntimeSettings;
import dev.hexrun.app.exec.ExecProcess;
import dev.hexrun.app.host.HostChecks;
import dev.hexrun.app.host.HostPolicy;
import dev.hexrun.app.inspect.DescribeFeatures;
import dev.hexrun.app.inspect.ListAdapters;
import dev.hexrun.app.inspect.ListContainers;
import dev.hexrun.app.inspect.ListProcesses;
import dev.hexrun.app.inspect.QueryState;
import dev.hexrun.app.launch.SeccompFilters;
import dev.hexrun.app.launch.ServiceReadiness;
import dev.hexrun.app.lifecycle.ContainerCreation;
import dev.hexrun.app.lifecycle.ContainerRemoval;
import dev.hexrun.app.lifecycle.CreateContainer;
import dev.hexrun.app.lifecycle.DeleteContainer;
import dev.hexrun.app.lifecycle.KillContainer;
import dev.hexrun.app.lifecycle.PauseContainer;
import dev.hexrun.app.lifecycle.PlanContainer;
import dev.hexrun.app.lifecycle.RunContainer;
import dev.hexrun.app.lifecycle.StartContainer;
import dev.hexrun.app.record.ContainerRecords;
import dev.hexrun.app.resource.MeasureContainers;
import dev.hexrun.app.resource.ReadStatistics;
import dev.hexrun.app.resource.UpdateContainer;
import dev.hexrun.app.resource.WatchContainer;
import dev.hexrun.app.state.CgroupOwnership;
import dev.hexrun.app.state.ContainerStates;
import dev.hexrun.cli.message.Log;
import dev.hexrun.port.bundle.BundleReader;
import dev.hexrun.port.json.JsonFormat;
import dev.hexrun.port.launch.ContainerLauncher;
import dev.hexrun.port.state.StateStore;
import jakarta.inject.Provider;
import jakarta.inject.Singleton;
import java.time.InstantSource;

/**
 * The use cases and their parts. They are made here by name rather than from their annotations, because Dagger would put
 * the code it generates for those into the packages of another module.
 */
@Module
final class ApplicationModule {

    private ApplicationModule() {}

    @Provides
    static BundleLoading bundleLoading(BundleReader reader, HostPolicy host, Log log) {
        return new BundleLoading(reader, host, log);
    }

    @Provides
    static BundleTemplate bundleTemplate(CommandContext context) {
        return new BundleTemplate(context);
    }

    @Provides
    @Singleton
    static CgroupDrivers cgroupDrivers(
            Adapters adapters, RuntimeSettings settings, CommandContext context, Provider<ContainerLauncher> launcher) {
        return new CgroupDrivers(adapters, settings, context, launcher);
    }

    @Provides
    static CgroupOwnership cgroupOwnership(StateStore store, ContainerRecords records, ContainerStates states) {
        return new CgroupOwnership(store, records, states);
    }

    @Provides
    static ContainerCreation containerCreation(
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
            Log remarks,
            InstantSource clock,
            SeccompFilters filters,
            CgroupOwnership ownership) {
        return new ContainerCreation(
                store, records, states, removal, loading, host, drivers, launcher, context, readiness, remarks, clock,
                filters, ownership);
    }

    @Provides
    static ContainerRecords containerRecords(StateStore store, JsonFormat format) {
        return new ContainerRecords(store, format);
    }

    @Provides
    static ContainerRemoval containerRemoval(
            StateStore store,
            ContainerRecords records,
            CommandContext context,
            Adapters adapters,
            CgroupOwnership ownership,
            Provider<BundleReader> reader,
            Provider<ContainerLauncher> launcher) {
        return new ContainerRemoval(store, records, context, adapters, ownership, reader, launcher);
    }

    @Provides
    static ContainerStates containerStates(StateStore store, Adapters adapters, CgroupDrivers drivers) {
        return new ContainerStates(store, adapters, drivers);
    }

    @Provides
    static CreateContainer createContainer(ContainerCreation creation) {
        return new CreateContainer(creation);
    }

    @Provides
    static DeleteContainer deleteContainer(
            StateStore store,
            ContainerRecords records,
            ContainerStates states,
            ContainerRemoval removal,
            CgroupDrivers drivers) {
        return new DeleteContainer(store, records, states, removal, drivers);
    }

    @Provides
    static DescribeFeatures describeFeatures(Adapters adapters) {
        return new DescribeFeatures(adapters);
    }

    @Provides
    static ExecProcess execProcess(
            ContainerRecords records,
            ContainerStates states,
            StateStore store,
            BundleReader reader,
            HostPolicy host,
            CgroupDrivers drivers,
            ContainerLauncher launcher,
            SeccompFilters filters,
            Log log) {
        return new ExecProcess(records, states, store, reader, host, drivers, launcher, filters, log);
    }

    @Provides
    static HostPolicy hostSide(Adapters adapters, CommandContext context, RuntimeSettings settings) {
        return new HostPolicy(adapters, context, settings);
    }

    @Provides
    static SeccompFilters seccompFilters(StateStore store, Adapters adapters) {
        return new SeccompFilters(store, adapters);
    }

    @Provides
    static KillContainer killContainer(
            ContainerRecords records, ContainerStates states, ContainerRemoval removal, CgroupDrivers drivers) {
        return new KillContainer(records, states, removal, drivers);
    }

    @Provides
    static ListAdapters listAdapters(Adapters adapters) {
        return new ListAdapters(adapters);
    }

    @Provides
    static ListContainers listContainers(StateStore store, ContainerRecords records, ContainerStates states) {
        return new ListContainers(store, records, states);
    }

    @Provides
    static ListProcesses listProcesses(
            ContainerRecords records, CgroupDrivers drivers, CgroupOwnership ownership, Adapters adapters) {
        return new ListProcesses(records, drivers, ownership, adapters);
    }

    @Provides
    static PauseContainer pauseContainer(ContainerRecords records, ContainerStates states, CgroupDrivers drivers) {
        return new PauseContainer(records, states, drivers);
    }

    @Provides
    static MeasureContainers measureContainers(
            StateStore store,
            ContainerRecords records,
            ContainerStates states,
            ReadStatistics statistics,
            ContainerLauncher launcher,
            InstantSource clock) {
        return new MeasureContainers(store, records, states, statistics, launcher, clock);
    }

    @Provides
    static PlanContainer planContainer(ContainerCreation creation) {
        return new PlanContainer(creation);
    }

    @Provides
    static QueryState queryState(ContainerRecords records, ContainerStates states) {
        return new QueryState(records, states);
    }

    @Provides
    static ReadStatistics readStatistics(ContainerRecords records, ContainerStates states, CgroupDrivers drivers) {
        return new ReadStatistics(records, states, drivers);
    }

    @Provides
    static RunContainer runContainer(
            ContainerCreation creation,
            StartContainer start,
            ContainerRemoval removal,
            CgroupDrivers drivers,
            ServiceReadiness readiness,
            ContainerLauncher launcher) {
        return new RunContainer(creation, start, removal, drivers, readiness, launcher);
    }

    @Provides
    static ServiceReadiness serviceReadiness(StateStore store, CommandContext context) {
        return new ServiceReadiness(store, context);
    }

    @Provides
    static StartContainer startContainer(
            ContainerRecords records,
            ContainerStates states,
            ContainerRemoval removal,
            CgroupDrivers drivers,
            ServiceReadiness readiness,
            ContainerLauncher launcher) {
        return new StartContainer(records, states, removal, drivers, readiness, launcher);
    }

    @Provides
    static UpdateContainer updateContainer(
            StateStore store,
            ContainerRecords records,
            ContainerStates states,
            CgroupDrivers drivers,
            BundleReader reader,
            JsonFormat format,
            Log remarks) {
        return new UpdateContainer(store, records, states, drivers, reader, format, remarks);
    }

    @Provides
    static ValidateBundle validateBundle(BundleLoading loading, HostChecks checks) {
        return new ValidateBundle(loading, checks);
    }

    @Provides
    static HostChecks hostChecks(Adapters adapters, HostPolicy host, CommandContext context, RuntimeSettings settings) {
        return new HostChecks(adapters, host, context, settings);
    }

    @Provides
    static WatchContainer watchContainer(
            ReadStatistics statistics, CgroupDrivers drivers, ContainerLauncher launcher, InstantSource clock) {
        return new WatchContainer(statistics, drivers, launcher, clock);
    }
}
