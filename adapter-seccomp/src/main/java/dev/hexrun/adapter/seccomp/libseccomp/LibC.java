package dev.hexrun.adapter.seccomp.libseccomp;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;

/** {@code memfd_create(2)} and {@code close(2)}: libseccomp writes a program to a descriptor only. */
final class LibC {

    private LibC() {}

    static void load() {
        Native.register(LibC.class, NativeLibrary.getProcess());
    }

    static native int memfd_create(String name, int flags);

    static native int close(int descriptor);
}
