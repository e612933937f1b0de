package dev.hexrun.adapter.linux.session;

import dev.hexrun.adapter.linux.host.LinuxHostProvider;
import dev.hexrun.adapter.linux.state.FileStateStoreProvider;
import dev.hexrun.domain.plan.LaunchPlan;
import dev.hexrun.domain.state.ContainerId;
import dev.hexrun.domain.step.Attributes;
import dev.hexrun.domain.step.MountStep;
import dev.hexrun.domain.step.ProcessStep;
import dev.hexrun.domain.step.SyncPoint;
import dev.hexrun.port.host.Host;
import dev.hexrun.port.launch.LaunchObserver;
import dev.hexrun.port.state.StateStore;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A program that calls the parts of this adapter that fast commands use, in a separate process. */
final class ColdPath {

    private ColdPath() {}

    /** Runs the calls; the argument is the state root. */
    public static void main(String[] args) {
        ContainerId id = ContainerId.of("web");
        FrontConnection connection = new FakeFront().connect();
        Host facts = new LinuxHostProvider().create();
        StateStore store = new FileStateStoreProvider().create(Path.of(args[0]));
        store.create(id);
        try (StateStore.Lock lock = store.lock(id, Duration.ofSeconds(1)).orElseThrow()) {
            store.save(id, "state.json", new byte[1000]);
            connection.launch(
                    LaunchPlan.of(
                            new ProcessStep.SpawnLauncher(0),
                            new ProcessStep.ReachSyncPoint(SyncPoint.LAUNCHER_READY),
                            new ProcessStep.Fork(0),
                            new ProcessStep.ReachSyncPoint(SyncPoint.INIT_READY),
                            new MountStep.Mount("proc", "proc", "/proc", List.of(), Attributes.NONE, List.of(), ""),
                            new ProcessStep.Exec(List.of("true"), List.of())),
                    LaunchObserver.NONE);
            connection.writeOutput(lock + " " + facts.kernelRelease() + facts.effectiveUid()
                    + facts.mounts().size());
        }
        connection.writeOutput(store.load(id, "state.json").orElseThrow().length + " "
                + store.list().size());
        store.delete(id);
        connection.exit(store.exists(id) ? 1 : 0);
        System.out.println("done");
    }
}
