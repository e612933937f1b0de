package dev.hexrun.adapter.linux.session;

import dev.hexrun.adapter.linux.frame.CgroupTreeFrame;
import dev.hexrun.adapter.linux.frame.FrameReader;
import dev.hexrun.adapter.linux.frame.FrameType;
import dev.hexrun.adapter.linux.frame.FrameWriter;
import dev.hexrun.adapter.linux.frame.InputFrame;
import dev.hexrun.adapter.linux.frame.ProtocolException;
import dev.hexrun.adapter.linux.frame.RequestFrame;
import dev.hexrun.domain.failure.ContainerException;
import dev.hexrun.domain.failure.Errno;
import dev.hexrun.domain.failure.HostOperationException;
import dev.hexrun.domain.plan.LaunchPlan;
import dev.hexrun.port.cgroup.CgroupTreeWalker;
import dev.hexrun.port.launch.CommandChannel;
import dev.hexrun.port.launch.CommandRequest;
import dev.hexrun.port.launch.ContainerLauncher;
import dev.hexrun.port.launch.LaunchObserver;
import java.io.Closeable;
import java.io.File;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The connection to the front of this command: its request, its caller's streams, and its plans. Not thread-safe.
 *
 * <p>Launching a plan fails once the connection is lost or the front has violated the protocol, and after
 * {@link #leaveToFront}, when the front may kill this process at any moment.
 */
final class FrontConnection implements CommandChannel, ContainerLauncher {

    private static final String FROM_FRONT = "/proc/self/fd/3";
    private static final String TO_FRONT = "/proc/self/fd/4";

    private static final int STANDARD_OUTPUT = 1;
    private static final int STANDARD_ERROR = 2;

    private final FrameReader reader;
    private final FrameWriter writer;
    private final CommandRequest request;
    private boolean broken;
    private boolean hasLeft;
    private int init;
    private @Nullable Execution execution;
    private final @Nullable Closeable socket;

    /**
     * Receives the command.
     *
     * @param in frames from the front
     * @param out frames to the front
     */
    FrontConnection(InputStream in, OutputStream out) {
        this(in, out, null);
    }

    /**
     * Receives a command as a thread of an engine.
     *
     * @param in frames from the front
     * @param out frames to the front
     * @param socket the connection, which is closed at the end of the command; {@code null} if no engine serves it
     */
    FrontConnection(InputStream in, OutputStream out, @Nullable Closeable socket) {
        this.socket = socket;
        this.reader = new FrameReader(in);
        this.writer = new FrameWriter(out);
        this.request = receive(reader);
    }

    /**
     * Opens the pipes that the front left in this process.
     *
     * <p>This method opens them again through procfs, because Java cannot use the number of a descriptor. The originals
     * stay open, which does not delay an end of file: this process reads it from the first pipe when the only
     * <em>writer</em>, the front, closes that pipe, and the front reads it from the second pipe when this process ends.
     *
     * @throws ContainerException if there are no such pipes
     */
    static FrontConnection open() {
        requirePipe(FROM_FRONT);
        requirePipe(TO_FRONT);
        FrontWatch.start();
        try {
            // Append mode has no effect on a pipe, and does not truncate a regular file.
            return new FrontConnection(new FileInputStream(FROM_FRONT), new FileOutputStream(TO_FRONT, true));
        } catch (IOException e) {
            throw new HostOperationException("open the connection to the front: " + e.getMessage(), e);
        }
    }

    /** Checks that the file is a pipe: a JVM without a front has other files at these descriptors. */
    private static void requirePipe(String path) {
        File file = new File(path);
        if (!file.exists() || file.isFile() || file.isDirectory()) {
            throw new ContainerException("there is no connection to a front: start the hexrun command, not Java");
        }
    }

    private static CommandRequest receive(FrameReader reader) {
        try {
            int type = reader.next();
            if (type != FrameType.REQUEST) {
                throw new ProtocolException("a frame of type " + type + " in place of the command");
            }
            return RequestFrame.decode(reader.fields());
        } catch (IOException e) {
            throw new HostOperationException("receive the command: lost connection to the hexrun front process", e);
        }
    }

    @Override
    public Optional<ContainerLauncher> launcher() {
        return Optional.of(this);
    }

    @Override
    public CommandRequest request() {
        return request;
    }

    @Override
    public boolean isOfEngine() {
        return socket != null;
    }

    @Override
    public void decline() {
        if (socket == null) {
            throw new IllegalStateException("no engine serves the command");
        }
        try {
            writer.empty(FrameType.DECLINE);
            writer.flush();
            hasLeft = true;
        } catch (IOException e) {
            throw new HostOperationException("decline the command: lost connection to the hexrun front process", e);
        }
    }

    @Override
    public void close() {
        if (socket != null) {
            try {
                socket.close();
            } catch (IOException e) {
                throw new HostOperationException("close the connection to the hexrun front process", e);
            }
        }
    }

    @Override
    public void writeOutput(String text) {
        write(STANDARD_OUTPUT, text);
    }

    @Override
    public void writeError(String text) {
        write(STANDARD_ERROR, text);
    }

    @Override
    public void requireConnection() {
        if (hasLeft) {
            return;
        }
        try {
            writer.emptyOutput();
        } catch (IOException e) {
            throw new HostOperationException("continue the command: lost connection to the hexrun front process", e);
        }
    }

    private void write(int descriptor, String text) {
        if (hasLeft) {
            return;
        }
        try {
            writer.output(descriptor, text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new HostOperationException("write to the caller: lost connection to the hexrun front process", e);
        }
    }

    @Override
    public byte[] readInput(int limit) {
        if (broken || hasLeft) {
            throw inputFailure(null);
        }
        InputFrame input;
        try {
            writer.read(limit + 1);
            writer.flush();
            int type = reader.next();
            if (type != FrameType.INPUT) {
                broken = true;
                throw new ProtocolException("a frame of type " + type + " in place of standard input");
            }
            input = InputFrame.decode(reader.fields());
        } catch (IOException e) {
            broken = true;
            throw inputFailure(e);
        }
        if (input.errno() != 0) {
            throw new HostOperationException("read standard input", new Errno(input.errno()));
        }
        if (input.bytes().length > limit) {
            throw new ContainerException("standard input holds more than " + limit + " bytes");
        }
        return input.bytes();
    }

    private static HostOperationException inputFailure(@Nullable IOException reason) {
        return new HostOperationException("read standard input: lost connection to the hexrun front process", reason);
    }

    @Override
    public CgroupTreeWalker treeWalker() {
        return new FrontTreeWalker(this);
    }

    /** Sends CGROUP_TREE and waits for the answer. The front accepts it between two plans and at a sync point. */
    CgroupTreeFrame walkCgroups(int action, String directory, int argument, int timeoutMillis) {
        if (execution != null && !execution.isAtSyncPoint()) {
            throw new IllegalStateException("the front executes a plan");
        }
        if (broken || hasLeft) {
            throw walkFailure(directory, null);
        }
        try {
            writer.cgroupTree(action, directory, argument, timeoutMillis);
            writer.flush();
            int type = reader.next();
            if (type != FrameType.CGROUP_TREE_DONE) {
                broken = true;
                throw new ProtocolException("a frame of type " + type + " in place of what became of cgroups");
            }
            return CgroupTreeFrame.decode(reader.fields());
        } catch (IOException e) {
            broken = true;
            throw walkFailure(directory, e);
        }
    }

    private static HostOperationException walkFailure(String directory, @Nullable IOException reason) {
        return new HostOperationException(
                "walk cgroup " + directory + ": lost connection to the hexrun front process", reason);
    }

    @Override
    public void exit(int status) {
        if (status < 0 || status > 255) {
            throw new IllegalArgumentException("an exit status of " + status);
        }
        if (hasLeft) {
            return;
        }
        try {
            writer.exit(status);
            writer.flush();
        } catch (IOException e) {
            throw new HostOperationException("end the command: lost connection to the hexrun front process", e);
        }
    }

    @Override
    public int launch(LaunchPlan plan, LaunchObserver observer) {
        if (broken || hasLeft) {
            throw Execution.disconnected(null);
        }
        boolean measured = observer.wantsStepTimes();
        writer.execute(plan, measured);
        Execution started = new Execution(reader, writer, plan.steps(), observer, request.frontPid(), measured);
        execution = started;
        init = 0;
        try {
            init = started.run();
            return init;
        } finally {
            execution = null;
            broken |= started.isBroken();
        }
    }

    @Override
    public void leaveToFront(List<String> next) {
        if (init == 0) {
            throw new IllegalStateException("there is no init to wait for");
        }
        try {
            writer.leave(next);
            writer.flush();
            hasLeft = true;
        } catch (IOException e) {
            throw new HostOperationException(
                    "leave the command to the front: lost connection to the hexrun front process", e);
        }
    }
}
