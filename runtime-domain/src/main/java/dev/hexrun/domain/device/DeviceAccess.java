package dev.hexrun.domain.device;

import org.jspecify.annotations.Nullable;

/**
 * A set of accesses to a device.
 *
 * @param bits {@code BPF_DEVCG_ACC_*} of linux/bpf.h: 1 for mknod, 2 for read, 4 for write
 */
public record DeviceAccess(int bits) {

    /** No access. */
    public static final DeviceAccess NONE = new DeviceAccess(0);

    /** Creating a device node, {@code m}. */
    public static final DeviceAccess MKNOD = new DeviceAccess(1);

    /** Reading, {@code r}. */
    public static final DeviceAccess READ = new DeviceAccess(2);

    /** Writing, {@code w}. */
    public static final DeviceAccess WRITE = new DeviceAccess(4);

    /** Reading and writing: the accesses that the kernel checks together, when a device is opened. */
    public static final DeviceAccess READ_WRITE = READ.plus(WRITE);

    /** Every access. */
    public static final DeviceAccess ALL = READ_WRITE.plus(MKNOD);

    /**
     * Parses {@code linux.resources.devices[].access}.
     *
     * @param letters some of {@code rwm}; other letters are ignored, as other runtimes do
     * @return the accesses
     */
    public static DeviceAccess of(String letters) {
        int bits = 0;
        for (int i = 0; i < letters.length(); i++) {
            switch (letters.charAt(i)) {
                case 'r' -> bits |= READ.bits;
                case 'w' -> bits |= WRITE.bits;
                case 'm' -> bits |= MKNOD.bits;
                default -> {}
            }
        }
        return new DeviceAccess(bits);
    }

    /** {@return whether the set is empty} */
    public boolean isEmpty() {
        return bits == 0;
    }

    /**
     * Returns whether every access of another set is in this one.
     *
     * @param other the other set
     * @return {@code true} also if the other set is empty
     */
    public boolean containsAll(DeviceAccess other) {
        return (other.bits & ~bits) == 0;
    }

    /**
     * Returns the union.
     *
     * @param other the other set
     * @return the accesses in either
     */
    public DeviceAccess plus(DeviceAccess other) {
        return new DeviceAccess(bits | other.bits);
    }

    /**
     * Returns the difference.
     *
     * @param other the other set
     * @return the accesses in this set and not in the other
     */
    public DeviceAccess minus(DeviceAccess other) {
        return new DeviceAccess(bits & ~other.bits);
    }

    /**
     * Returns the intersection.
     *
     * @param other the other set
     * @return the accesses in both
     */
    public DeviceAccess and(DeviceAccess other) {
        return new DeviceAccess(bits & other.bits);
    }

    // A record's own methods are linked at run time, which a command that lives for milliseconds would notice.
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof DeviceAccess access && access.bits == bits;
    }

    @Override
    public int hashCode() {
        return bits;
    }

    /** {@return the letters, in the order {@code rwm} of the kernel} */
    @Override
    public String toString() {
        return ((bits & READ.bits) != 0 ? "r" : "")
                + ((bits & WRITE.bits) != 0 ? "w" : "")
                + ((bits & MKNOD.bits) != 0 ? "m" : "");
    }
}
