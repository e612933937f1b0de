package dev.hexrun.cli.command;

import dev.hexrun.app.resource.ContainerEvents;
import dev.hexrun.app.resource.ReadStatistics;
import dev.hexrun.app.resource.WatchContainer;
import dev.hexrun.app.resource.WatchRequest;
import dev.hexrun.cli.output.EventOutput;
import dev.hexrun.domain.failure.ContainerException;
import dev.hexrun.domain.json.JsonValue;
import dev.hexrun.domain.state.ContainerId;
import dev.hexrun.port.cgroup.CgroupStats;
import dev.hexrun.port.cgroup.MemoryPressure;
import dev.hexrun.port.json.JsonFormat;
import dev.hexrun.port.launch.CommandChannel;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import java.time.Duration;
import java.util.Optional;

/** {@code events}. */
public final class EventsCommand implements Command {

    private final ReadStatistics statistics;
    private final Provider<WatchContainer> watch;
    private final JsonFormat format;
    private final CommandChannel channel;

    @Inject
    EventsCommand(
            ReadStatistics statistics, Provider<WatchContainer> watch, JsonFormat format, CommandChannel channel) {
        this.statistics = statistics;
        this.watch = watch;
        this.format = format;
        this.channel = channel;
    }

    @Override
    public int execute(Arguments arguments) {
        ContainerId id = ContainerId.of(arguments.positionals().getFirst());
        Duration interval = GoDuration.of(Flags.EVENTS_INTERVAL, arguments);
        Optional<MemoryPressure> pressure = pressure(arguments);
        if (arguments.isOn(Flags.STATS)) {
            print(EventOutput.statistics(id, statistics.read(id)));
        } else if (channel.isOfEngine()) {
            // Would occupy a thread of the engine until the container is deleted.
            channel.decline();
        } else {
            watch.get().watch(new WatchRequest(id, interval, pressure), new Printer(id));
        }
        return 0;
    }

    private static Optional<MemoryPressure> pressure(Arguments arguments) {
        Optional<String> word = arguments.text(Flags.PRESSURE);
        if (word.isEmpty()) {
            return Optional.empty();
        }
        for (MemoryPressure level : MemoryPressure.values()) {
            if (level.specName().equals(word.get())) {
                return Optional.of(level);
            }
        }
        throw new ContainerException(
                "invalid value \"" + word.get() + "\" for --pressure: must be low, medium or critical");
    }

    private void print(JsonValue event) {
        channel.writeOutput(format.write(event, 0) + "\n");
    }

    private final class Printer implements ContainerEvents {

        private final ContainerId id;

        Printer(ContainerId id) {
            this.id = id;
        }

        @Override
        public void statistics(CgroupStats numbers) {
            print(EventOutput.statistics(id, numbers));
        }

        @Override
        public void outOfMemory() {
            print(EventOutput.outOfMemory(id));
        }

        @Override
        public void pressure(MemoryPressure level) {
            print(EventOutput.pressure(id, level));
        }
    }
}
