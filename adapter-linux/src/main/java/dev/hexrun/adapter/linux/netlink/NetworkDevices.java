package dev.hexrun.adapter.linux.netlink;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The move of network devices from the caller into the container (config-linux.md, "Network Devices"). It also
 * registers the messages that return them.
 */
public final class NetworkDevices {

    private static final int ENODEV = 19;
    private static final int EINVAL = 22;
    private static final int EAGAIN = 11;

    /** {@code IFNAMSIZ} without the NUL. */
    private static final int MAX_NAME_LENGTH = 15;

    private static final int INET = 2;
    private static final int INET6 = 10;
    private static final int SCOPE_UNIVERSE = 0;

    private static final int ADDRESS = 1;
    private static final int LOCAL = 2;
    private static final int BROADCAST = 4;
    private static final int CACHE_INFO = 6;
    private static final int FLAGS = 8;
    private static final int ROUTE_PRIORITY = 9;
    private static final int PERMANENT = 0x80;

    /** NODAD, OPTIMISTIC, HOMEADDRESS, MANAGETEMPADDR, NOPREFIXROUTE, MCAUTOJOIN; the kernel sets the other flags. */
    private static final int COPIED_FLAGS = 0x716;

    /** The maximum number of attempts to list the addresses; an attempt fails if they change meanwhile. */
    private static final int ATTEMPTS = 10;

    private static final byte[] NO_MESSAGE = {};

    private final Netlink netlink;
    private final int frontPid;
    private final int initPid;
    private int sequence;

    /**
     * Creates an instance for the current plan.
     *
     * @param netlink the sockets
     * @param frontPid the pid of a process in the network namespace of the caller
     * @param initPid the pid of a process in the network namespace of the container
     */
    public NetworkDevices(Netlink netlink, int frontPid, int initPid) {
        this.netlink = netlink;
        this.frontPid = frontPid;
        this.initPid = initPid;
    }

    /**
     * Moves a device, renames it, adds its permanent addresses of global scope again, which a move removes, and sets it
     * up.
     *
     * @param name the name in the namespace of the caller
     * @param target the name in the container; the kernel replaces {@code %d} in it with the lowest free number
     * @throws IOException if the connection to the front is lost
     * @throws NetlinkException if a part of the move fails; a device that was moved is returned when the plan ends
     */
    public void move(String name, String target) throws IOException, NetlinkException {
        requireName(name);
        requireName(target);
        Link link = link(Netlink.OWN, name);
        List<Address> addresses = addresses(link.index);
        // The name that the kernel forms from a template is unknown, so the device is moved under a unique name first.
        boolean template = target.indexOf('%') >= 0;
        String first = template
                ? "hexrun" + Integer.toHexString(ThreadLocalRandom.current().nextInt())
                : target;
        try {
            change(
                    Netlink.OWN,
                    down(link.index)
                            .attribute(Request.LINK_NAMESPACE_OF_PID, initPid)
                            .name(first));
        } catch (NetlinkException e) {
            if (isOutside(link)) {
                throw e.during("move");
            }
            // The kernel moves a device before it renames it: this one is in the container under its old name.
            registerReturn(link, addresses, link(Netlink.INIT, link.name).index);
            throw e.during("rename");
        }
        int inside = link(Netlink.INIT, first).index;
        registerReturn(link, addresses, inside);
        if (template) {
            try {
                change(Netlink.INIT, down(inside).name(target));
            } catch (NetlinkException e) {
                throw e.during("rename");
            }
        }
        try {
            for (Address address : addresses) {
                change(Netlink.INIT, address.request(inside, Request.ACK));
            }
            change(Netlink.INIT, up(inside, Request.ACK));
        } catch (NetlinkException e) {
            throw e.during("addresses and state");
        }
    }

    private static void requireName(String name) throws NetlinkException {
        int length = name.getBytes(StandardCharsets.UTF_8).length;
        if (length == 0 || length > MAX_NAME_LENGTH) {
            throw new NetlinkException(EINVAL, "name");
        }
    }

    private boolean isOutside(Link link) throws IOException {
        try {
            return link(Netlink.OWN, link.name).index == link.index;
        } catch (NetlinkException e) {
            return false;
        }
    }

