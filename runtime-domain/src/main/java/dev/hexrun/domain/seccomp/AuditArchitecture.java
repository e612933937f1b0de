package dev.hexrun.domain.seccomp;

/** Architectures of system calls, {@code AUDIT_ARCH_*} of {@code linux/audit.h}. */
public final class AuditArchitecture {

    /** {@code AUDIT_ARCH_X86_64}. */
    public static final int X86_64 = 0xc000003e;

    /** {@code AUDIT_ARCH_AARCH64}. */
    public static final int AARCH64 = 0xc00000b7;

    /** {@code AUDIT_ARCH_RISCV64}. */
    public static final int RISCV64 = 0xc00000f3;

    /** {@code AUDIT_ARCH_LOONGARCH64}. */
    public static final int LOONGARCH64 = 0xc0000102;

    private AuditArchitecture() {}
}
