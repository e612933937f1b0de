package dev.hexrun.adapter.linux.frame;

import dev.hexrun.domain.cpuset.CpusetList;
import dev.hexrun.domain.failure.ContainerException;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.List;

/** A growing buffer of fields, little endian. */
final class FieldWriter {

    private static final int INITIAL_SIZE = 16 * 1024;

    /** The space in bytes for the header of a frame of maximum length, and for smaller frames in the same buffer. */
    private static final int SLACK = 1024 * 1024;

    private byte[] bytes = new byte[INITIAL_SIZE];
    private int length;
    private final int maxLength;

    /**
     * Creates an empty buffer.
     *
     * @param maxLength the maximum payload of a frame in bytes
     */
    FieldWriter(int maxLength) {
        this.maxLength = maxLength;
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

    /** Writes a {@code u32} or an {@code i32}: the bits are the same. */
    void u32(int value) {
        room(4);
        length += 4;
        patch(length - 4, value);
    }

    /** Writes a {@code u64} or an {@code i64}: the bits are the same. */
    void u64(long value) {
        u32((int) value);
        u32((int) (value >>> 32));
    }

    void str(String value) {
        if (value.indexOf('\0') >= 0) {
            throw new ContainerException("a string contains a NUL byte: " + value.replace('\0', '?'));
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

    /** Writes a {@code u32} count and that many {@code u32}. */
    void u32s(List<Integer> values) {
        u32(values.size());
        for (int value : values) {
            u32(value);
        }
    }

    /** Writes the bytes of the elements as {@code bytes}. */
    void u64s(List<Long> values) {
        u32(values.size() * Long.BYTES);
        for (long value : values) {
            u64(value);
        }
    }

    /** Writes bytes with a bit for each number of a list such as {@code 0-3,7}, the lowest number first. */
    void mask(String numbers) {
        byte[] mask = CpusetList.of(numbers).toByteArray();
        bytes(mask, 0, mask.length);
    }

    /** Returns the number of bytes that were written since the last {@link #drain}. */
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

    /** Discards everything after a position. */
    void truncate(int to) {
        length = to;
    }

    /** Writes the content to the stream in one piece and empties the buffer. */
    void drain(OutputStream out) throws IOException {
        int count = length;
        length = 0;
        out.write(bytes, 0, count);
    }

    private void room(int count) {
        if (count > bytes.length - length) {
            long max = (long) maxLength + SLACK;
            if ((long) length + count > max) {
                throw new ContainerException(
                        "the plan exceeds the " + maxLength + " bytes that the native program accepts");
            }
            bytes = Arrays.copyOf(bytes, (int) Math.min(Math.max(bytes.length * 2L, length + count), max));
        }
    }
}
