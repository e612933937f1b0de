package dev.hexrun.adapter.systemd.sdbus;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import dev.hexrun.adapter.systemd.bus.BusException;
import dev.hexrun.adapter.systemd.bus.Signature;
import dev.hexrun.adapter.systemd.bus.Variant;
import java.util.List;

/** A writer that appends values to a message. */
final class MessageWriter {

    private static final String STRINGS = "sog";

    private final Pointer message;
    private final Memory number = new Memory(Long.BYTES);

    MessageWriter(Pointer message) {
        this.message = message;
    }

    /** Appends a value of one complete type. */
    void append(String signature, Object value) throws BusException {
        char type = signature.charAt(0);
        if (STRINGS.indexOf(type) >= 0) {
            check(LibSystemd.sd_bus_message_append_basic(message, (byte) type, (String) value));
        } else if (type == 'v') {
            Variant variant = (Variant) value;
            open('v', variant.signature());
            append(variant.signature(), variant.value());
            close();
        } else if (type == 'a') {
            String element = signature.substring(1);
            open('a', element);
            for (Object part : (List<?>) value) {
                append(element, part);
            }
            close();
        } else if (type == '(' || type == '{') {
            String contents = signature.substring(1, signature.length() - 1);
            open(type == '(' ? 'r' : 'e', contents);
            int start = 0;
            for (Object part : (List<?>) value) {
                int end = Signature.end(contents, start);
                append(contents.substring(start, end), part);
                start = end;
            }
            close();
        } else {
            appendNumber(type, value);
        }
    }

    private void appendNumber(char type, Object value) throws BusException {
        switch (type) {
            // sd_bus_message_append_basic(3): a boolean is passed as an int.
            case 'b' -> number.setInt(0, (Boolean) value ? 1 : 0);
            case 'd' -> number.setDouble(0, (Double) value);
            case 'y' -> number.setByte(0, ((Long) value).byteValue());
            case 'n', 'q' -> number.setShort(0, ((Long) value).shortValue());
            case 'i', 'u' -> number.setInt(0, ((Long) value).intValue());
            case 'x', 't' -> number.setLong(0, (Long) value);
            default -> throw new BusException(BusException.Kind.REFUSED, "no such type: " + type);
        }
        check(LibSystemd.sd_bus_message_append_basic(message, (byte) type, number));
    }

    private void open(char type, String contents) throws BusException {
        check(LibSystemd.sd_bus_message_open_container(message, (byte) type, contents));
    }

    private void close() throws BusException {
        check(LibSystemd.sd_bus_message_close_container(message));
    }

    private static void check(int status) throws BusException {
        SdBus.check(status, "write a message");
    }
}
