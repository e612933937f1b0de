package dev.hexrun.adapter.linux.session;

import dev.hexrun.adapter.linux.frame.FieldReader;
import dev.hexrun.adapter.linux.frame.FrameReader;
import dev.hexrun.adapter.linux.frame.FrameType;
import dev.hexrun.adapter.linux.frame.FrameWriter;
import dev.hexrun.adapter.linux.frame.ProtocolException;
import dev.hexrun.domain.failure.HostOperationException;
import dev.hexrun.port.launch.CommandChannel;
import dev.hexrun.port.launch.EngineSockets;
import dev.hexrun.port.launch.EngineStatus;
import java.io.EOFException;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The sockets of an engine; {@code docs/protocol.md}, "The engine". */
final class UnixEngineSockets implements EngineSockets {

    @Override
    public Optional<CommandChannel> accept(Path threads) {
        @Nullable SocketChannel socket = null;
        boolean accepted = false;
        try {
            socket = connect(threads);
            InputStream in = Channels.newInputStream(socket);
            OutputStream out = Channels.newOutputStream(socket);
            if (!isAssigned(new FrameReader(in))) {
                return Optional.empty();
            }
            FrameWriter writer = new FrameWriter(out);
            writer.empty(FrameType.READY);
            writer.flush();
            CommandChannel channel = new FrontConnection(in, out, socket);
            accepted = true;
            return Optional.of(channel);
        } catch (IOException e) {
            throw new HostOperationException("wait for a command: " + e.getMessage(), e);
        } finally {
            if (!accepted) {
                closeQuietly(socket);
            }
        }
    }

    /** Waits for ASSIGN. Returns false when the engine ends. */
    private static boolean isAssigned(FrameReader reader) throws IOException {
        try {
            int type = reader.next();
            if (type != FrameType.ASSIGN) {
                throw new ProtocolException("a frame of type " + type + " in place of ASSIGN");
            }
            return true;
        } catch (EOFException end) {
            return false;
        }
    }

    @Override
    public Optional<EngineStatus> status(Path fronts) {
        try (SocketChannel socket = connect(fronts)) {
            send(socket, FrameType.ENGINE_STATUS);
            FrameReader reader = new FrameReader(Channels.newInputStream(socket));
            if (reader.next() != FrameType.ENGINE_STATUS) {
                return Optional.empty();
            }
            FieldReader fields = reader.fields();
            return Optional.of(new EngineStatus(fields.i32(), fields.i32(), fields.i32(), fields.i32(), fields.i64()));
        } catch (IOException none) {
            return Optional.empty();
        }
    }

    @Override
    public boolean stop(Path fronts) {
        try (SocketChannel socket = connect(fronts)) {
            send(socket, FrameType.ENGINE_STOP);
            return true;
        } catch (IOException none) {
            return false;
        }
    }

    @Override
    public void startInBackground(List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(new File("/"))
                .redirectInput(new File("/dev/null"))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().clear();
        try {
            builder.start();
        } catch (IOException e) {
            throw new HostOperationException("start " + command.getFirst() + ": " + e.getMessage(), e);
        }
    }

    private static void send(SocketChannel socket, int type) throws IOException {
        FrameWriter writer = new FrameWriter(Channels.newOutputStream(socket));
        writer.empty(type);
        writer.flush();
    }

    private static SocketChannel connect(Path path) throws IOException {
        SocketChannel socket = SocketChannel.open(StandardProtocolFamily.UNIX);
        boolean connected = false;
        try {
            connected = socket.connect(UnixDomainSocketAddress.of(path));
            return socket;
        } finally {
            if (!connected) {
                socket.close();
            }
        }
    }

    private static void closeQuietly(@Nullable SocketChannel socket) {
        if (socket != null) {
            try {
                socket.close();
            } catch (IOException ignored) {
                // Nothing was sent that could be lost.
            }
        }
    }
}
