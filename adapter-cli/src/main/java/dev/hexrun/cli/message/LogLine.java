package dev.hexrun.cli.message;

import dev.hexrun.app.record.Rfc3339;
import java.time.Instant;
import java.util.Optional;

/** Formats log messages. It does not use the JSON adapter, so that logging works without adapters. */
final class LogLine {

    private LogLine() {}

    static String format(LogFormat format, Level level, Instant time, String message, Optional<Origin> origin) {
        StringBuilder line = new StringBuilder(message.length() + 80);
        switch (format) {
            case TEXT -> {
                line.append("time=\"")
                        .append(Rfc3339.seconds(time))
                        .append("\" level=")
                        .append(level.word());
                line.append(" msg=");
                appendQuoted(line, message);
                if (origin.isPresent()) {
                    if (!origin.get().file().isEmpty()) {
                        line.append(" file=").append(origin.get().file());
                    }
                    line.append(" func=").append(origin.get().function());
                }
            }
            case JSON -> {
                line.append("{\"level\":\"").append(level.word()).append("\",\"msg\":");
                appendQuoted(line, message);
                line.append(",\"time\":\"").append(Rfc3339.seconds(time)).append('"');
                if (origin.isPresent()) {
                    if (!origin.get().file().isEmpty()) {
                        line.append(",\"file\":");
                        appendQuoted(line, origin.get().file());
                    }
                    line.append(",\"func\":");
                    appendQuoted(line, origin.get().function());
                }
                line.append('}');
            }
        }
        return line.append('\n').toString();
    }

    /** Appends a JSON string (RFC 8259, section 7), which is also valid in logfmt. */
    private static void appendQuoted(StringBuilder line, String text) {
        line.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> line.append("\\\"");
                case '\\' -> line.append("\\\\");
                case '\n' -> line.append("\\n");
                case '\r' -> line.append("\\r");
                case '\t' -> line.append("\\t");
                default -> {
                    if (c < ' '
                            || (c >= 0x7f && c < 0xa0)
                            || Printable.isBidirectionalControl(c)
                            || isLoneSurrogate(text, i)) {
                        line.append("\\u");
                        for (int shift = 12; shift >= 0; shift -= 4) {
                            line.append(Character.forDigit((c >> shift) & 0xf, 16));
                        }
                    } else {
                        line.append(c);
                    }
                }
            }
        }
        line.append('"');
    }

    private static boolean isLoneSurrogate(String text, int at) {
        char c = text.charAt(at);
        if (Character.isHighSurrogate(c)) {
            return at + 1 == text.length() || !Character.isLowSurrogate(text.charAt(at + 1));
        }
        return Character.isLowSurrogate(c) && (at == 0 || !Character.isHighSurrogate(text.charAt(at - 1)));
    }
}
