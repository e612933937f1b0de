package dev.hexrun.adapter.linux.frame;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** A builder of the bytes that the other side sends, deliberately independent of the production code. */
public final class Bytes {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    /** Returns a {@code REQUEST} payload with the arguments and one variable. */
    public static Bytes request(String... arguments) {
        return new Bytes()
                .u32(0x4e525848)
                .u16(1)
                .u32(4242)
                .u32(1000)
                .u32(0)
                .u32(100)
                .u32(5)
                .u32(022)
                .u16(120)
                .str("/home/user")
                .strs(arguments)
                .strs("PATH=/bin");
    }

    public Bytes u8(int value) {
        out.write(value);
        return this;
    }

    public Bytes u16(int value) {
        byte[] bytes = new byte[2];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putShort((short) value);
        return raw(bytes);
    }

    public Bytes u32(int value) {
        byte[] bytes = new byte[4];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(value);
        return raw(bytes);
    }

    public Bytes u64(long value) {
        byte[] bytes = new byte[8];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(value);
        return raw(bytes);
    }

    public Bytes str(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        u32(bytes.length);
        out.writeBytes(bytes);
        return u8(0);
    }

    public Bytes strs(String... texts) {
        u32(texts.length);
        for (String text : texts) {
            str(text);
        }
        return this;
    }

    public Bytes raw(byte[] bytes) {
        out.writeBytes(bytes);
        return this;
    }

    public byte[] toArray() {
        return out.toByteArray();
    }

    /** Returns a frame with these bytes as payload. */
    public byte[] frame(int type) {
        return new Bytes().u32(out.size()).u8(type).raw(toArray()).toArray();
    }
}
