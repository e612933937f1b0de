package dev.hexrun.domain.capability;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A set of capabilities.
 *
 * @param bits bit N stands for the capability with number N
 */
public record CapabilitySet(long bits) {
    /** The empty set. */
    public static final CapabilitySet EMPTY = new CapabilitySet(0);

    /**
     * Creates a set from names. Unknown names are ignored, as the runtime specification requires; {@link #unknown} returns
     * them.
     *
     * @param names names for {@link Capability#find}
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
     * Returns the unknown ones of some names.
     *
     * @param names names for {@link Capability#find}
     * @return the names without a capability, in their order
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
     * Returns whether a capability is in the set.
     *
     * @param capability the capability
     * @return {@code true} if it is
     */
    public boolean contains(Capability capability) {
        return (bits & (1L << capability.number())) != 0;
    }

    /**
     * Returns the intersection with another set.
     *
     * @param other the other set
     * @return the capabilities in both
     */
    public CapabilitySet intersect(CapabilitySet other) {
        return new CapabilitySet(bits & other.bits);
    }

    /** {@return the names of the capabilities in the set, by number; bits without a name are ignored} */
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
