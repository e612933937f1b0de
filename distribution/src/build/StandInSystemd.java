import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * A stand-in for systemd while the AOT cache is trained. It listens on a socket, as systemd does on
 * {@code /run/systemd/private}, accepts all requests, and implements as much of D-Bus as necessary.
 *
 * <p>{@code java StandInSystemd.java SOCKET}; exits at the end of its standard input.
 */
final class StandInSystemd {

    private static final String PATH = "/org/freedesktop/systemd1";
    private static final String TYPE = "org.freedesktop.systemd1.Manager";

    private final SocketChannel client;
    private final ByteBuffer in = ByteBuffer.allocate(1 << 17).order(ByteOrder.LITTLE_ENDIAN).limit(0);
    private int serial;

    private StandInSystemd(SocketChannel client) {
        this.client = client;
    }

    public static void main(String[] arguments) throws IOException {
        Thread.ofPlatform().daemon().start(StandInSystemd::endWithStandardInput);
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(Path.of(arguments[0])));
            while (true) {
                try (SocketChannel client = server.accept()) {
                    new StandInSystemd(client).serve();
                } catch (IOException gone) {
                    // The next one.
                }
            }
        }
    }

    private static void endWithStandardInput() {
        try {
            while (System.in.read() >= 0) {}
        } catch (IOException closed) {
            // As good as the end.
        }
        Runtime.getRuntime().halt(0);
    }

    private void serve() throws IOException {
        String line = line();
        while (!line.startsWith("BEGIN")) {
            if (line.startsWith("DATA")) {
                say("OK 00000000000000000000000000000001");
            } else if (line.startsWith("NEGOTIATE_UNIX_FD")) {
                say("AGREE_UNIX_FD");
            } else if (line.contains("AUTH")) {
                say("DATA");
            }
            line = line();
        }
        while (true) {
            answer();
        }
    }

    private void answer() throws IOException {
        need(16);
        int start = in.position();
        int call = in.getInt(start + 8);
        int length = 16 + ((in.getInt(start + 12) + 7) & ~7) + in.getInt(start + 4);
        need(length);
        byte[] message = new byte[length];
        in.get(message);
        String text = new String(message, StandardCharsets.ISO_8859_1);
        if (text.contains("StartTransientUnit") || text.contains("StopUnit")) {
            reply(call, "o", body -> string(body, PATH + "/job/1"));
            send(4, 0, "uoss", "JobRemoved", body -> {
                body.putInt(1);
                string(body, PATH + "/job/1");
                string(body, "runc-training.scope");
                string(body, "done");
            });
        } else if (text.contains("GetUnit")) {
            reply(call, "o", body -> string(body, PATH + "/unit/training"));
        } else if (text.contains("Properties")) {
            reply(call, "v", body -> {
                body.put((byte) 1).put((byte) 's').put((byte) 0);
                string(body, text.contains("Version") ? "257" : "");
            });
        } else {
            reply(call, "", body -> {});
        }
    }

    /** Writes the parts of a message. */
    private interface Parts {
        void write(ByteBuffer body);
    }

    private void reply(int call, String signature, Parts parts) throws IOException {
        send(2, call, signature, "", parts);
    }

    private void send(int type, int call, String signature, String signal, Parts parts) throws IOException {
        ByteBuffer out = ByteBuffer.allocate(4096).order(ByteOrder.LITTLE_ENDIAN);
        out.put((byte) 'l').put((byte) type).put((byte) 1).put((byte) 1);
        out.putInt(0).putInt(++serial).putInt(0);
        if (call != 0) {
            field(out, 5, 'u').putInt(call);
        }
        if (!signal.isEmpty()) {
            string(field(out, 1, 'o'), PATH);
            string(field(out, 2, 's'), TYPE);
            string(field(out, 3, 's'), signal);
        }
        if (!signature.isEmpty()) {
            byte[] types = signature.getBytes(StandardCharsets.US_ASCII);
            field(out, 8, 'g').put((byte) types.length).put(types).put((byte) 0);
        }
        out.putInt(12, out.position() - 16);
        pad(out, 8);
        int start = out.position();
        parts.write(out);
        out.putInt(4, out.position() - start);
        write(out.flip());
    }

    private static ByteBuffer field(ByteBuffer out, int code, char type) {
        pad(out, 8);
        return out.put((byte) code).put((byte) 1).put((byte) type).put((byte) 0);
    }

    private static void string(ByteBuffer out, String text) {
        pad(out, 4);
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        out.putInt(bytes.length).put(bytes).put((byte) 0);
    }

    private static void pad(ByteBuffer out, int boundary) {
        while (out.position() % boundary != 0) {
            out.put((byte) 0);
        }
    }

    private void say(String line) throws IOException {
        write(ByteBuffer.wrap((line + "\r\n").getBytes(StandardCharsets.US_ASCII)));
    }

    private void write(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            client.write(bytes);
        }
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        while (true) {
            need(1);
            char c = (char) in.get();
            if (c == '\n') {
                return line.toString().strip().replace("\0", "");
            }
            line.append(c);
        }
    }

    private void need(int count) throws IOException {
        while (in.remaining() < count) {
            in.compact();
            int read = client.read(in);
            in.flip();
            if (read < 0) {
                throw new IOException("closed");
            }
        }
    }
}
