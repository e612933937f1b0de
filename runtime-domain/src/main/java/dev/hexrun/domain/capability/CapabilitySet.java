package dev.hexrun.domain.capability;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A set of capabilities, as the kernel has them.
 *
 * @param bits bit N stands for the capability with number N
 */
public record CapabilitySet(long bits) {
    /** The set without any. */
    public static final CapabilitySet EMPTY = new CapabilitySet(0);

    /**
     * Makes a set of names. A name that nobody knows is left out, as the runtime specification wants it; {@link
     * #unknown} tells which those are.
     *
     * @param names names as {@link Capability#find} takes them
     * @return the set
     */
    public static CapabilitySet of(List<String> names) {
        long bits = 0;
        for (String name : names) {
            Optional<Capability> capability = Capability.find(name);
            if (capability.isPresent()) {
                bits |= 1L << capability.get().number();
            }
        }
        return new CapabilitySet(bits);
    }

    /**
     * Picks the names that nobody knows.
     *
     * @param names names as {@link Capability#find} takes them
     * @return those without a capability, in order
     */
    public static List<String> unknown(List<String> names) {
        List<String> unknown = new ArrayList<>();
        for (String name : names) {
            if (Capability.find(name).isEmpty()) {
                unknown.add(name);
            }
        }
        return unknown;
    }

    /**
     * Tells whether a capability is in the set.
     *
     * @param capability the capability
     * @return whether it is in the set
     */
    public boolean contains(Capability capability) {
        return (bits & (1L << capability.number())) != 0;
    }

    /**
     * Intersects.
     *
     * @param other another set
     * @return what is in both
     */
    public CapabilitySet intersect(CapabilitySet other) {
        return new CapabilitySet(bits & other.bits);
    }

    /** {@return the names of the capabilities in the set, by number; bits without a name are left out} */
    public List<String> names() {
        List<String> names = new ArrayList<>();
        for (Capability capability : Capability.values()) {
            if (contains(capability)) {
                names.add(capability.name());
            }
        }
        return names;
    }
}
