package dev.hexrun.app.world;

import dev.hexrun.app.adapters.Adapters;
import dev.hexrun.app.bundle.BundleLoading;
import dev.hexrun.app.cgroup.CgroupDrivers;
import dev.hexrun.app.command.CommandContext;
import dev.hexrun.app.command.RuntimeSettings;
import dev.hexrun.app.command.Warnings;
import dev.hexrun.app.exec.ExecProcess;
import dev.hexrun.app.extension.Extensions;
import dev.hexrun.app.host.CallerHost;
import dev.hexrun.app.inspect.InspectContainer;
import dev.hexrun.app.inspect.ListContainers;
import dev.hexrun.app.inspect.ListProcesses;
import dev.hexrun.app.inspect.QueryState;
import dev.hexrun.app.launch.SeccompFilters;
import dev.hexrun.app.launch.SecurityModules;
import dev.hexrun.app.launch.ServiceReadiness;
import dev.hexrun.app.lifecycle.CgroupCreation;
import dev.hexrun.app.lifecycle.ContainerCreation;
import dev.hexrun.app.lifecycle.ContainerRemoval;
import dev.hexrun.app.lifecycle.ContainerReservation;
import dev.hexrun.app.lifecycle.CreateContainer;
import dev.hexrun.app.lifecycle.CreateRequest;
import dev.hexrun.app.lifecycle.CreationPreparation;
import dev.hexrun.app.lifecycle.DeleteContainer;
import dev.hexrun.app.lifecycle.KillContainer;
import dev.hexrun.app.lifecycle.LaunchCompilation;
import dev.hexrun.app.lifecycle.PauseContainer;
import dev.hexrun.app.lifecycle.RunContainer;
import dev.hexrun.app.lifecycle.StartContainer;
import dev.hexrun.app.policy.PlanPolicies;
import dev.hexrun.app.policy.PolicyContext;
import dev.hexrun.app.record.ContainerRecord;
import dev.hexrun.app.record.ContainerRecords;
import dev.hexrun.app.resource.MeasureContainers;
import dev.hexrun.app.resource.ReadStatistics;
import dev.hexrun.app.resource.UpdateContainer;
import dev.hexrun.app.resource.WatchContainer;
import dev.hexrun.app.state.CgroupOwnership;
import dev.hexrun.app.state.ContainerStates;
import dev.hexrun.domain.config.Configuration;
import dev.hexrun.domain.config.Linux;
import dev.hexrun.domain.config.LinuxMemory;
import dev.hexrun.domain.config.LinuxNamespace;
import dev.hexrun.domain.config.LinuxPids;
import dev.hexrun.domain.config.LinuxResources;
import dev.hexrun.domain.config.Process;
import dev.hexrun.domain.config.Root;
import dev.hexrun.domain.failure.ContainerException;
import dev.hexrun.domain.json.JsonValue;
import dev.hexrun.domain.namespace.LinuxNamespaceType;
import dev.hexrun.domain.plan.LaunchContext;
import dev.hexrun.domain.state.ContainerId;
import dev.hexrun.domain.step.Step;
import dev.hexrun.domain.validate.Problems;
import dev.hexrun.port.bundle.Bundle;
import dev.hexrun.port.bundle.BundleReader;
import dev.hexrun.port.bundle.ProcessDocument;
import dev.hexrun.port.bundle.ResourcesDocument;
import dev.hexrun.port.cgroup.CgroupDriver;
import dev.hexrun.port.cgroup.CgroupDriverContext;
import dev.hexrun.port.cgroup.CgroupDriverProvider;
import dev.hexrun.port.cgroup.CgroupPaths;
import dev.hexrun.port.host.Host;
import dev.hexrun.port.json.JsonFormat;
import dev.hexrun.port.policy.PlanPolicy;
import dev.hexrun.port.policy.PlanPolicyContext;
import dev.hexrun.port.policy.PlanPolicyProvider;
import dev.hexrun.port.provider.HostProvider;
import dev.hexrun.port.provider.Provider;
import dev.hexrun.port.security.SecurityModuleProvider;
import dev.hexrun.testkit.cgroup.FakeCgroupDriver;
import dev.hexrun.testkit.host.FakeHost;
import dev.hexrun.testkit.host.FakeHostFiles;
import dev.hexrun.testkit.host.FakeProcessTable;
import dev.hexrun.testkit.launch.RecordingLauncher;
import dev.hexrun.testkit.state.InMemoryArtifactCache;
import dev.hexrun.testkit.state.InMemoryStateStore;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;

