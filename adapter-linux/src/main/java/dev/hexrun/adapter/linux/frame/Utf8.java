package dev.hexrun.adapter.linux.frame;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * A lossless conversion between bytes of a caller and a {@link String}. Names in the kernel are bytes, usually UTF-8. A
 * byte that is not UTF-8 becomes a lone surrogate, {@code U+DC80} to {@code U+DCFF}, which UTF-8 cannot encode. The
 * reverse conversion restores the byte (as in Python's PEP 383).
 */
final class Utf8 {

    private static final char REPLACEMENT = '\ufffd';

    /** The surrogate for byte 0. */
    private static final char BASE = '\udc00';

    private static final char FIRST = '\udc80';
    private static final char LAST = '\udcff';

    private Utf8() {}

    static String decode(byte[] bytes, int offset, int count) {
        String text = new String(bytes, offset, count, StandardCharsets.UTF_8);
        return text.indexOf(REPLACEMENT) < 0 ? text : decodeAll(ByteBuffer.wrap(bytes, offset, count));
    }

    private static String decodeAll(ByteBuffer bytes) {
        CharsetDecoder decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        CharBuffer text = CharBuffer.allocate(bytes.remaining());
        while (true) {
            CoderResult result = decoder.decode(bytes, text, true);
            if (!result.isError()) {
                return text.flip().toString();
            }
            for (int i = 0; i < result.length(); i++) {
                text.put((char) (BASE + (bytes.get() & 0xff)));
            }
        }
    }

    static byte[] encode(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        // The encoder replaces a lone surrogate with a question mark.
        return contains(bytes, (byte) '?') && holdsBytes(text) ? encodeAll(text) : bytes;
    }

    private static boolean contains(byte[] bytes, byte wanted) {
        for (byte each : bytes) {
            if (each == wanted) {
                return true;
            }
        }
        return false;
    }

    private static boolean holdsBytes(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (isByte(text, i)) {
                return true;
            }
        }
        return false;
    }

    private static byte[] encodeAll(String text) {
        ByteBuffer bytes = ByteBuffer.allocate(text.length() * 3);
        int start = 0;
        for (int i = 0; i < text.length(); i++) {
            if (isByte(text, i)) {
                bytes.put(text.substring(start, i).getBytes(StandardCharsets.UTF_8));
                bytes.put((byte) (text.charAt(i) - BASE));
                start = i + 1;
            }
        }
        bytes.put(text.substring(start).getBytes(StandardCharsets.UTF_8));
        byte[] result = new byte[bytes.position()];
        bytes.get(0, result);
        return result;
    }

    private static boolean isByte(String text, int at) {
        char c = text.charAt(at);
        return c >= FIRST && c <= LAST && (at == 0 || !Character.isHighSurrogate(text.charAt(at - 1)));
    }
}
