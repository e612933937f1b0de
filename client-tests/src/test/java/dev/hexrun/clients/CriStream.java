package dev.hexrun.clients;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A connection to the streaming server, to which {@code Exec} and {@code Attach} refer, with the WebSocket protocol
 * {@code v4.channel.k8s.io}: the first byte of a message is the number of its channel.
 */
final class CriStream implements WebSocket.Listener, AutoCloseable {

    private static final int STDIN = 0;
    private static final int STDOUT = 1;
    private static final int STDERR = 2;
    private static final int STATUS = 3;
    private static final int RESIZE = 4;

    private final Map<Integer, String> channels = new ConcurrentHashMap<>();
    private final CompletableFuture<Void> closed = new CompletableFuture<>();
    private final HttpClient http = HttpClient.newHttpClient();
    private @Nullable WebSocket socket;
    private int channel = -1;

    private CriStream() {}

    static CriStream open(String url) {
        CriStream stream = new CriStream();
        stream.socket = stream.http
                .newWebSocketBuilder()
                .subprotocols("v4.channel.k8s.io")
                .connectTimeout(Duration.ofSeconds(20))
                .buildAsync(URI.create(url.replaceFirst("^http", "ws")), stream)
                .join();
        return stream;
    }

    @Override
    public @Nullable CompletionStage<?> onBinary(WebSocket webSocket, ByteBuffer data, boolean last) {
        if (channel < 0 && data.hasRemaining()) {
            channel = data.get();
        }
        byte[] content = new byte[data.remaining()];
        data.get(content);
        channels.merge(channel, new String(content, StandardCharsets.UTF_8), String::concat);
        if (last) {
            channel = -1;
        }
        webSocket.request(1);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket webSocket, int code, String reason) {
        closed.complete(null);
        return null;
    }

    @Override
    public void onError(WebSocket webSocket, Throwable error) {
        closed.complete(null);
    }

    /** Writes to standard input. */
    void write(String text) {
        send(STDIN, text);
    }

    /** Sets the size of the terminal. */
    void resize(int width, int height) {
        send(RESIZE, "{\"Width\": " + width + ", \"Height\": " + height + "}");
    }

    String out() {
        return text(STDOUT);
    }

    String err() {
        return text(STDERR);
    }

    /** Returns the reported end, a {@code metav1.Status} as JSON with the exit status. */
    String end() {
        return text(STATUS);
    }

    void awaitOut(String expected) {
        Await.until("output with " + expected + ", not " + out() + err() + end(), () -> out().contains(expected));
    }

    /** Waits until the server has closed the connection. */
    CriStream awaitEnd() {
        Await.until("end of the stream", closed::isDone);
        return this;
    }

    @Override
    public void close() {
        if (socket != null) {
            socket.abort();
        }
        http.close();
    }

    private String text(int number) {
        return channels.getOrDefault(number, "");
    }

    private void send(int number, String text) {
        byte[] content = text.getBytes(StandardCharsets.UTF_8);
        ByteBuffer message = ByteBuffer.allocate(content.length + 1);
        message.put((byte) number).put(content).flip();
        if (socket != null) {
            socket.sendBinary(message, true).join();
        }
    }
}
