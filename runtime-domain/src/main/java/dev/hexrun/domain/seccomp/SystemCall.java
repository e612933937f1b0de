package dev.hexrun.domain.seccomp;

/** A system call that the runtime makes after a filter may have been installed. */
public enum SystemCall {
    /** {@code openat(2)}. */
    OPENAT(257, 56),
    /** {@code write(2)}. */
    WRITE(1, 64),
    /** {@code prlimit64(2)}. */
    PRLIMIT64(302, 261);

    private final int x86Number;
    private final int genericNumber;

    SystemCall(int x86Number, int genericNumber) {
        this.x86Number = x86Number;
        this.genericNumber = genericNumber;
    }

    int x86Number() {
        return x86Number;
    }

    /** Returns the number in {@code asm-generic/unistd.h}, which newer architectures use. */
    int genericNumber() {
        return genericNumber;
    }
}
