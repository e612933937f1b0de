package dev.hexrun.adapter.systemd.sdbus;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;
import dev.hexrun.adapter.systemd.bus.Bus;
import dev.hexrun.adapter.systemd.bus.BusException;
import dev.hexrun.adapter.systemd.bus.Variant;
import dev.hexrun.domain.failure.Errno;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A connection made by {@code sd-bus(3)}. */
public final class SdBus implements Bus {

    private static final String SYSTEMD = "org.freedesktop.systemd1";
    private static final String DBUS = "org.freedesktop.DBus";

    /** sd_bus_error of sd-bus.h: two pointers and an int. */
    private static final int ERROR_SIZE = 24;

    private static final long NANOS_PER_MICRO = 1000;

    private final Pointer bus;
    private final Memory error = new Memory(ERROR_SIZE);
    private boolean open = true;

    private SdBus(Pointer bus) {
        this.bus = bus;
        error.clear();
    }

    /**
     * Connects to systemd.
     *
     * @param address the socket, as in {@code unix:path=/run/systemd/private}
     * @param broker whether a message bus is at the other end, and not systemd itself
     * @return the connection
     * @throws BusException if there is no such library, or the socket is not served
     */
    public static Bus connect(String address, boolean broker) throws BusException {
        try {
            LibSystemd.load();
        } catch (UnsatisfiedLinkError missing) {
            throw new BusException("", "cannot load " + LibSystemd.NAME + ": " + missing.getMessage());
        }
        PointerByReference made = new PointerByReference();
        check(LibSystemd.sd_bus_new(made), "make a connection");
        SdBus connection = new SdBus(made.getValue());
        try {
            check(LibSystemd.sd_bus_set_address(connection.bus, address), address);
            check(LibSystemd.sd_bus_set_bus_client(connection.bus, broker ? 1 : 0), address);
            check(LibSystemd.sd_bus_start(connection.bus), address);
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

    @Override
    public List<Object> call(String path, String type, String method, Variant... arguments) throws BusException {
        return send(SYSTEMD, path, type, method, arguments);
    }

    private List<Object> send(String destination, String path, String type, String method, Variant... arguments)
            throws BusException {
        PointerByReference made = new PointerByReference();
        check(
                LibSystemd.sd_bus_message_new_method_call(bus, made, destination, path, type, method),
                "make a message for " + method);
        Pointer message = made.getValue();
        try {
            MessageWriter writer = new MessageWriter(message);
            for (Variant argument : arguments) {
                writer.append(argument.signature(), argument.value());
            }
            PointerByReference reply = new PointerByReference();
            int status = LibSystemd.sd_bus_call(bus, message, 0, error, reply);
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

    /** Errors that sd-bus makes up itself, for a connection that is gone, have a name of {@code System.Error.}. */
    private BusException refused(int status, String method) {
        Pointer name = error.getPointer(0);
        Pointer message = error.getPointer(Long.BYTES);
        String text = message == null ? new Errno(-status).message() : message.getString(0);
        String named = name == null ? "" : name.getString(0);
        LibSystemd.sd_bus_error_free(error);
        error.clear();
        boolean lost = named.startsWith("System.Error.")
                || named.startsWith(DBUS + ".Error.NoReply")
                || named.startsWith(DBUS + ".Error.Disconnected");
        return new BusException(lost ? "" : named, method + ": " + text);
    }

    @Override
    public Optional<Signal> await(Duration patience) throws BusException {
        long end = System.nanoTime() + patience.toNanos();
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
                        throw new BusException("", "wait for systemd: it has closed the connection");
                    }
                } finally {
                    LibSystemd.sd_bus_message_unref(message);
                }
            }
            if (status == 0) {
                long left = end - System.nanoTime();
                if (left <= 0) {
                    return Optional.empty();
                }
                check(LibSystemd.sd_bus_wait(bus, left / NANOS_PER_MICRO + 1), "wait for systemd");
            }
        }
    }

    @Override
    public void close() {
        if (open) {
            open = false;
            LibSystemd.sd_bus_flush_close_unref(bus);
        }
    }

    static int check(int status, String action) throws BusException {
        if (status < 0) {
            throw new BusException("", action + ": " + new Errno(-status).message());
        }
        return status;
    }
}
