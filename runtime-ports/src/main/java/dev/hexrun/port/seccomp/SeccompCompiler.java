package dev.hexrun.port.seccomp;

import dev.hexrun.domain.config.LinuxSeccomp;
import java.util.List;

/** Compiles profiles of system calls (config-linux.md, "Seccomp"). Yours to implement. */
public interface SeccompCompiler {

    /**
     * Compiles a profile. Calls that this compiler does not know are left out; the newest ones, which the profile cannot
     * know, have to fail with {@code ENOSYS} where others fail, so that programs fall back to older ones.
     *
     * @param profile the profile, already checked, with a default action
     * @return the program, a {@code struct sock_filter} in each, its bytes from the lowest; at most 4096
     * @throws dev.hexrun.domain.failure.InvalidConfigurationException if it cannot be compiled; the pointer tells what
     */
    List<Long> compile(LinuxSeccomp profile);

    /**
     * What identifies this compiler: programs that were compiled under one fingerprint are used as long as it stays the
     * same. Telling it is cheap, and does not need what compiling needs.
     *
     * @return a text, such as the path, size and time of a library
     */
    String fingerprint();
}
