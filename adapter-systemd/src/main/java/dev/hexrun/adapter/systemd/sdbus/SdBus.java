package dev.hexrun.adapter.systemd.sdbus;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.PointerByReference;
import dev.hexrun.adapter.systemd.bus.Bus;
import dev.hexrun.adapter.systemd.bus.BusException;
import dev.hexrun.adapter.systemd.bus.BusException.Kind;
import dev.hexrun.adapter.systemd.bus.Variant;
import dev.hexrun.domain.failure.Errno;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** A connection through {@code sd-bus(3)}. */
public final class SdBus implements Bus {

    private static final String SYSTEMD = "org.freedesktop.systemd1";
    private static final String DBUS = "org.freedesktop.DBus";

    /** sd_bus_error of sd-bus.h: two pointers and an int. */
    private static final int ERROR_SIZE = 24;

    /** SD_BUS_CREDS_OWNER_UID and SD_BUS_CREDS_AUGMENT of sd-bus.h. The latter adds data from /proc. */
    private static final long OWNER_UID = 1L << 22 | 1L << 63;

    /** EINVAL of errno-base.h. */
    private static final int EINVAL = 22;

    /** ECONNREFUSED of errno.h. */
    private static final int ECONNREFUSED = 111;

    private static final long NANOS_PER_MICRO = 1000;

    private final Pointer bus;
    private final Duration timeout;
    private final Memory error = new Memory(ERROR_SIZE);
    private boolean open = true;

    private SdBus(Pointer bus, Duration timeout) {
        this.bus = bus;
        this.timeout = timeout;
        error.clear();
    }

    /**
     * Connects to systemd.
     *
     * @param address the socket, as in {@code unix:path=/run/systemd/private}
     * @param broker whether a message bus listens, and not systemd itself
     * @param timeout the timeout of the connection attempt and of every call
     * @return the connection
     * @throws BusException if the library does not exist, or no program listens on the socket
     */
    public static Bus connect(String address, boolean broker, Duration timeout) throws BusException {
        try {
            LibSystemd.load();
        } catch (UnsatisfiedLinkError missing) {
            throw new BusException(Kind.REFUSED, "cannot load " + LibSystemd.NAME + ": " + missing.getMessage());
        }
        PointerByReference reference = new PointerByReference();
        check(LibSystemd.sd_bus_new(reference), "connect to " + address);
        SdBus connection = new SdBus(reference.getValue(), timeout);
        try {
            check(LibSystemd.sd_bus_set_address(connection.bus, address), address);
            check(LibSystemd.sd_bus_set_bus_client(connection.bus, broker ? 1 : 0), address);
            int started = LibSystemd.sd_bus_start(connection.bus);
            if (broker && started == -ECONNREFUSED) {
                throw new BusException(Kind.ABSENT, address + ": " + new Errno(-started).message());
            }
            check(started, address);
            connection.awaitReady(address);
            if (broker) {
                connection.send(
                        DBUS,
                        "/org/freedesktop/DBus",
                        DBUS,
                        "AddMatch",
                        Variant.string("type='signal',sender='" + SYSTEMD + "',interface='" + SYSTEMD
                                + ".Manager',member='JobRemoved'"));
            }
            return connection;
        } catch (BusException failure) {
            connection.close();
            throw failure;
        }
    }

    /** Waits for the end of the handshake. The timeout of sd-bus itself depends on its version and is up to 90 s. */
    private void awaitReady(String address) throws BusException {
        long end = System.nanoTime() + timeout.toNanos();
        while (check(LibSystemd.sd_bus_is_ready(bus), address) == 0) {
            PointerByReference none = new PointerByReference();
            if (check(LibSystemd.sd_bus_process(bus, none), address) == 0) {
                long remaining = end - System.nanoTime();
                if (remaining <= 0) {
                    throw new BusException(
                            Kind.TIMED_OUT, address + ": no answer within " + timeout.toSeconds() + " s");
                }
                check(LibSystemd.sd_bus_wait(bus, remaining / NANOS_PER_MICRO + 1), address);
            } else {
                LibSystemd.sd_bus_message_unref(none.getValue());
            }
        }
    }

    @Override
    public OptionalInt owner() {
        PointerByReference creds = new PointerByReference();
        if (LibSystemd.sd_bus_get_owner_creds(bus, OWNER_UID, creds) < 0) {
            return OptionalInt.empty();
        }
        IntByReference uid = new IntByReference();
        int status = LibSystemd.sd_bus_creds_get_owner_uid(creds.getValue(), uid);
        LibSystemd.sd_bus_creds_unref(creds.getValue());
        return status < 0 ? OptionalInt.empty() : OptionalInt.of(uid.getValue());
    }

