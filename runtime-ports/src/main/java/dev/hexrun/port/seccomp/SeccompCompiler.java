package dev.hexrun.port.seccomp;

import dev.hexrun.domain.config.LinuxSeccomp;
import dev.hexrun.domain.validate.Problem;
import java.util.List;

/**
 * A compiler of seccomp profiles to filters (config-linux.md, "Seccomp"). Adapters implement it and pass {@code
 * SeccompCompilerContract} of the test kit.
 *
 * <p>The runtime calls {@link #fingerprint} first, and {@link #compile} only if it has no cached program of this
 * fingerprint for the profile. It then checks which system calls of the runtime the program allows. The native program
 * installs it, with the flags of {@code SeccompFlags}, in the process of the container.
 */
public interface SeccompCompiler {

    /**
     * Compiles a profile for the native architecture and those of the profile.
     *
     * <p>Unknown calls are ignored. If the default action does not execute a call, calls that are newer than every call
     * in the profile fail with {@code ENOSYS}, so that programs fall back to older ones. All conditions of a rule must
     * hold; of several conditions for the same argument, one is sufficient.
     *
     * @param profile the profile, checked by {@code ConfigurationValidator}, with a default action
     * @return the program, at most 4096 instructions, each the bytes of a {@code struct sock_filter}, the first byte
     *     lowest
     * @throws dev.hexrun.domain.failure.InvalidConfigurationException if the profile cannot be compiled; the pointer
     *     names the field
     * @throws dev.hexrun.domain.failure.ContainerException if the compiler fails for another reason
     */
    List<Long> compile(LinuxSeccomp profile);

    /**
     * Returns the names in a profile that are not those of a system call on any architecture. {@link #compile} ignores
     * them; the runtime calls this method if a container must not be created with such a profile.
     *
     * @param profile the profile
     * @return a problem with the pointer of each unknown name; empty by default
     */
    default List<Problem> unknownCalls(LinuxSeccomp profile) {
        return List.of();
    }

    /**
     * Returns a string that identifies this version of the compiler: the runtime reuses programs as long as it does not
     * change. The call is cheap, and does not load the compiler.
     *
     * @return for example the path, size and modification time of a library; not empty
     */
    String fingerprint();
}
