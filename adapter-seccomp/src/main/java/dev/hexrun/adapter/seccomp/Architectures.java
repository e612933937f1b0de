package dev.hexrun.adapter.seccomp;

import dev.hexrun.domain.config.LinuxSeccompArch;
import dev.hexrun.domain.seccomp.AuditArchitecture;

/** The tokens of architectures in libseccomp: {@code AUDIT_ARCH_*} of the kernel, except x32, for which the kernel has none. */
final class Architectures {

    static final int X32 = 0x4000003e;

    private Architectures() {}

    static int token(LinuxSeccompArch arch) {
        return switch (arch) {
            case SCMP_ARCH_X86 -> 0x40000003;
            case SCMP_ARCH_X86_64 -> AuditArchitecture.X86_64;
            case SCMP_ARCH_X32 -> X32;
            case SCMP_ARCH_ARM -> 0x40000028;
            case SCMP_ARCH_AARCH64 -> AuditArchitecture.AARCH64;
            case SCMP_ARCH_MIPS -> 0x00000008;
            case SCMP_ARCH_MIPS64 -> 0x80000008;
            case SCMP_ARCH_MIPS64N32 -> 0xa0000008;
            case SCMP_ARCH_MIPSEL -> 0x40000008;
            case SCMP_ARCH_MIPSEL64 -> 0xc0000008;
            case SCMP_ARCH_MIPSEL64N32 -> 0xe0000008;
            case SCMP_ARCH_PPC -> 0x00000014;
            case SCMP_ARCH_PPC64 -> 0x80000015;
            case SCMP_ARCH_PPC64LE -> 0xc0000015;
            case SCMP_ARCH_S390 -> 0x00000016;
            case SCMP_ARCH_S390X -> 0x80000016;
            case SCMP_ARCH_PARISC -> 0x0000000f;
            case SCMP_ARCH_PARISC64 -> 0x8000000f;
            case SCMP_ARCH_RISCV64 -> AuditArchitecture.RISCV64;
            case SCMP_ARCH_LOONGARCH64 -> AuditArchitecture.LOONGARCH64;
            case SCMP_ARCH_M68K -> 0x00000004;
            case SCMP_ARCH_SH -> 0x4000002a;
            case SCMP_ARCH_SHEB -> 0x0000002a;
        };
    }
}
