package dev.hexrun.cli.message;

import dev.hexrun.app.record.Rfc3339;
import dev.hexrun.domain.json.JsonText;
import dev.hexrun.domain.json.JsonValue;
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
                JsonText.appendPrintable(line, message);
                if (origin.isPresent()) {
                    if (!origin.get().file().isEmpty()) {
                        line.append(" file=").append(origin.get().file());
                    }
                    line.append(" func=").append(origin.get().function());
                }
            }
            case JSON -> {
                JsonValue.Builder members = new JsonValue.Builder()
                        .put("level", level.word())
                        .put("msg", message)
                        .put("time", Rfc3339.seconds(time));
                if (origin.isPresent()) {
                    if (!origin.get().file().isEmpty()) {
                        members.put("file", origin.get().file());
                    }
                    members.put("func", origin.get().function());
                }
                line.append(JsonText.printable(members.build()));
            }
        }
        return line.append('\n').toString();
    }
}
