package dev.hexrun.domain.config;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.immutables.value.Value;

/**
 * The resource limits of a cgroup. Absent limits are not changed.
 *
 * @see <a href="https://github.com/opencontainers/runtime-spec/blob/main/config-linux.md#control-groups">config-linux.md#control-groups</a>
 */
@Value.Immutable
public interface LinuxResources {
    /**
     * {@return the device rules; the last matching rule decides}
     */
    List<LinuxDeviceCgroup> devices();

    /**
     * {@return the memory limits}
     */
    Optional<LinuxMemory> memory();

    /**
     * {@return the limits of CPU time, and CPU sets}
     */
    Optional<LinuxCpu> cpu();

    /**
     * {@return the limit of the number of processes}
     */
    Optional<LinuxPids> pids();

    /**
     * {@return the block I/O limits}
     */
    Optional<LinuxBlockIo> blockIO();

    /**
     * {@return the limits of huge pages}
     */
    List<LinuxHugepageLimit> hugepageLimits();

    /**
     * {@return the class and priorities of network traffic; cgroup v1 only}
     */
    Optional<LinuxNetwork> network();

    /**
     * {@return the RDMA limits by device}
     */
    Map<String, LinuxRdma> rdma();

    /**
     * {@return the names of files of the cgroup, with the values to write; cgroup v2 only}
     */
    Map<String, String> unified();

    /** {@return a builder without values} */
    static Builder builder() {
        return new Builder();
    }

    /** Builds a {@link LinuxResources}. */
    class Builder extends ImmutableLinuxResources.Builder {
        Builder() {}
    }
}
