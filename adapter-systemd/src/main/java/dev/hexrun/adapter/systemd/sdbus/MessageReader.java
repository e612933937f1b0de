package dev.hexrun.adapter.systemd.sdbus;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;
import dev.hexrun.adapter.systemd.bus.BusException;
import java.util.ArrayList;
import java.util.List;

/** A reader of the messages that systemd sends: simple values, arrays of simple values, and variants of either. */
final class MessageReader {

    private static final String STRINGS = "sog";
    private static final long UNSIGNED_INT = 0xFFFF_FFFFL;
    private static final long UNSIGNED_BYTE = 0xFF;

    private MessageReader() {}

    /** Reads the parts of a message up to its end, or up to the first structure or array of structures. */
    static List<Object> read(Pointer message) throws BusException {
        List<Object> parts = new ArrayList<>();
        Memory type = new Memory(1);
        PointerByReference contents = new PointerByReference();
        while (check(LibSystemd.sd_bus_message_peek_type(message, type, contents)) > 0) {
            char found = (char) type.getByte(0);
            if (found == 'v') {
                String inner = contents.getValue().getString(0);
                check(LibSystemd.sd_bus_message_enter_container(message, (byte) 'v', inner));
                parts.addAll(read(message));
                check(LibSystemd.sd_bus_message_exit_container(message));
            } else if (found == 'a' && contents.getValue().getString(0).length() == 1) {
                check(LibSystemd.sd_bus_message_enter_container(
                        message, (byte) 'a', contents.getValue().getString(0)));
                parts.add(read(message));
                check(LibSystemd.sd_bus_message_exit_container(message));
            } else if (found == 'a' || found == 'r' || found == 'e') {
                return parts;
            } else {
                parts.add(value(message, found));
            }
        }
        return parts;
    }

    private static Object value(Pointer message, char type) throws BusException {
        Memory value = new Memory(Long.BYTES);
        value.clear();
        check(LibSystemd.sd_bus_message_read_basic(message, (byte) type, value));
        if (STRINGS.indexOf(type) >= 0) {
            return value.getPointer(0).getString(0);
        }
        return switch (type) {
            case 'b' -> value.getInt(0) != 0;
            case 'd' -> value.getDouble(0);
            case 'i' -> (long) value.getInt(0);
            case 'u' -> value.getInt(0) & UNSIGNED_INT;
            case 'y' -> value.getByte(0) & UNSIGNED_BYTE;
            default -> value.getLong(0);
        };
    }

    private static int check(int status) throws BusException {
        return SdBus.check(status, "read a message");
    }
}