/** A runtime whose ports are fakes, and the use cases that run on it. */
public final class World {

    public static final ContainerId WEB = ContainerId.of("web");
    public static final int FRONT = 77;
    private static final String START_FIFO = "exec.fifo";
    public static final int INIT = 4711;
    public static final CgroupPaths CGROUP = FakeCgroupDriver.pathsOf("web");

    public final InMemoryStateStore store = new InMemoryStateStore();
    public final RecordingLauncher launcher = new RecordingLauncher().initPid(INIT);
    public final FakeCgroupDriver driver = new FakeCgroupDriver();
    public final FakeProcessTable processes = new FakeProcessTable();
    public final Path bundle = Path.of("/bundle");
    public final FakeHostFiles files = new FakeHostFiles();
    public final ContainerRecords records;
    public final ContainerStates states;
    public final ContainerRemoval removal;
    public final CreateContainer create;
    public final StartContainer start;
    public final RunContainer run;
    public final KillContainer kill;
    public final PauseContainer pause;
    public final UpdateContainer update;
    public final ListProcesses processList;
    public final ExecProcess exec;
    public final DeleteContainer delete;
    public final CgroupDrivers drivers;
    public final ListContainers list;
    public final QueryState query;
    public final InspectContainer inspect;
    public final ReadStatistics statistics;
    public final WatchContainer watch;
    public final MeasureContainers measure;

    public final List<String> warnings = new ArrayList<>();

    private final TreeFormat format = new TreeFormat();

    /** The current time for the events and stats use cases. */
    public Instant now = Instant.EPOCH;

    /** The process that the bundle reader returns for a process file. */
    public Process processInFile = Process.builder().addArgs("ps").cwd("/").build();

    /** The providers of security modules; none by default. */
    public final List<SecurityModuleProvider> securityModules = new ArrayList<>();

    /** The policy of the host, which is looked up by the first command; empty for a host without policies. */
    public Optional<PlanPolicy> policy = Optional.empty();

    private Configuration configuration = configuration().build();

    public World() {
        this(Map.of());
    }

    public World(Map<String, String> environment) {
        this(environment, Optional.empty());
    }

    /**
     * Creates the world.
     *
     * @param rootless whether the caller has chosen rootless cgroups; empty if it has not chosen
     */
    public World(Map<String, String> environment, Optional<Boolean> rootless) {
        files.directory(bundle + "/rootfs");
        files.directory("/work");
        runs(FRONT);
        Adapters adapters = new Adapters(new Providers(), Map.of());
        List<String> entries = new ArrayList<>();
        environment.forEach((name, value) -> entries.add(name + "=" + value));
        CommandContext context =
                new CommandContext(entries, environment, Optional.of(Path.of("/work")), FRONT, 0, 0, 022);
        RuntimeSettings settings = new RuntimeSettings(rootless, RuntimeSettings.CgroupUse.DRIVER);
        drivers = new CgroupDrivers(adapters, settings, context, () -> launcher);
        CallerHost host = new CallerHost(adapters, context, settings);
        BundleReader reader = new Reader();
        records = new ContainerRecords(store, format);
        states = new ContainerStates(store, adapters, drivers);
        CgroupOwnership ownership = new CgroupOwnership(store, records, states);
        Extensions extensions = new Extensions(adapters);
        removal = new ContainerRemoval(
                store, records, context, adapters, extensions, ownership, () -> reader, () -> launcher);
        ServiceReadiness readiness = new ServiceReadiness(store, context);
        SeccompFilters filters = new SeccompFilters(InMemoryArtifactCache::new, adapters);
        SecurityModules modules = new SecurityModules(adapters, new Listener());
        PlanPolicies policies = new PlanPolicies(
                adapters, () -> new PolicyContext(FakeHost.root(), Path.of("/etc/hexrun")), new Listener(), context);
        ContainerCreation creation = new ContainerCreation(
                new CreationPreparation(
                        new BundleLoading(reader, host, extensions, modules, new Listener()), host, drivers),
                new ContainerReservation(
                        store,
                        records,
                        states,
                        context,
                        launcher,
                        InstantSource.fixed(Instant.parse("2026-01-02T03:04:05.123456789Z"))),
                new CgroupCreation(ownership, new Listener()),
                new LaunchCompilation(host, states, readiness, filters, modules, context),
                launcher,
                removal,
                policies);
        create = new CreateContainer(creation);
        start = new StartContainer(records, states, removal, drivers, readiness, launcher);
        run = new RunContainer(creation, start, removal, drivers, readiness, launcher);
        kill = new KillContainer(records, states, removal, drivers);
        pause = new PauseContainer(records, states, drivers);
        update = new UpdateContainer(store, records, states, drivers, reader, format, new Listener(), policies);
        processList = new ListProcesses(records, drivers, ownership, adapters);
        exec = new ExecProcess(
                records,
                states,
                store,
                reader,
                host,
                drivers,
                launcher,
                filters,
                extensions,
                modules,
                new Listener(),
                policies);
        delete = new DeleteContainer(store, records, states, removal, drivers);
        list = new ListContainers(store, records, states);
        query = new QueryState(records, states);
        inspect = new InspectContainer(store, records, states, drivers, ownership, format, adapters);
        statistics = new ReadStatistics(records, states, drivers);
        watch = new WatchContainer(statistics, drivers, launcher, () -> now);
        measure = new MeasureContainers(store, records, states, statistics, launcher, () -> now);
    }

