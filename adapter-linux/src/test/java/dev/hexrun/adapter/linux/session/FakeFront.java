package dev.hexrun.adapter.linux.session;

import dev.hexrun.adapter.linux.frame.Bytes;
import dev.hexrun.adapter.linux.frame.FieldReader;
import dev.hexrun.adapter.linux.frame.FrameReader;
import dev.hexrun.adapter.linux.frame.FrameType;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * The other side of a connection, in the same thread: it receives frames when the runtime flushes them, and prepares
 * its answers before the runtime reads. Without an answer the runtime reads the end of the stream, as if the front had
 * died.
 *
 * <p>It processes plans like the native program, but does not execute the steps. {@code ChangeWorkingDirectory} fails.
 */
final class FakeFront {

    static final int LAUNCHER = 71;
    static final int INIT = 72;

    private static final int SPAWN_LAUNCHER = 1;
    private static final int FORK = 2;
    private static final int REACH_SYNC_POINT = 3;
    private static final int AWAIT_EXIT = 5;
    private static final int CHANGE_WORKING_DIRECTORY = 13;

    private final Deque<byte[]> toRuntime = new ArrayDeque<>();
    private final List<String> received = new ArrayList<>();
    private final Deque<byte[]> scripted = new ArrayDeque<>();
    private final List<Integer> opcodes = new ArrayList<>();
    private int position;
    private int launcher;
    private int init;
    private boolean deaf;

    FakeFront() {
        toRuntime.add(Bytes.request("hexrun", "state", "web").frame(FrameType.REQUEST));
    }

    /** Returns a connection that has received the command. */
    FrontConnection connect() {
        return new FrontConnection(in(), out());
    }

    /** Answers each further EXECUTE, PROCEED and ABORT with the next of these elements, whatever the plan contains. */
    FakeFront answer(byte[]... frames) {
        scripted.addAll(List.of(frames));
        return this;
    }

    /** Makes further writes fail, as after the last reader of a pipe has gone. */
    void die() {
        deaf = true;
    }

    /** Returns a line for each received frame: its name and its content. */
    List<String> received() {
        return received;
    }

    private InputStream in() {
        return new InputStream() {
            private ByteArrayInputStream current = new ByteArrayInputStream(new byte[0]);

            @Override
            public int read() {
                return available() == 0 ? -1 : current.read();
            }

            @Override
            public int read(byte[] target, int offset, int length) {
                return length > 0 && available() == 0 ? -1 : current.read(target, offset, length);
            }

            @Override
            public int available() {
                while (current.available() == 0 && !toRuntime.isEmpty()) {
                    current = new ByteArrayInputStream(toRuntime.remove());
                }
                return current.available();
            }
        };
    }

    private OutputStream out() {
        return new OutputStream() {
            private final ByteArrayOutputStream pending = new ByteArrayOutputStream();

            @Override
            public void write(int b) throws IOException {
                write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                if (deaf) {
                    throw new IOException("Broken pipe");
                }
                pending.write(bytes, offset, length);
            }

            @Override
            public void flush() throws IOException {
                ByteArrayInputStream frames = new ByteArrayInputStream(pending.toByteArray());
                pending.reset();
                FrameReader reader = new FrameReader(frames);
                while (frames.available() > 0) {
                    take(reader.next(), reader.fields());
                }
            }
        };
    }

