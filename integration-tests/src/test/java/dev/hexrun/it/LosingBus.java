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

/** Passes on what is said to a socket and by it, until a certain word is said: then nobody is there any longer. */
final class LosingBus implements AutoCloseable {

    private final ServerSocketChannel server;
    private final Path target;
    private final String word;
    private final AtomicBoolean lost = new AtomicBoolean();

    /**
     * Begins to listen.
     *
     * @param socket where
     * @param target the socket that is meant
     * @param word the word, of which nothing is passed on
     */
    LosingBus(Path socket, Path target, String word) throws IOException {
        this.target = target;
        this.word = word;
        server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(socket));
        Thread.ofVirtual().start(this::accept);
    }

    /** Whether the word was said. */
    boolean lost() {
        return lost.get();
    }

    private void accept() {
        try {
            while (true) {
                SocketChannel caller = server.accept();
                SocketChannel called = SocketChannel.open(UnixDomainSocketAddress.of(target));
                Thread.ofVirtual().start(() -> pass(caller, called));
                Thread.ofVirtual().start(() -> pass(called, caller));
            }
        } catch (IOException closed) {
            // Nobody is let in any more.
        }
    }

    private void pass(SocketChannel from, SocketChannel to) {
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
            // By either side.
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