    private final class Listener implements Warnings {

        @Override
        public boolean enabled() {
            return true;
        }

        @Override
        public void warn(String message) {
            warnings.add(message);
        }
    }

    public static Configuration.Builder configuration() {
        return Configuration.builder()
                .ociVersion("1.3.0")
                .process(Process.builder().addArgs("sh").cwd("/").build())
                .root(new Root("rootfs", false))
                .linux(linux(LinuxNamespaceType.PID, LinuxNamespaceType.MOUNT));
    }

    public static Linux linux(LinuxNamespaceType... types) {
        Linux.Builder linux = Linux.builder()
                .resources(LinuxResources.builder()
                        .pids(LinuxPids.builder().limit(5).build())
                        .build());
        for (LinuxNamespaceType type : types) {
            linux.addNamespaces(LinuxNamespace.builder().type(type).build());
        }
        return linux.build();
    }

    public void configure(Configuration changed) {
        configuration = changed;
    }

    /** Saves a document of the container, which {@link #inspect} reads as JSON. */
    public void save(String name, JsonValue document) {
        store.save(WEB, name, format.write(document, 0).getBytes(StandardCharsets.UTF_8));
    }

    /** Makes a process alive, with ten times its pid as start time. */
    public void runs(int pid) {
        processes.run(pid);
    }

    public void ends(int pid) {
        processes.end(pid);
    }

    public CreateRequest request() {
        return new CreateRequest(
                WEB, bundle, Optional.empty(), Optional.empty(), new LaunchContext.Options(true, true));
    }

    /** Creates a container in the status {@code created}. */
    public ContainerRecord created() {
        runs(INIT);
        create.create(request());
        makeFifo();
        return records.get(WEB);
    }

    /** Creates a container in the status {@code running}. */
    public ContainerRecord running() {
        ContainerRecord record = created();
        removeFifo();
        return record;
    }

    /** Returns whether the container's cgroup exists. */
    public boolean hasCgroup() {
        return driver.cgroups().containsAll(CGROUP.directories());
    }

    public void makeFifo() {
        store.save(WEB, START_FIFO, new byte[0]);
    }

    public void removeFifo() {
        store.remove(WEB, START_FIFO);
    }

    public <S extends Step> List<S> executed(Class<S> type) {
        return launcher.executed().stream()
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }

    /** A configuration that is not the one in the bundle. */
    public static final Path SEPARATE = Path.of("/etc/web.json");

    private final class Reader implements BundleReader {

        private static final String SEPARATE_DOCUMENT = "the other document";

