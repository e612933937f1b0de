package dev.hexrun.domain.config;

import java.util.OptionalLong;
import org.immutables.value.Value;

/**
 * The RDMA limits for one device.
 *
 * @see <a href="https://github.com/opencontainers/runtime-spec/blob/main/config-linux.md#rdma">config-linux.md#rdma</a>
 */
@Value.Immutable
public interface LinuxRdma {
    /**
     * {@return the maximum number of open handles, 0 to 2^32-1; absent for no limit}
     */
    OptionalLong hcaHandles();

    /**
     * {@return the maximum number of objects, 0 to 2^32-1; absent for no limit}
     */
    OptionalLong hcaObjects();

    /** {@return a builder without values} */
    static Builder builder() {
        return new Builder();
    }

    /** Builds a {@link LinuxRdma}. */
    class Builder extends ImmutableLinuxRdma.Builder {
        Builder() {}
    }
}
