package dev.hexrun.it;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;

/** A proxy of a socket that closes its connections and stops listening as soon as a certain text is sent. */
final class BusProxy implements AutoCloseable {

    private final ServerSocketChannel server;
    private final Path target;
    private final String word;
    private final AtomicBoolean lost = new AtomicBoolean();

    /**
     * Starts to listen.
     *
     * @param socket the path of the proxy's socket
     * @param target the path of the real socket
     * @param word the text that closes the connections; it is not forwarded
     */
    BusProxy(Path socket, Path target, String word) throws IOException {
        this.target = target;
        this.word = word;
        server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(socket));
        Thread.ofVirtual().start(this::accept);
    }

    /** Returns whether the text was sent. */
    boolean lost() {
        return lost.get();
    }

    private void accept() {
        try {
            while (true) {
                SocketChannel caller = server.accept();
                SocketChannel called = SocketChannel.open(UnixDomainSocketAddress.of(target));
                Thread.ofVirtual().start(() -> forward(caller, called));
                Thread.ofVirtual().start(() -> forward(called, caller));
            }
        } catch (IOException closed) {
            // The proxy no longer accepts connections.
        }
    }

    private void forward(SocketChannel from, SocketChannel to) {
        ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
        try (from;
                to) {
            while (from.read(buffer) >= 0) {
                buffer.flip();
                if (StandardCharsets.ISO_8859_1
                        .decode(buffer.duplicate())
                        .toString()
                        .contains(word)) {
                    lost.set(true);
                    server.close();
                    return;
                }
                while (buffer.hasRemaining()) {
                    to.write(buffer);
                }
                buffer.clear();
            }
        } catch (IOException closed) {
            // One side has closed the connection.
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
