package dev.hexrun.cli.output;

/** Ids for terminals: the 64 hexadecimal digits chosen by engines are truncated to 12. */
final class ShortId {

    private static final int FULL_LENGTH = 64;
    private static final int SHORT_LENGTH = 12;

    private ShortId() {}

    static String of(String id) {
        return id.length() == FULL_LENGTH && isHexadecimal(id) ? id.substring(0, SHORT_LENGTH) : id;
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
