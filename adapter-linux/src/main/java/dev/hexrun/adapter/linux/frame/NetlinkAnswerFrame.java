package dev.hexrun.adapter.linux.frame;

/**
 * NETLINK_ANSWER: a datagram that the kernel sent to a netlink socket of the front.
 *
 * @param errno why there is none; 0 if there is one, or the front refuses
 * @param datagram the datagram, unchecked
 * @param detail the subject of the error, or why the front refuses; else empty
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record NetlinkAnswerFrame(int errno, byte[] datagram, String detail) {

    /**
     * Decodes one.
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