    /**
     * Registers the messages that return the device. They are complete now, because this process may have ended when
     * the front sends them. Some name the device by its index, so the first one restores its old index.
     */
    private void registerReturn(Link link, List<Address> addresses, int inside) throws IOException {
        List<Netlink.Message> messages = new ArrayList<>();
        Request returnRequest = Request.link(Request.NEW_LINK, 0, inside, 0, Request.UP)
                .attribute(Request.LINK_NAMESPACE_OF_PID, frontPid)
                .attribute(Request.LINK_NEW_INDEX, link.index)
                .name(link.name);
        messages.add(new Netlink.Message(Netlink.INIT, returnRequest.bytes(0)));
        for (Address address : addresses) {
            messages.add(new Netlink.Message(
                    Netlink.OWN, address.request(link.index, 0).bytes(0)));
        }
        if (link.isUp) {
            messages.add(new Netlink.Message(Netlink.OWN, up(link.index, 0).bytes(0)));
        }
        netlink.undo(messages);
    }

    private static Request down(int index) {
        return Request.link(Request.NEW_LINK, Request.ACK, index, 0, Request.UP);
    }

    private static Request up(int index, int flags) {
        return Request.link(Request.NEW_LINK, flags, index, Request.UP, Request.UP);
    }

    private void change(int network, Request request) throws IOException, NetlinkException {
        Reply _ = transact(network, request);
    }

    private Reply transact(int network, Request request) throws IOException, NetlinkException {
        Reply reply = new Reply(++sequence);
        byte[] datagram = netlink.exchange(network, request.bytes(sequence));
        while (!reply.add(datagram)) {
            datagram = netlink.exchange(network, NO_MESSAGE);
        }
        return reply;
    }

    private Link link(int network, String name) throws IOException, NetlinkException {
        Reply reply = transact(
                network, Request.link(Request.GET_LINK, Request.ACK, 0, 0, 0).name(name));
        if (reply.bodies().isEmpty()) {
            throw new NetlinkException(ENODEV, "");
        }
        return Link.of(reply.bodies().getFirst());
    }

    private List<Address> addresses(int index) throws IOException, NetlinkException {
        for (int i = 0; i < ATTEMPTS; i++) {
            Reply reply = transact(Netlink.OWN, Request.address(Request.GET_ADDRESS, Request.DUMP, 0, 0, 0, index));
            if (reply.isInterrupted()) {
                continue;
            }
            List<Address> addresses = new ArrayList<>();
            for (ByteBuffer body : reply.bodies()) {
                Address address = Address.of(body);
                if (address.index == index && address.isKept()) {
                    addresses.add(address);
                }
            }
            return addresses;
        }
        throw new NetlinkException(EAGAIN, "");
    }

    /** A device in a network namespace. */
    private record Link(int index, String name, boolean isUp) {

        static Link of(ByteBuffer body) throws NetlinkException {
            if (body.remaining() < 16) {
                throw Reply.malformed();
            }
            int index = body.getInt(4);
            int state = body.getInt(8);
            body.position(16);
            for (Reply.Attribute attribute : Reply.attributes(body)) {
                byte[] value = attribute.bytes();
                if (attribute.type() == Request.LINK_NAME && value.length > 1) {
                    String name = new String(value, 0, value.length - 1, StandardCharsets.UTF_8);
                    return new Link(index, name, (state & Request.UP) != 0);
                }
            }
            throw Reply.malformed();
        }
    }

    /** An address of a device. */
    private record Address(
            int family, int prefixLength, int flags, int scope, int index, List<Reply.Attribute> attributes) {

        static Address of(ByteBuffer body) throws NetlinkException {
            if (body.remaining() < 8) {
                throw Reply.malformed();
            }
            int flags = body.get(2) & 0xff;
            body.position(8);
            List<Reply.Attribute> attributes = Reply.attributes(body);
            for (Reply.Attribute attribute : attributes) {
                if (attribute.type() == FLAGS && attribute.value().remaining() == 4) {
                    flags = attribute.value().getInt(0);
                }
            }
            return new Address(body.get(0), body.get(1) & 0xff, flags, body.get(3) & 0xff, body.getInt(4), attributes);
        }

        /** Returns whether the address is added again after a move. */
        boolean isKept() {
            return (family == INET || family == INET6) && scope == SCOPE_UNIVERSE && (flags & PERMANENT) != 0;
        }

        /** Returns the request that adds the address to a device, without the label, which is the old name. */
        Request request(int device, int requestFlags) {
            Request request = Request.address(
                    Request.NEW_ADDRESS,
                    requestFlags | Request.CREATE | Request.EXCLUSIVE,
                    family,
                    prefixLength,
                    scope,
                    device);
            for (Reply.Attribute attribute : attributes) {
                switch (attribute.type()) {
                    case ADDRESS, LOCAL, BROADCAST, CACHE_INFO, ROUTE_PRIORITY ->
                        request.attribute(attribute.type(), attribute.bytes());
                    default -> {
                        // The kernel sets the other attributes.
                    }
                }
            }
            return request.attribute(FLAGS, flags & COPIED_FLAGS);
        }
    }
}
