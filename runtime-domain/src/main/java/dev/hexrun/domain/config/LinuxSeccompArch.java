package dev.hexrun.domain.config;

/**
 * An architecture that a filter supports.
 *
 * @see <a href="https://github.com/opencontainers/runtime-spec/blob/main/config-linux.md#seccomp">config-linux.md#seccomp</a>
 */
public enum LinuxSeccompArch {
    /** 32-bit x86. */
    SCMP_ARCH_X86,

    /** 64-bit x86. */
    SCMP_ARCH_X86_64,

    /** x86-64 with 32-bit pointers. */
    SCMP_ARCH_X32,

    /** 32-bit ARM. */
    SCMP_ARCH_ARM,

    /** 64-bit ARM. */
    SCMP_ARCH_AARCH64,

    /** MIPS, big-endian. */
    SCMP_ARCH_MIPS,

    /** 64-bit MIPS, big-endian. */
    SCMP_ARCH_MIPS64,

    /** MIPS N32, big-endian. */
    SCMP_ARCH_MIPS64N32,

    /** MIPS, little-endian. */
    SCMP_ARCH_MIPSEL,

    /** 64-bit MIPS, little-endian. */
    SCMP_ARCH_MIPSEL64,

    /** MIPS N32, little-endian. */
    SCMP_ARCH_MIPSEL64N32,

    /** 32-bit PowerPC. */
    SCMP_ARCH_PPC,

    /** 64-bit PowerPC, big-endian. */
    SCMP_ARCH_PPC64,

    /** 64-bit PowerPC, little-endian. */
    SCMP_ARCH_PPC64LE,

    /** 31-bit S/390. */
    SCMP_ARCH_S390,

    /** 64-bit S/390. */
    SCMP_ARCH_S390X,

    /** 32-bit PA-RISC. */
    SCMP_ARCH_PARISC,

    /** 64-bit PA-RISC. */
    SCMP_ARCH_PARISC64,

    /** 64-bit RISC-V. */
    SCMP_ARCH_RISCV64,

    /** 64-bit LoongArch. */
    SCMP_ARCH_LOONGARCH64,

    /** Motorola 68000. */
    SCMP_ARCH_M68K,

    /** SuperH, little-endian. */
    SCMP_ARCH_SH,

    /** SuperH, big-endian. */
    SCMP_ARCH_SHEB;

    /** {@return the name that the runtime specification uses, which is the name of the constant} */
    public String specName() {
        return name();
    }

    /**
     * Returns the constant of that name.
     *
     * @param specName the name in config.json; case-sensitive
     * @return the constant
     * @throws IllegalArgumentException if there is none; the message is for the user
     */
    public static LinuxSeccompArch of(String specName) {
        for (LinuxSeccompArch value : values()) {
            if (value.specName().equals(specName)) {
                return value;
            }
        }
        throw new IllegalArgumentException("invalid seccomp architecture \"" + specName + "\"");
    }
}
