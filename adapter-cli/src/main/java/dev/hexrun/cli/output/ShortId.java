package dev.hexrun.cli.output;

/** Ids as a terminal shows them: of the 64 hexadecimal digits that engines choose, the first 12. */
final class ShortId {

    private static final int WHOLE = 64;
    private static final int SHOWN = 12;

    private ShortId() {}

    static String of(String id) {
        return id.length() == WHOLE && isHexadecimal(id) ? id.substring(0, SHOWN) : id;
    }

    private static boolean isHexadecimal(String id) {
        for (int i = 0; i < id.length(); i++) {
            char c = id.charAt(i);
            if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
                return false;
            }
        }
        return true;
    }
}
