package dev.hexrun.adapter.seccomp.libseccomp;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;

/** What libseccomp writes a program to: it takes nothing but a descriptor. {@code memfd_create(2)}, {@code close(2)} */
final class LibC {

    private LibC() {}

    static void load() {
        Native.register(LibC.class, NativeLibrary.getProcess());
    }

    static native int memfd_create(String name, int flags);

    static native int close(int descriptor);
}
