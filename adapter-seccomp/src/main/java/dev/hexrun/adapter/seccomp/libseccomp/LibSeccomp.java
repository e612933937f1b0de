package dev.hexrun.adapter.seccomp.libseccomp;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import org.jspecify.annotations.Nullable;

/** Functions of {@code seccomp.h}. A negative result is an errno. */
final class LibSeccomp {

    private LibSeccomp() {}

    /** Loads the library; throws {@link UnsatisfiedLinkError} if it does not exist. */
    static void load(String file) {
        Native.register(LibSeccomp.class, file);
    }

    static native @Nullable Pointer seccomp_init(int action);

    static native void seccomp_release(Pointer context);

    static native int seccomp_arch_add(Pointer context, int arch);

    static native int seccomp_arch_native();

    static native int seccomp_attr_set(Pointer context, int attribute, int value);

    static native int seccomp_syscall_resolve_name(String name);

    static native int seccomp_syscall_resolve_name_arch(int arch, String name);

    static native int seccomp_rule_add_array(
            Pointer context, int action, int number, int count, @Nullable Pointer comparisons);

    static native int seccomp_export_bpf(Pointer context, int descriptor);
}
