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
     * Sends a message if it is not empty, and receives a datagram of the kernel.
     *
     * @param network {@link #OWN} or {@link #INIT}
     * @param message one complete message; empty to receive only
     * @return the datagram
     * @throws IOException if the connection to the front is lost
     * @throws NetlinkException if a system call of the front failed, or the front refuses
     */
    byte[] exchange(int network, byte[] message) throws IOException, NetlinkException;

    /**
     * Registers messages that the front sends, in this order, if the plan does not end in COMPLETED, or if this process
     * ends before the plan. The front sends the last registered list first.
     *
     * @param messages the messages
     * @throws IOException if the connection to the front is lost
     */
    void undo(List<Message> messages) throws IOException;

    /**
     * A message for one of the two network namespaces.
     *
     * @param network {@link #OWN} or {@link #INIT}
     * @param bytes the complete message
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Message(int network, byte[] bytes) {}
}
