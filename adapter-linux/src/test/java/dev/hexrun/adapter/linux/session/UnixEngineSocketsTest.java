package dev.hexrun.adapter.linux.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hexrun.adapter.linux.frame.Bytes;
import dev.hexrun.adapter.linux.frame.FrameType;
import dev.hexrun.domain.failure.HostOperationException;
import dev.hexrun.port.launch.CommandChannel;
import dev.hexrun.port.launch.EngineStatus;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class UnixEngineSocketsTest {

    private static final byte[] ASSIGN = {0, 0, 0, 0, 0x64};
    private static final byte[] READY = {0, 0, 0, 0, 0x65};
    private static final byte[] DECLINE = {0, 0, 0, 0, 0x66};

    private final UnixEngineSockets sockets = new UnixEngineSockets();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    @SuppressWarnings("NullAway.Init") // by listen()
    private Path path;

    @SuppressWarnings("NullAway.Init") // by listen()
    private ServerSocketChannel server;

    @BeforeEach
    void listen() throws IOException {
        path = directory.resolve("socket");
        server = ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(path));
    }

    @AfterEach
    void close() throws IOException {
        server.close();
    }

    /** The other end of a connection. */
    private record Peer(SocketChannel socket, DataInputStream in, DataOutputStream out) {

        static Peer of(SocketChannel socket) {
            return new Peer(
                    socket,
                    new DataInputStream(Channels.newInputStream(socket)),
                    new DataOutputStream(Channels.newOutputStream(socket)));
        }
    }

    private CompletableFuture<Optional<CommandChannel>> accept() {
        CompletableFuture<Optional<CommandChannel>> result = new CompletableFuture<>();
        Executors.newSingleThreadExecutor().execute(() -> {
            try {
                result.complete(sockets.accept(path));
            } catch (RuntimeException failure) {
                result.completeExceptionally(failure);
            }
        });
        return result;
    }

    @Test
    void aThreadReceivesACommand() throws Exception {
        CompletableFuture<Optional<CommandChannel>> accepted = accept();
        Peer front = Peer.of(server.accept());
        front.out().write(ASSIGN);
        assertThat(front.in().readNBytes(5)).isEqualTo(READY);
        front.out().write(Bytes.request("hexrun", "list").frame(FrameType.REQUEST));
        CommandChannel channel = accepted.get().orElseThrow();
        assertThat(channel.request().arguments()).containsExactly("hexrun", "list");
        assertThat(channel.isOfEngine()).isTrue();
        channel.decline();
        channel.writeOutput("lost");
        channel.exit(0);
        assertThat(front.in().readNBytes(5)).isEqualTo(DECLINE);
        channel.close();
        assertThat(front.in().read()).isEqualTo(-1);
    }

    @Test
    void aThreadEndsWithTheEngine() throws Exception {
        CompletableFuture<Optional<CommandChannel>> accepted = accept();
        server.accept().close();
        assertThat(accepted.get()).isEmpty();
    }

    @Test
    void aFrontThatLeavesIsAnError() throws Exception {
        CompletableFuture<Optional<CommandChannel>> accepted = accept();
        Peer front = Peer.of(server.accept());
        front.out().write(ASSIGN);
        front.socket().close();
        assertThatThrownBy(accepted::get).hasCauseInstanceOf(HostOperationException.class);
    }

    @Test
    void aMissingSocketIsAnError() throws IOException {
        server.close();
        assertThatThrownBy(() -> sockets.accept(path))
                .isInstanceOf(HostOperationException.class)
                .hasMessageStartingWith("wait for a command: ");
    }

    @Test
    void theStatusIsDecoded() throws Exception {
        CompletableFuture<Optional<EngineStatus>> status = CompletableFuture.supplyAsync(() -> sockets.status(path));
        Peer client = Peer.of(server.accept());
        assertThat(client.in().readNBytes(5)).isEqualTo(new byte[] {0, 0, 0, 0, 0x61});
        ByteBuffer answer = ByteBuffer.allocate(29).order(ByteOrder.LITTLE_ENDIAN);
        answer.putInt(24)
                .put((byte) 0x61)
                .putInt(11)
                .putInt(12)
                .putInt(4)
                .putInt(1)
                .putLong(1L << 40);
        client.out().write(answer.array());
        assertThat(status.get()).contains(new EngineStatus(11, 12, 4, 1, 1L << 40));
    }

    @Test
    void anEngineThatDoesNotAnswerHasNoStatus() throws Exception {
        CompletableFuture<Optional<EngineStatus>> status = CompletableFuture.supplyAsync(() -> sockets.status(path));
        server.accept().close();
        assertThat(status.get()).isEmpty();
        server.close();
        assertThat(sockets.status(path)).isEmpty();
    }

    @Test
    void stopIsSent() throws Exception {
        assertThat(sockets.stop(path)).isTrue();
        assertThat(Peer.of(server.accept()).in().readNBytes(5)).isEqualTo(new byte[] {0, 0, 0, 0, 0x62});
        server.close();
        assertThat(sockets.stop(path)).isFalse();
    }

    @Test
    void aProgramStartsInTheBackground() throws Exception {
        Path file = directory.resolve("env");
        sockets.startInBackground(
                List.of("/bin/sh", "-c", "/usr/bin/env >\"$0.new\"; mv \"$0.new\" \"$0\"", file.toString()));
        while (!file.toFile().exists()) {
            TimeUnit.MILLISECONDS.sleep(5);
        }
        assertThat(file).content().doesNotContain("HOME=");
        assertThatThrownBy(() -> sockets.startInBackground(List.of("/no/program")))
                .isInstanceOf(HostOperationException.class)
                .hasMessageStartingWith("start /no/program: ");
    }
}
