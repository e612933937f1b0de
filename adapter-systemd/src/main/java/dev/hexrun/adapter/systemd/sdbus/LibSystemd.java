package dev.hexrun.adapter.systemd.sdbus;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.PointerByReference;
import org.jspecify.annotations.Nullable;

/**
 * The functions of {@code sd-bus.h} that the adapter needs, with their C names. Each returns a negative errno on
 * failure.
 */
final class LibSystemd {

    static final String NAME = "libsystemd.so.0";

    private LibSystemd() {}

    /** Loads the library and its functions. Throws {@link UnsatisfiedLinkError} if the library does not exist. */
    static void load() {
        Native.register(LibSystemd.class, NAME);
    }

    static native int sd_bus_new(PointerByReference bus);

    static native int sd_bus_set_address(Pointer bus, String address);

    static native int sd_bus_set_bus_client(Pointer bus, int on);

    static native int sd_bus_start(Pointer bus);

    static native int sd_bus_is_ready(Pointer bus);

    static native int sd_bus_get_owner_creds(Pointer bus, long mask, PointerByReference creds);

    static native int sd_bus_creds_get_owner_uid(Pointer creds, IntByReference uid);

    static native Pointer sd_bus_creds_unref(Pointer creds);

    static native int sd_bus_call(
            Pointer bus, Pointer message, long timeoutMicros, Pointer error, PointerByReference reply);

    static native int sd_bus_process(Pointer bus, PointerByReference message);

    static native int sd_bus_wait(Pointer bus, long timeoutMicros);

    static native void sd_bus_close(Pointer bus);

    static native Pointer sd_bus_unref(Pointer bus);

    static native void sd_bus_error_free(Pointer error);

    static native int sd_bus_message_new_method_call(
            Pointer bus, PointerByReference message, String destination, String path, String type, String method);

    static native int sd_bus_message_append_basic(Pointer message, byte type, String value);

    static native int sd_bus_message_append_basic(Pointer message, byte type, Pointer value);

    static native int sd_bus_message_open_container(Pointer message, byte type, String contents);

    static native int sd_bus_message_close_container(Pointer message);

    static native int sd_bus_message_peek_type(Pointer message, Pointer type, PointerByReference contents);

    static native int sd_bus_message_enter_container(Pointer message, byte type, String contents);

    static native int sd_bus_message_exit_container(Pointer message);

    static native int sd_bus_message_read_basic(Pointer message, byte type, Pointer value);

    static native int sd_bus_message_is_signal(Pointer message, String type, @Nullable String member);

    static native String sd_bus_message_get_member(Pointer message);

    static native Pointer sd_bus_message_unref(Pointer message);
}
