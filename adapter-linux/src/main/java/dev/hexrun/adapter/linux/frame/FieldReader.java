package dev.hexrun.adapter.linux.frame;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A reader of the fields of one frame's payload, little endian, in their order. A field beyond the end of the payload
 * causes a {@link ProtocolException}; the reader checks a length before it allocates memory.
 */
public final class FieldReader {

    /** The minimum size of a string in bytes: its length and a NUL. */
    private static final int MIN_STRING_BYTES = 5;

    private final byte[] bytes;
    private int position;

    /**
     * Creates a reader at the first field.
     *
     * @param payload the whole payload; it is not copied
     */
    public FieldReader(byte[] payload) {
        this.bytes = payload;
    }

    /**
     * Reads a {@code u8}.
     *
     * @return 0 to 255
     */
    public int u8() {
        need(1);
        return bytes[position++] & 0xff;
    }

    /**
     * Reads a {@code u16}.
     *
     * @return 0 to 65535
     */
    public int u16() {
        need(2);
        int value = (bytes[position] & 0xff) | (bytes[position + 1] & 0xff) << 8;
        position += 2;
        return value;
    }

    /**
     * Reads a {@code u32} or {@code i32}.
     *
     * @return the 32 bits; for a {@code u32} an unsigned number
     */
    public int i32() {
        need(4);
        int value = (bytes[position] & 0xff)
                | (bytes[position + 1] & 0xff) << 8
                | (bytes[position + 2] & 0xff) << 16
                | (bytes[position + 3] & 0xff) << 24;
        position += 4;
        return value;
    }

    /**
     * Reads a {@code u64} or {@code i64}.
     *
     * @return the 64 bits; for a {@code u64} an unsigned number
     */
    public long i64() {
        need(8);
        return Integer.toUnsignedLong(i32()) | (long) i32() << 32;
    }

    /**
     * Reads a {@code str}.
     *
     * @return the string; a byte that is not UTF-8 is a lone surrogate, which {@link FieldWriter} converts back
     */
    public String str() {
        int count = count(1);
        need(count + 1);
        for (int i = position; i < position + count; i++) {
            if (bytes[i] == 0) {
                throw new ProtocolException("a string contains a NUL byte");
            }
        }
        if (bytes[position + count] != 0) {
            throw new ProtocolException("a text does not end in a NUL byte");
        }
        String value = Utf8.decode(bytes, position, count);
        position += count + 1;
        return value;
    }

    /**
     * Reads {@code bytes}.
     *
     * @return a copy of the bytes
     * @throws ProtocolException if the bytes exceed the payload
     */
    public byte[] bytes() {
        int count = count(1);
        byte[] value = Arrays.copyOfRange(bytes, position, position + count);
        position += count;
        return value;
    }

    /**
     * Reads {@code strs}.
     *
     * @return the strings
     */
    public List<String> strs() {
        int count = count(MIN_STRING_BYTES);
        List<String> values = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            values.add(str());
        }
        return values;
    }

    /** Checks that no bytes are left. */
    public void end() {
        if (position != bytes.length) {
            throw new ProtocolException((bytes.length - position) + " bytes are left over at the end of a frame");
        }
    }

    /** Reads the {@code u32} count of elements with a minimum size in bytes. */
    int count(int minimum) {
        int count = i32();
        if (count < 0 || count > (bytes.length - position) / minimum) {
            throw new ProtocolException("a field of " + Integer.toUnsignedString(count) + " does not fit into "
                    + (bytes.length - position) + " bytes");
        }
        return count;
    }

    private void need(int count) {
        if (count > bytes.length - position) {
            throw new ProtocolException(
                    "a field of " + count + " bytes does not fit into " + (bytes.length - position) + " bytes");
        }
    }
}