        @Override
        public Bundle readFile(Path file) {
            if (!file.equals(SEPARATE)) {
                throw new AssertionError(file);
            }
            return parse(SEPARATE_DOCUMENT.getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public Bundle read(Path folder) {
            return parse("the document".getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public Bundle parse(byte[] document) {
            boolean isSeparate = new String(document, StandardCharsets.UTF_8).equals(SEPARATE_DOCUMENT);
            return new Bundle(
                    isSeparate
                            ? Configuration.builder()
                                    .from(configuration)
                                    .process(Process.builder()
                                            .from(configuration.process().orElseThrow())
                                            .addEnv("SEPARATE=1")
                                            .build())
                                    .build()
                            : configuration,
                    Problems.EMPTY,
                    document);
        }

        @Override
        public ProcessDocument readProcess(Path file) {
            return new ProcessDocument(processInFile, Problems.EMPTY);
        }

        @Override
        public ResourcesDocument readResources(Path file) {
            throw new UnsupportedOperationException();
        }

        /** Parses the part of the document that the tests need. */
        @Override
        public ResourcesDocument parseResources(byte[] document) {
            JsonValue.JsonObject all = (JsonValue.JsonObject) format.read(document);
            LinuxResources.Builder resources = LinuxResources.builder();
            if (all.get("memory") instanceof JsonValue.JsonObject memory) {
                resources.memory(LinuxMemory.builder()
                        .limit(memory.longOrZero("limit"))
                        .swap(memory.longOrZero("swap"))
                        .build());
            }
            if (all.get("pids") instanceof JsonValue.JsonObject pids) {
                resources.pids(
                        LinuxPids.builder().limit(pids.longOrZero("limit")).build());
            }
            return new ResourcesDocument(resources.build(), Problems.EMPTY);
        }
    }

    /** A format that stores the JSON trees and writes their numbers. */
    private static final class TreeFormat implements JsonFormat {

        private final List<JsonValue> documents = new ArrayList<>();

        @Override
        public String write(JsonValue document, int indent) {
            documents.add(document);
            return Integer.toString(documents.size() - 1);
        }

        @Override
        public JsonValue read(byte[] text) {
            String number = new String(text, StandardCharsets.UTF_8);
            if (number.isEmpty() || !Character.isDigit(number.charAt(0))) {
                throw new ContainerException("line 1, column 1: not a document");
            }
            return documents.get(Integer.parseInt(number));
        }

        @Override
        public JsonValue.JsonObject encode(Configuration configuration) {
            throw new AssertionError("no use case of these tests writes a configuration");
        }

        @Override
        public JsonValue.JsonObject encode(LinuxResources resources) {
            JsonValue.Builder all = new JsonValue.Builder();
            if (resources.memory().isPresent()) {
                LinuxMemory memory = resources.memory().get();
                all.put(
                        "memory",
                        new JsonValue.Builder()
                                .put("limit", memory.limit().orElse(0))
                                .put("swap", memory.swap().orElse(0))
                                .build());
            }
            if (resources.pids().isPresent()) {
                long limit = resources.pids().get().limit().orElse(0);
                all.put("pids", new JsonValue.Builder().put("limit", limit).build());
            }
            return all.build();
        }
    }

    /** The providers, with the security modules that a test has added in the meantime. */
    private final class Providers implements Adapters.ProviderSource {

        @Override
        public <P extends Provider> Iterator<ServiceLoader.Provider<P>> providers(Class<P> type) {
            List<Provider> all = new ArrayList<>(securityModules);
            all.add(new Driver());
            all.add(new Hosts());
            if (policy.isPresent()) {
                all.add(new Policies(policy.get()));
            }
            return new FakeProviders(all).providers(type);
        }
    }

    private static final class Policies extends FakeProvider implements PlanPolicyProvider {

        private final PlanPolicy policy;

        Policies(PlanPolicy policy) {
            this.policy = policy;
        }

        @Override
        public PlanPolicy create(PlanPolicyContext context) {
            return policy;
        }
    }

    private final class Driver extends FakeProvider implements CgroupDriverProvider {

        @Override
        public CgroupDriver create(Host host, CgroupDriverContext context) {
            return driver;
        }
    }

    private final class Hosts extends FakeProvider implements HostProvider {

        @Override
        public Host create() {
            return FakeHost.root().withProcesses(processes).withFiles(files);
        }
    }
}
