package dev.hexrun.domain.config;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.immutables.value.Value;

/**
 * The limits of a cgroup. What is absent is left as it is.
 *
 * @see <a href="https://github.com/opencontainers/runtime-spec/blob/main/config-linux.md#control-groups">config-linux.md#control-groups</a>
 */
@Value.Immutable
public interface LinuxResources {
    /**
     * {@return device rules, of which a later one wins}
     */
    List<LinuxDeviceCgroup> devices();

    /**
     * {@return memory}
     */
    Optional<LinuxMemory> memory();

    /**
     * {@return CPU time and CPU sets}
     */
    Optional<LinuxCpu> cpu();

    /**
     * {@return the number of processes}
     */
    Optional<LinuxPids> pids();

    /**
     * {@return block I/O}
     */
    Optional<LinuxBlockIo> blockIO();

    /**
     * {@return huge pages}
     */
    List<LinuxHugepageLimit> hugepageLimits();

    /**
     * {@return network classes and priorities; cgroup v1 only}
     */
    Optional<LinuxNetwork> network();

    /**
     * {@return RDMA by device}
     */
    Map<String, LinuxRdma> rdma();

    /**
     * {@return files of the cgroup and what is written to them; cgroup v2 only}
     */
    Map<String, String> unified();

    /** {@return a builder in which nothing is set} */
    static Builder builder() {
        return new Builder();
    }

    /** Collects the parts of a {@link LinuxResources}. */
    class Builder extends ImmutableLinuxResources.Builder {
        Builder() {}
    }
}