    @Override
    public List<Object> call(String path, String type, String method, Variant... arguments) throws BusException {
        return send(SYSTEMD, path, type, method, arguments);
    }

    private List<Object> send(String destination, String path, String type, String method, Variant... arguments)
            throws BusException {
        PointerByReference reference = new PointerByReference();
        check(
                LibSystemd.sd_bus_message_new_method_call(bus, reference, destination, path, type, method),
                "create a message for " + method);
        Pointer message = reference.getValue();
        try {
            MessageWriter writer = new MessageWriter(message);
            for (Variant argument : arguments) {
                writer.append(argument.signature(), argument.value());
            }
            PointerByReference reply = new PointerByReference();
            int status = LibSystemd.sd_bus_call(bus, message, timeout.toNanos() / NANOS_PER_MICRO, error, reply);
            if (status < 0) {
                throw refused(status, method);
            }
            try {
                return MessageReader.read(reply.getValue());
            } finally {
                LibSystemd.sd_bus_message_unref(reply.getValue());
            }
        } finally {
            LibSystemd.sd_bus_message_unref(message);
        }
    }

    private BusException refused(int status, String method) {
        Pointer name = error.getPointer(0);
        Pointer message = error.getPointer(Long.BYTES);
        String text = message == null ? new Errno(-status).message() : message.getString(0);
        String named = name == null ? "" : name.getString(0);
        LibSystemd.sd_bus_error_free(error);
        error.clear();
        // The same errno also stands for NoReply, which a broker returns at once when systemd leaves the bus.
        if (named.equals(DBUS + ".Error.Timeout") || named.equals("System.Error.ETIMEDOUT")) {
            return new BusException(Kind.TIMED_OUT, method + ": no answer within " + timeout.toSeconds() + " s");
        }
        if (absent(named)) {
            return new BusException(Kind.ABSENT, method + ": " + text);
        }
        return lost(named)
                ? new BusException(Kind.LOST, method + ": " + text)
                : new BusException(named, method + ": " + text);
    }

    /**
     * Returns whether the connection is lost. sd-bus itself returns errors with the prefix {@code System.Error.} for a
     * closed connection. The message bus returns the others if systemd left the bus before it answered.
     */
    private static boolean lost(String name) {
        return name.isEmpty()
                || name.startsWith("System.Error.")
                || name.startsWith(DBUS + ".Error.NoReply")
                || name.startsWith(DBUS + ".Error.Disconnected");
    }

    /** Returns whether systemd is not on the message bus: it re-executes itself, or does not run. */
    private static boolean absent(String name) {
        return name.startsWith(DBUS + ".Error.NameHasNoOwner")
                || name.startsWith(DBUS + ".Error.ServiceUnknown")
                || name.startsWith(DBUS + ".Error.Spawn.");
    }

    @Override
    public Optional<Signal> await(Duration time) throws BusException {
        long end = System.nanoTime() + time.toNanos();
        while (true) {
            PointerByReference found = new PointerByReference();
            int status = check(LibSystemd.sd_bus_process(bus, found), "wait for systemd");
            Pointer message = found.getValue();
            if (message != null) {
                try {
                    if (LibSystemd.sd_bus_message_is_signal(message, SYSTEMD + ".Manager", null) > 0) {
                        return Optional.of(
                                new Signal(LibSystemd.sd_bus_message_get_member(message), MessageReader.read(message)));
                    }
                    if (LibSystemd.sd_bus_message_is_signal(message, DBUS + ".Local", "Disconnected") > 0) {
                        throw new BusException(Kind.LOST, "wait for systemd: it has closed the connection");
                    }
                } finally {
                    LibSystemd.sd_bus_message_unref(message);
                }
            }
            if (status == 0) {
                long remaining = end - System.nanoTime();
                if (remaining <= 0) {
                    return Optional.empty();
                }
                check(LibSystemd.sd_bus_wait(bus, remaining / NANOS_PER_MICRO + 1), "wait for systemd");
            }
        }
    }

    @Override
    public void close() {
        if (open) {
            open = false;
            // No message is pending, and a flush would wait for a peer that does not answer.
            LibSystemd.sd_bus_close(bus);
            LibSystemd.sd_bus_unref(bus);
        }
    }

    static int check(int status, String action) throws BusException {
        if (status < 0) {
            throw new BusException(kind(-status), action + ": " + new Errno(-status).message());
        }
        return status;
    }

    /** Returns the kind of failure. Another attempt without permission or with invalid arguments would fail too. */
    private static Kind kind(int errno) {
        return switch (errno) {
            case Errno.ETIMEDOUT -> Kind.TIMED_OUT;
            case Errno.ENOENT -> Kind.ABSENT;
            case Errno.EACCES, Errno.EPERM, EINVAL -> Kind.REFUSED;
            default -> Kind.LOST;
        };
    }
}
