package dev.hexrun.adapter.linux.netlink;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The answer of the kernel to one request: the messages of one or more datagrams, up to the error number. */
final class Reply {

    private static final int ERROR = 2;
    private static final int DONE = 3;
    private static final int HEADER = 16;

    private static final int INTERRUPTED = 0x010;
    private static final int CAPPED = 0x100;
    private static final int ACK_TLVS = 0x200;
    private static final int ERROR_MESSAGE = 1;
    private static final int TYPE_MASK = 0x3fff;

    private static final int EBADMSG = 74;

    private final int sequence;
    private final List<ByteBuffer> bodies = new ArrayList<>();
    private boolean interrupted;

    Reply(int sequence) {
        this.sequence = sequence;
    }

    /** Returns the messages of the answer, each without its header. */
    List<ByteBuffer> bodies() {
        return bodies;
    }

    /** Returns whether the listed objects changed while the kernel listed them. */
    boolean isInterrupted() {
        return interrupted;
    }

    /**
     * Adds a datagram.
     *
     * @return whether the answer is complete
     * @throws NetlinkException if the datagram reports an error, or is malformed
     */
    boolean add(byte[] datagram) throws NetlinkException {
        ByteBuffer all = ByteBuffer.wrap(datagram).order(ByteOrder.nativeOrder());
        while (all.remaining() >= HEADER) {
            int start = all.position();
            int length = all.getInt();
            int type = all.getShort() & 0xffff;
            int flags = all.getShort();
            int replySequence = all.getInt();
            if (length < HEADER || length > all.limit() - start) {
                throw malformed();
            }
            ByteBuffer body = slice(all, start + HEADER, length - HEADER);
            all.position(Math.min(aligned(start + length), all.limit()));
            if (replySequence != sequence) {
                continue;
            }
            interrupted |= (flags & INTERRUPTED) != 0;
            if (type == ERROR || type == DONE) {
                end(body, type, flags);
                return true;
            }
            bodies.add(body);
        }
        if (all.hasRemaining()) {
            throw malformed();
        }
        return false;
    }

    private static void end(ByteBuffer body, int type, int flags) throws NetlinkException {
        if (body.remaining() < 4) {
            throw malformed();
        }
        int errno = -body.getInt();
        if (errno < 0) {
            throw malformed();
        }
        if (errno > 0) {
            throw new NetlinkException(errno, type == ERROR ? explanation(body, flags) : "");
        }
    }

    /** Returns the explanation. It follows the error number and the header of the request, or the whole request. */
    private static String explanation(ByteBuffer body, int flags) throws NetlinkException {
        if ((flags & ACK_TLVS) == 0 || body.remaining() < HEADER) {
            return "";
        }
        int start = body.position();
        int skipped = (flags & CAPPED) != 0 ? HEADER : aligned(body.getInt());
        if (skipped < HEADER || skipped > body.limit() - start) {
            return "";
        }
        body.position(start + skipped);
        for (Attribute attribute : attributes(body)) {
            if (attribute.type == ERROR_MESSAGE) {
                String text = StandardCharsets.UTF_8.decode(attribute.value).toString();
                int end = text.indexOf('\0');
                return end < 0 ? text : text.substring(0, end);
            }
        }
        return "";
    }

    /** Returns the attributes in the rest of a message. */
    static List<Attribute> attributes(ByteBuffer rest) throws NetlinkException {
        List<Attribute> attributes = new ArrayList<>();
        while (rest.hasRemaining()) {
            int start = rest.position();
            int length = rest.remaining() < 4 ? 0 : rest.getShort() & 0xffff;
            if (length < 4 || length > rest.limit() - start) {
                throw malformed();
            }
            attributes.add(new Attribute(rest.getShort() & TYPE_MASK, slice(rest, start + 4, length - 4)));
            rest.position(Math.min(aligned(start + length), rest.limit()));
        }
        return attributes;
    }

    private static ByteBuffer slice(ByteBuffer all, int from, int length) {
        return all.slice(from, length).order(ByteOrder.nativeOrder());
    }

    private static int aligned(int size) {
        return size + 3 & ~3;
    }

    static NetlinkException malformed() {
        return new NetlinkException(EBADMSG, "");
    }

    /**
     * An attribute of a message.
     *
     * @param type the type, without the flags in it
     * @param value the value
     */
    record Attribute(int type, ByteBuffer value) {

        byte[] bytes() {
            byte[] bytes = new byte[value.remaining()];
            value.get(value.position(), bytes);
            return bytes;
        }
    }
}
