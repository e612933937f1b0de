package dev.hexrun.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hexrun.app.adapters.Adapters;
import dev.hexrun.app.command.CommandContext;
import dev.hexrun.port.host.Host;
import dev.hexrun.port.launch.CommandRequest;
import dev.hexrun.port.provider.AbstractProvider;
import dev.hexrun.port.provider.HostProvider;
import dev.hexrun.port.provider.Provider;
import dev.hexrun.port.provider.SpiVersion;
import dev.hexrun.port.provider.Usability;
import dev.hexrun.testkit.host.FakeHost;
import dev.hexrun.testkit.host.FakeProcessTable;
import dev.hexrun.testkit.launch.FakeCommandChannel;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

class ProgressTest {

    private static final int FRONT = 7;

    private final FakeProcessTable processes = new FakeProcessTable();
    private final FakeCommandChannel channel =
            new FakeCommandChannel(new CommandRequest(List.of("hexrun"), List.of(), "/", FRONT, 0, 0, 0, 0, 0, 80));
    private Instant now = Instant.EPOCH;

    private Progress progress(String terminal) {
        processes.run(FRONT);
        CommandContext context =
                new CommandContext(List.of(), Map.of("TERM", terminal), Optional.empty(), FRONT, 0, 0, 0);
        Adapters adapters = new Adapters(
                new Adapters.ProviderSource() {
                    @Override
                    public <P extends Provider> Iterator<ServiceLoader.Provider<P>> providers(Class<P> type) {
                        return List.<ServiceLoader.Provider<P>>of(new Found<>(type, type.cast(new Hosts())))
                                .iterator();
                    }
                },
                Map.of());
        return new Progress(channel, context, adapters, () -> now);
    }

    private void pass(long millis) {
        now = now.plus(Duration.ofMillis(millis));
    }

    @Test
    void showsNothingInTheFirstSecond() {
        processes.terminal(FRONT, 2);
        Progress progress = progress("xterm");
        progress.start();
        pass(999);
        progress.advance("deleting", 1, 5);
        progress.clear();
        assertThat(channel.error()).isEmpty();
    }

    @Test
    void showsTheNumberOfObjectsOnATerminal_andRemovesItAtTheEnd() {
        processes.terminal(FRONT, 2);
        Progress progress = progress("xterm");
        progress.start();
        pass(1000);
        progress.advance("deleting", 1, 5);
        pass(50);
        progress.advance("deleting", 2, 5);
        pass(50);
        progress.advance("deleting", 3, 5);
        progress.clear();
        progress.clear();
        assertThat(channel.error()).isEqualTo("\r\u001b[Kdeleting 1 of 5\r\u001b[Kdeleting 3 of 5\r\u001b[K");
        assertThat(channel.output()).isEmpty();
    }

    @Test
    void showsNothingIfStandardErrorIsNotATerminal() {
        processes.terminal(FRONT, 1);
        Progress progress = progress("xterm");
        progress.start();
        pass(5000);
        progress.advance("deleting", 1, 5);
        progress.announce("this takes long");
        progress.clear();
        assertThat(channel.error()).isEmpty();
    }

    @Test
    void showsNothingOnATerminalWithoutControlSequences() {
        processes.terminal(FRONT, 2);
        Progress progress = progress("dumb");
        progress.start();
        pass(5000);
        progress.advance("deleting", 1, 5);
        progress.clear();
        assertThat(channel.error()).isEmpty();
    }

    @Test
    void announcesALongAction() {
        processes.terminal(FRONT, 2);
        progress("xterm").announce("this takes long");
        assertThat(channel.error()).isEqualTo("hexrun: this takes long\n");
    }

    private record Found<P extends Provider>(Class<P> port, P get) implements ServiceLoader.Provider<P> {

        @Override
        public Class<? extends P> type() {
            return port;
        }
    }

    private final class Hosts extends AbstractProvider implements HostProvider {

        Hosts() {
            super("fake", 1, SpiVersion.MAJOR, SpiVersion.MINOR);
        }

        @Override
        public Usability probe(Host host) {
            return Usability.usable("in a test");
        }

        @Override
        public Host create() {
            return FakeHost.root().withProcesses(processes);
        }
    }
}
