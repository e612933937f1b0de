package dev.hexrun.adapter.linux.frame;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/** Reads the frames that the front sends. */
public final class FrameReader {

    /** The longest payload that either side accepts: 256 MiB. */
    static final int MAX_PAYLOAD = 256 * 1024 * 1024;

    private static final int HEADER = 5;

    private final InputStream in;
    private final byte[] header = new byte[HEADER];
    private FieldReader fields = new FieldReader(new byte[0]);

    /**
     * Creates a reader.
     *
     * @param in the stream of frames, read in large pieces, without a buffer
     */
    public FrameReader(InputStream in) {
        this.in = in;
    }

    /**
     * Waits for the next frame and reads it.
     *
     * @return its type, one of {@link FrameType}, or another number if the front is of another version
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
        // In pieces: a length alone allocates no 256 MiB.
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
