package dev.hexrun.adapter.linux.frame;

/**
 * NETLINK_ANSWER: a datagram that the kernel sent to a netlink socket of the front.
 *
 * @param errno the error number if there is no datagram; 0 if there is one or the front refuses
 * @param datagram the datagram, not validated
 * @param detail the subject of the error, or the reason of the refusal; else empty
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record NetlinkAnswerFrame(int errno, byte[] datagram, String detail) {

    /**
     * Decodes a frame.
     *
     * @param fields the payload
     * @return the frame
     * @throws ProtocolException if it is malformed
     */
    public static NetlinkAnswerFrame decode(FieldReader fields) {
        NetlinkAnswerFrame frame = new NetlinkAnswerFrame(fields.i32(), fields.bytes(), fields.str());
        fields.end();
        return frame;
    }
}
