package dev.hexrun.adapter.linux.frame;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/** A reader of the frames that the front sends. */
public final class FrameReader {

    /** The maximum payload in bytes that either side accepts: 256 MiB. */
    static final int MAX_PAYLOAD = 256 * 1024 * 1024;

    private static final int HEADER = 5;

    private final InputStream in;
    private final byte[] header = new byte[HEADER];
    private FieldReader fields = new FieldReader(new byte[0]);

    /**
     * Creates a reader.
     *
     * @param in the stream of frames; this class reads it in large pieces, so it needs no buffer
     */
    public FrameReader(InputStream in) {
        this.in = in;
    }

    /**
     * Waits for the next frame and reads it.
     *
     * @return the type of the frame: one of {@link FrameType}, or another number if the front has another version
     * @throws EOFException if the connection to the front is lost
     * @throws IOException if the stream fails
     * @throws ProtocolException if the frame is too long
     */
    public int next() throws IOException {
        fill(header, HEADER);
        FieldReader head = new FieldReader(header);
        int length = head.i32();
        int type = head.u8();
        if (length < 0 || length > MAX_PAYLOAD) {
            throw new ProtocolException("a frame of " + Integer.toUnsignedString(length) + " bytes is too long");
        }
        // Allocates in pieces, so that a false length alone does not allocate 256 MiB.
        byte[] payload = in.readNBytes(length);
        if (payload.length < length) {
            throw new EOFException();
        }
        fields = new FieldReader(payload);
        return type;
    }

    /**
     * Returns the fields of the frame that {@link #next()} has read.
     *
     * @return the fields, from the first unread one
     */
    public FieldReader fields() {
        return fields;
    }

    private void fill(byte[] target, int count) throws IOException {
        if (in.readNBytes(target, 0, count) < count) {
            throw new EOFException();
        }
    }
}
