package dev.hexrun.adapter.linux.netlink;

import java.io.IOException;
import java.util.List;

/** Netlink sockets in two network namespaces. */
public interface Netlink {

    /** The network namespace of the front. */
    int OWN = 0;

    /** The network namespace of init. */
    int INIT = 1;

    /**
     * Sends a message, if it is not empty, and receives a datagram of the kernel.
     *
     * @param network {@link #OWN} or {@link #INIT}
     * @param message one message, complete, or nothing
     * @return the datagram
     * @throws IOException if the front has gone
     * @throws NetlinkException if a system call of the front failed, or the front refuses
     */
    byte[] exchange(int network, byte[] message) throws IOException, NetlinkException;

    /**
     * Registers messages that the front sends, in this order, if the plan ends otherwise than in COMPLETED, or this process
     * ends before. Of several lists the last one is sent first.
     *
     * @param messages the messages
     * @throws IOException if the front has gone
     */
    void undo(List<Message> messages) throws IOException;

    /**
     * A message for one of the two network namespaces.
     *
     * @param network {@link #OWN} or {@link #INIT}
     * @param bytes the message, complete
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Message(int network, byte[] bytes) {}
}
