package dev.hexrun.adapter.linux.netlink;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** A request of {@code rtnetlink(7)}, in the byte order of the machine. */
final class Request {

    static final int NEW_LINK = 16;
    static final int GET_LINK = 18;
    static final int NEW_ADDRESS = 20;
    static final int GET_ADDRESS = 22;

    static final int REQUEST = 0x001;
    static final int ACK = 0x004;
    static final int DUMP = 0x300;
    static final int EXCLUSIVE = 0x200;
    static final int CREATE = 0x400;

    static final int LINK_NAME = 3;
    static final int LINK_NAMESPACE_OF_PID = 19;
    static final int LINK_NEW_INDEX = 49;

    static final int UP = 1;

    /**
     * The buffer size in bytes. A link with a name and three numbers, or an address with six attributes, needs less
     * than half of it.
     */
    private static final int SIZE = 512;

    private static final int SEQUENCE_OFFSET = 8;

    private final ByteBuffer message = ByteBuffer.allocate(SIZE).order(ByteOrder.nativeOrder());

    private Request(int type, int flags) {
        message.putInt(0)
                .putShort((short) type)
                .putShort((short) (REQUEST | flags))
                .putInt(0)
                .putInt(0);
    }

    /**
     * Creates a request about a link.
     *
     * @param index the index of the device; 0 if an attribute names it
     * @param state the flags of the device
     * @param changed the mask of the flags to change
     */
    static Request link(int type, int flags, int index, int state, int changed) {
        Request request = new Request(type, flags);
        request.message.putInt(0).putInt(index).putInt(state).putInt(changed);
        return request;
    }

    /** Creates a request about addresses. */
    static Request address(int type, int flags, int family, int prefixLength, int scope, int index) {
        Request request = new Request(type, flags);
        request.message
                .put((byte) family)
                .put((byte) prefixLength)
                .put((byte) 0)
                .put((byte) scope)
                .putInt(index);
        return request;
    }

    Request attribute(int type, byte[] value) {
        message.putShort((short) (4 + value.length)).putShort((short) type).put(value);
        while (message.position() % 4 != 0) {
            message.put((byte) 0);
        }
        return this;
    }

    Request attribute(int type, int value) {
        return attribute(
                type,
                ByteBuffer.allocate(4)
                        .order(ByteOrder.nativeOrder())
                        .putInt(value)
                        .array());
    }

    Request name(String name) {
        return attribute(LINK_NAME, (name + '\0').getBytes(StandardCharsets.UTF_8));
    }

    /** Returns the whole message. */
    byte[] bytes(int sequence) {
        byte[] bytes = new byte[message.position()];
        message.putInt(0, bytes.length).putInt(SEQUENCE_OFFSET, sequence);
        message.get(0, bytes);
        return bytes;
    }
}
