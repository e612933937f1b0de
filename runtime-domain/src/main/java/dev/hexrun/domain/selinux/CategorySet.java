package dev.hexrun.domain.selinux;

import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * A set of MLS or MCS categories such as {@code c0.c3,c7}. Its text is the one that the kernel prints: categories in
 * ascending order, three or more consecutive ones as a range. Two sets are equal if they have the same categories,
 * regardless of the text they were parsed from. Immutable.
 */
public final class CategorySet {

    /** The highest number of a category; policies declare c0 to c1023. */
    public static final int MAX = 1023;

    /** The empty set. */
    public static final CategorySet NONE = new CategorySet(new BitSet());

    private final BitSet bits;

    private CategorySet(BitSet bits) {
        this.bits = bits;
    }

    /**
     * Creates a set.
     *
     * @param categories the numbers of the categories, 0 to {@link #MAX}
     * @return the set
     * @throws IllegalArgumentException if a number is out of range
     */
    public static CategorySet of(int... categories) {
        BitSet bits = new BitSet();
        for (int category : categories) {
            if (category < 0 || category > MAX) {
                throw new IllegalArgumentException("c" + category + " is not a category; the range is c0 to c" + MAX);
            }
            bits.set(category);
        }
        return new CategorySet(bits);
    }

    /**
     * Parses a list of categories and of ranges of categories.
     *
     * @param text the list, for example {@code c0.c3,c7}; not empty
     * @return the set
     * @throws IllegalArgumentException if the text is not a list of categories
     */
    public static CategorySet of(String text) {
        BitSet bits = new BitSet();
        int start = 0;
        while (start <= text.length()) {
            int end = text.indexOf(',', start);
            end = end < 0 ? text.length() : end;
            int dot = text.indexOf('.', start);
            boolean range = dot >= 0 && dot < end;
            int first = Digits.parse(text, 'c', start, range ? dot : end, MAX);
            int last = range ? Digits.parse(text, 'c', dot + 1, end, MAX) : first;
            if (first < 0 || last < first) {
                throw new IllegalArgumentException("\"" + text + "\" is not a list of categories such as c0.c3,c7");
            }
            bits.set(first, last + 1);
            start = end + 1;
        }
        return new CategorySet(bits);
    }

    /**
     * Returns whether the set has no categories.
     *
     * @return {@code true} if it is empty
     */
    public boolean isEmpty() {
        return bits.isEmpty();
    }

    /**
     * Returns the number of categories.
     *
     * @return 0 to 1024
     */
    public int size() {
        return bits.cardinality();
    }

    /**
     * Returns whether the set has a category.
     *
     * @param category the number of the category
     * @return {@code true} if it has; {@code false} for a number out of range
     */
    public boolean contains(int category) {
        return category >= 0 && bits.get(category);
    }

    /**
     * Returns whether the set has all categories of another set.
     *
     * @param other the other set
     * @return {@code true} if it has
     */
    public boolean containsAll(CategorySet other) {
        BitSet missing = (BitSet) other.bits.clone();
        missing.andNot(bits);
        return missing.isEmpty();
    }

    /**
     * Returns the categories that are in this set and in another set.
     *
     * @param other the other set
     * @return the common categories
     */
    public CategorySet intersection(CategorySet other) {
        BitSet common = (BitSet) bits.clone();
        common.and(other.bits);
        return new CategorySet(common);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof CategorySet set && set.bits.equals(bits);
    }

    @Override
    public int hashCode() {
        return bits.hashCode();
    }

    /**
     * Returns the text of the set, as the kernel prints it.
     *
     * @return for example {@code c0.c3,c7}; the empty text if the set is empty
     */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        int first = bits.nextSetBit(0);
        while (first >= 0) {
            int last = bits.nextClearBit(first) - 1;
            text.append(text.isEmpty() ? "c" : ",c").append(first);
            if (last > first) {
                text.append(last > first + 1 ? ".c" : ",c").append(last);
            }
            first = bits.nextSetBit(last + 1);
        }
        return text.toString();
    }
}
