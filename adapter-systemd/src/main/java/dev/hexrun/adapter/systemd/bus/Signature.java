package dev.hexrun.adapter.systemd.bus;

/** D-Bus type signatures. */
public final class Signature {

    private static final String BASIC = "ybnqiuxtdsog";
    private static final int MAX_DEPTH = 32;

    private Signature() {}

    /**
     * Returns whether a type is basic, a single value without parts.
     *
     * @param type its first letter
     * @return {@code true} if the type is basic
     */
    public static boolean isBasic(char type) {
        return BASIC.indexOf(type) >= 0;
    }

    /**
     * Returns the end of the complete type that begins at an index.
     *
     * @param signature the signature
     * @param start the index of the first letter of the type
     * @return the index after the last letter of the type; -1 if there is no complete type
     */
    public static int end(String signature, int start) {
        return end(signature, start, 0);
    }

    private static int end(String signature, int start, int depth) {
        if (start >= signature.length() || depth > MAX_DEPTH) {
            return -1;
        }
        char type = signature.charAt(start);
        if (isBasic(type) || type == 'v') {
            return start + 1;
        }
        if (type == 'a') {
            boolean dictionary = start + 1 < signature.length() && signature.charAt(start + 1) == '{';
            return dictionary ? entryEnd(signature, start + 1, depth) : end(signature, start + 1, depth + 1);
        }
        return type == '(' ? structureEnd(signature, start, depth) : -1;
    }

    private static int structureEnd(String signature, int start, int depth) {
        int next = end(signature, start + 1, depth + 1);
        while (next >= 0 && next < signature.length() && signature.charAt(next) != ')') {
            next = end(signature, next, depth + 1);
        }
        return next < 0 || next >= signature.length() ? -1 : next + 1;
    }

    private static int entryEnd(String signature, int start, int depth) {
        if (start + 1 >= signature.length() || !isBasic(signature.charAt(start + 1))) {
            return -1;
        }
        int next = end(signature, start + 2, depth + 1);
        return next >= 0 && next < signature.length() && signature.charAt(next) == '}' ? next + 1 : -1;
    }
}
