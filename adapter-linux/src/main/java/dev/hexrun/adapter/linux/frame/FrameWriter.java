package dev.hexrun.adapter.linux.frame;

import dev.hexrun.adapter.linux.netlink.Netlink;
import dev.hexrun.domain.failure.ContainerException;
import dev.hexrun.domain.plan.LaunchPlan;
import dev.hexrun.domain.step.Step;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/** A writer of frames to the front, which buffers them until {@link #flush()}. */
public final class FrameWriter {

    /** The maximum output in a frame, in bytes; more buffered output is sent at once. */
    private static final int CHUNK_BYTES = 64 * 1024;

    private final OutputStream out;
    private final int maxPayload;
    private final FieldWriter fields;

    /**
     * Creates a writer.
     *
     * @param out the stream to the front
     */
    public FrameWriter(OutputStream out) {
        this(out, FrameReader.MAX_PAYLOAD);
    }

    FrameWriter(OutputStream out, int maxPayload) {
        this.out = out;
        this.maxPayload = maxPayload;
        this.fields = new FieldWriter(maxPayload);
    }

    /**
     * Writes EXECUTE.
     *
     * @param plan the plan
     * @throws ContainerException if the plan exceeds 256 MiB or contains a NUL byte; nothing is written then
     */
    public void execute(LaunchPlan plan) {
        execute(plan, false);
    }

    /**
     * Writes EXECUTE, on request with MEASURE before it.
     *
     * @param plan the plan
     * @param measured whether the front measures when each step ends
     * @throws ContainerException if the plan exceeds 256 MiB or contains a NUL byte; nothing is written then
     */
    public void execute(LaunchPlan plan, boolean measured) {
        int first = fields.length();
        if (measured) {
            empty(FrameType.MEASURE);
        }
        int start = begin(FrameType.EXECUTE);
        boolean complete = false;
        try {
            List<Step> steps = plan.steps();
            fields.u32(steps.size());
            for (int i = 0; i < steps.size(); i++) {
                StepCodec.encode(steps.get(i), fields);
            }
            end(start);
            complete = true;
        } finally {
            if (!complete) {
                fields.truncate(first);
            }
        }
    }

    /** Writes PROCEED. */
    public void proceed() {
        empty(FrameType.PROCEED);
    }

    /**
     * Writes a frame without a payload.
     *
     * @param type one of the constants of {@link FrameType}
     */
    public void empty(int type) {
        end(begin(type));
    }

    /** Writes ABORT. */
    public void abort() {
        empty(FrameType.ABORT);
    }

    /**
     * Writes OUTPUT, in as many frames as necessary.
     *
     * @param descriptor 1 for standard output, 2 for standard error
     * @param text the output
     * @throws IOException if the buffer was full and could not be sent
     */
    public void output(int descriptor, byte[] text) throws IOException {
        for (int from = 0; from < text.length; from += CHUNK_BYTES) {
            int start = begin(FrameType.OUTPUT);
            fields.u8(descriptor);
            fields.bytes(text, from, Math.min(CHUNK_BYTES, text.length - from));
            end(start);
            if (fields.length() >= CHUNK_BYTES) {
                flush();
            }
        }
    }

    /**
     * Writes an OUTPUT without text, which the front ignores, and sends everything that is buffered.
     *
     * @throws IOException if the front has ended
     */
    public void emptyOutput() throws IOException {
        int start = begin(FrameType.OUTPUT);
        fields.u8(1);
        fields.bytes(new byte[0], 0, 0);
        end(start);
        flush();
    }

    /**
     * Writes EXIT.
     *
     * @param status the exit status, 0 to 255
     */
    public void exit(int status) {
        int start = begin(FrameType.EXIT);
        fields.u8(status);
        end(start);
    }

    /**
     * Writes LEAVE.
     *
     * @param arguments the arguments of the command that follows, empty for none
     */
    public void leave(List<String> arguments) {
        int start = begin(FrameType.LEAVE);
        fields.strs(arguments);
        end(start);
    }

    /**
     * Writes READ.
     *
     * @param limit the maximum number of bytes
     */
    public void read(int limit) {
        int start = begin(FrameType.READ);
        fields.u32(limit);
        end(start);
    }

    /**
     * Writes CGROUP_TREE.
     *
     * @param action one of the constants of {@link CgroupTreeFrame}
     * @param directory the cgroup
     * @param argument the number of the signal; 0 for other actions
     * @param timeoutMillis the timeout in milliseconds
     */
    public void cgroupTree(int action, String directory, int argument, int timeoutMillis) {
        int start = begin(FrameType.CGROUP_TREE);
        fields.u8(action);
        fields.str(directory);
        fields.u32(argument);
        fields.u32(timeoutMillis);
        end(start);
    }

    /**
     * Writes NETLINK.
     *
     * @param network {@link Netlink#OWN} or {@link Netlink#INIT}
     * @param message the message; empty to receive only
     */
    public void netlink(int network, byte[] message) {
        int start = begin(FrameType.NETLINK);
        fields.u8(network);
        fields.bytes(message, 0, message.length);
        end(start);
    }

    /**
     * Writes NETLINK_UNDO.
     *
     * @param messages the messages, in the order in which the front sends them
     */
    public void netlinkUndo(List<Netlink.Message> messages) {
        int start = begin(FrameType.NETLINK_UNDO);
        for (Netlink.Message message : messages) {
            fields.u8(message.network());
            fields.bytes(message.bytes(), 0, message.bytes().length);
        }
        end(start);
    }

    /**
     * Sends the buffered frames.
     *
     * @throws IOException if the connection to the front is lost
     */
    public void flush() throws IOException {
        if (fields.length() > 0) {
            fields.drain(out);
            out.flush();
        }
    }

    private int begin(int type) {
        int start = fields.length();
        fields.u32(0);
        fields.u8(type);
        return start;
    }

    private void end(int start) {
        int payload = fields.length() - start - 5;
        if (payload > maxPayload) {
            throw new ContainerException(
                    "the plan exceeds the " + maxPayload + " bytes that the native program accepts");
        }
        fields.patch(start, payload);
    }
}