    private void take(int type, FieldReader fields) {
        switch (type) {
            case FrameType.MEASURE -> received.add("MEASURE");
            case FrameType.EXECUTE -> {
                readPlan(fields);
                received.add("EXECUTE " + opcodes.size());
                position = 0;
                if (scripted.isEmpty()) {
                    walk();
                } else {
                    toRuntime.add(scripted.remove());
                }
            }
            case FrameType.PROCEED -> {
                received.add("PROCEED");
                if (scripted.isEmpty()) {
                    walk();
                } else {
                    toRuntime.add(scripted.remove());
                }
            }
            case FrameType.ABORT -> {
                received.add("ABORT");
                init = 0;
                toRuntime.add(scripted.isEmpty() ? failed(position - 1, 0, 5, 0, "", "") : scripted.remove());
            }
            case FrameType.OUTPUT -> received.add("OUTPUT " + fields.u8() + " " + text(fields));
            case FrameType.EXIT -> received.add("EXIT " + fields.u8());
            case FrameType.LEAVE -> received.add("LEAVE " + fields.strs());
            case FrameType.READ -> {
                received.add("READ " + fields.i32());
                toRuntime.addAll(scripted);
                scripted.clear();
            }
            case FrameType.CGROUP_TREE -> {
                received.add(
                        "CGROUP_TREE " + fields.u8() + ' ' + fields.str() + ' ' + fields.i32() + ' ' + fields.i32());
                toRuntime.add(scripted.remove());
            }
            case FrameType.NETLINK -> {
                received.add("NETLINK " + fields.u8() + ' ' + fields.bytes().length);
                toRuntime.add(scripted.remove());
            }
            case FrameType.NETLINK_UNDO -> received.add("NETLINK_UNDO");
            default -> throw new AssertionError(type);
        }
    }

    private static String text(FieldReader fields) {
        byte[] bytes = new byte[fields.i32()];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) fields.u8();
        }
        fields.end();
        return new String(bytes, java.nio.charset.StandardCharsets.UTF_8);
    }

    private void readPlan(FieldReader fields) {
        opcodes.clear();
        int count = fields.i32();
        for (int i = 0; i < count; i++) {
            fields.u8();
            opcodes.add(fields.u16());
            for (int rest = fields.i32(); rest > 0; rest--) {
                fields.u8();
            }
        }
        fields.end();
    }

    private void walk() {
        while (position < opcodes.size()) {
            int opcode = opcodes.get(position++);
            switch (opcode) {
                case SPAWN_LAUNCHER -> launcher = LAUNCHER;
                case FORK -> {
                    launcher = 0;
                    init = INIT;
                }
                case REACH_SYNC_POINT -> {
                    toRuntime.add(reached(position - 1, launcher, init));
                    return;
                }
                case AWAIT_EXIT -> {
                    toRuntime.add(exited(init, 143));
                    init = 0;
                }
                case CHANGE_WORKING_DIRECTORY -> {
                    toRuntime.add(failed(position - 1, 2, 0, 0, "", ""));
                    return;
                }
                default -> {
                    // Other steps have no effect and succeed.
                }
            }
        }
        toRuntime.add(completed(init));
    }

    static byte[] reached(int step, int launcherPid, int initPid) {
        return new Bytes().u32(step).u32(launcherPid).u32(initPid).frame(FrameType.REACHED);
    }

    static byte[] exited(int pid, int status) {
        return new Bytes().u32(pid).u32(status).frame(FrameType.EXITED);
    }

    static byte[] noticed(int watch) {
        return new Bytes().u32(watch).frame(FrameType.WATCH_EVENT);
    }

    static byte[] columns(int columns) {
        return new Bytes().u32(columns).frame(FrameType.COLUMNS);
    }

    static byte[] times(long start, long... ends) {
        Bytes bytes = new Bytes().u64(start).u32(ends.length);
        for (long end : ends) {
            bytes.u64(end);
        }
        return bytes.frame(FrameType.STEP_TIMES);
    }

    static byte[] netlinkAnswer(int errno, byte[] datagram, String detail) {
        return new Bytes()
                .u32(errno)
                .u32(datagram.length)
                .raw(datagram)
                .str(detail)
                .frame(FrameType.NETLINK_ANSWER);
    }

    static byte[] completed(int pid) {
        return new Bytes().u32(pid).frame(FrameType.COMPLETED);
    }

    static byte[] failed(int step, int errno, int cause, int status, String detail, String more) {
        return new Bytes()
                .u32(step)
                .u32(errno)
                .u32(cause)
                .u32(status)
                .str(detail)
                .str(more)
                .frame(FrameType.FAILED);
    }
}
