package dev.hexrun.adapter.linux.frame;

import dev.hexrun.domain.failure.ContainerException;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.List;

/** Collects fields, little endian, in a buffer that grows. */
final class FieldWriter {

    private static final int FIRST_SIZE = 16 * 1024;

    /** What a frame of the greatest length may have before it: its header, and smaller frames that wait with it. */
    private static final int SLACK = 1024 * 1024;

    private byte[] bytes = new byte[FIRST_SIZE];
    private int length;
    private final int longest;

    /**
     * Creates an empty one.
     *
     * @param longest the payload of a frame at most
     */
    FieldWriter(int longest) {
        this.longest = longest;
    }

    void u8(int value) {
        room(1);
        bytes[length++] = (byte) value;
    }

    void flag(boolean value) {
        u8(value ? 1 : 0);
    }

    void u16(int value) {
        room(2);
        bytes[length++] = (byte) value;
        bytes[length++] = (byte) (value >>> 8);
    }

    /** A {@code u32} or an {@code i32}: the bits are the same. */
    void u32(int value) {
        room(4);
        length += 4;
        patch(length - 4, value);
    }

    /** A {@code u64} or an {@code i64}: the bits are the same. */
    void u64(long value) {
        u32((int) value);
        u32((int) (value >>> 32));
    }

    void str(String value) {
        if (value.indexOf('\0') >= 0) {
            throw new ContainerException("a text has a NUL byte within: " + value.replace('\0', '?'));
        }
        byte[] encoded = Utf8.encode(value);
        bytes(encoded, 0, encoded.length);
        u8(0);
    }

    void bytes(byte[] value, int offset, int count) {
        u32(count);
        room(count);
        System.arraycopy(value, offset, bytes, length, count);
        length += count;
    }

    void strs(List<String> values) {
        u32(values.size());
        for (String value : values) {
            str(value);
        }
    }

    /** How much was written since the last {@link #drain}. */
    int length() {
        return length;
    }

    /** Overwrites the four bytes at a position. */
    void patch(int at, int value) {
        bytes[at] = (byte) value;
        bytes[at + 1] = (byte) (value >>> 8);
        bytes[at + 2] = (byte) (value >>> 16);
        bytes[at + 3] = (byte) (value >>> 24);
    }

    /** Overwrites the two bytes at a position. */
    void patchShort(int at, int value) {
        bytes[at] = (byte) value;
        bytes[at + 1] = (byte) (value >>> 8);
    }

    /** Takes back what was written behind a position. */
    void truncate(int to) {
        length = to;
    }

    /** Hands everything over, in one piece, and starts anew. */
    void drain(OutputStream out) throws IOException {
        int count = length;
        length = 0;
        out.write(bytes, 0, count);
    }

    private void room(int count) {
        if (count > bytes.length - length) {
            long most = (long) longest + SLACK;
            if ((long) length + count > most) {
                throw new ContainerException(
                        "the plan takes more than the " + longest + " bytes that the native program accepts");
            }
            bytes = Arrays.copyOf(bytes, (int) Math.min(Math.max(bytes.length * 2L, length + count), most));
        }
    }
}
