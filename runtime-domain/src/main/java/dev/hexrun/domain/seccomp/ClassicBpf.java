package dev.hexrun.domain.seccomp;

/** Constants of the classic BPF programs of seccomp, {@code linux/bpf_common.h} and {@code linux/seccomp.h}. */
public final class ClassicBpf {

    /** {@code BPF_LD|BPF_W|BPF_ABS}. */
    public static final int LOAD_ABSOLUTE = 0x20;

    /** {@code BPF_ALU|BPF_AND|BPF_K}. */
    public static final int AND_CONSTANT = 0x54;

    /** {@code BPF_JMP|BPF_JA}. */
    public static final int JUMP = 0x05;

    /** {@code BPF_JMP|BPF_JEQ|BPF_K}. */
    public static final int JUMP_IF_EQUAL = 0x15;

    /** {@code BPF_JMP|BPF_JGT|BPF_K}. */
    public static final int JUMP_IF_GREATER = 0x25;

    /** {@code BPF_JMP|BPF_JGE|BPF_K}. */
    public static final int JUMP_IF_NOT_LESS = 0x35;

    /** {@code BPF_JMP|BPF_JSET|BPF_K}. */
    public static final int JUMP_IF_SET = 0x45;

    /** {@code BPF_RET|BPF_K}. */
    public static final int RETURN_CONSTANT = 0x06;

    /** The offset of {@code nr} in {@code struct seccomp_data}. */
    public static final int NUMBER_OFFSET = 0;

    /** The offset of {@code arch} in {@code struct seccomp_data}. */
    public static final int ARCHITECTURE_OFFSET = 4;

    /** {@code SECCOMP_RET_ALLOW}. */
    public static final int RET_ALLOW = 0x7fff0000;

    /** {@code SECCOMP_RET_LOG}. */
    public static final int RET_LOG = 0x7ffc0000;

    private ClassicBpf() {}
}
