package dev.hexrun.adapter.linux.frame;

/**
 * COLUMNS: the width of the terminal that is the caller's standard output.
 *
 * @param columns the width in cells
 */
public record ColumnsFrame(int columns) {

    /**
     * Decodes a frame.
     *
     * @param fields the payload
     * @return the frame
     * @throws ProtocolException if it is malformed
     */
    public static ColumnsFrame decode(FieldReader fields) {
        ColumnsFrame frame = new ColumnsFrame(fields.i32());
        fields.end();
        return frame;
    }
}
