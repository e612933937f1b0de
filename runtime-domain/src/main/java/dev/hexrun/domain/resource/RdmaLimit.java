package dev.hexrun.domain.resource;

import dev.hexrun.domain.config.LinuxRdma;
import java.util.OptionalLong;

/** The conversion of {@code linux.resources.rdma} to {@code rdma.max}, which v1 and v2 have. */
final class RdmaLimit {

    private RdmaLimit() {}

    static CgroupWrite of(String device, LinuxRdma limit) {
        return CgroupWrite.of(
                ResourceField.RDMA,
                "rdma",
                "rdma.max",
                device + " hca_handle=" + value(limit.hcaHandles()) + " hca_object=" + value(limit.hcaObjects()));
    }

    private static String value(OptionalLong count) {
        return count.isPresent() ? Long.toString(count.getAsLong()) : "max";
    }
}
