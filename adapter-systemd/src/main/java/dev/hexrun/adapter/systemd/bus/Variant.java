package dev.hexrun.adapter.systemd.bus;

import java.util.List;

/**
 * A value with its D-Bus type.
 *
 * @param signature one complete type, for example {@code s} or {@code a(ss)}
 * @param value {@code b}: a {@link Boolean}; integers: a {@link Long}, for {@code t} with the same bits; {@code d}: a
 *     {@link Double}; {@code s o g}: a {@link String}; {@code v}: a {@link Variant}; arrays, structures and entries of
 *     dictionaries: a {@link List} of their parts
 */
public record Variant(String signature, Object value) {

    /**
     * Creates a string.
     *
     * @param text the string
     * @return the value
     */
    public static Variant string(String text) {
        return new Variant("s", text);
    }

    /**
     * Creates a boolean.
     *
     * @param value the value
     * @return the value
     */
    public static Variant bool(boolean value) {
        return new Variant("b", value);
    }

    /**
     * Creates an unsigned 64-bit number.
     *
     * @param bits its bits; -1 is the greatest number, which systemd calls infinity
     * @return the value
     */
    public static Variant unsigned(long bits) {
        return new Variant("t", bits);
    }

    /**
     * Creates an array of strings.
     *
     * @param strings the strings
     * @return the value
     */
    public static Variant strings(List<String> strings) {
        return new Variant("as", List.copyOf(strings));
    }
}
