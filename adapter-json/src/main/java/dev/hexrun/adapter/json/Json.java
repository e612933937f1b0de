package dev.hexrun.adapter.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;

/** How this adapter sets Jackson up: the limits of what it reads, and the words for what it cannot read. */
final class Json {

    /** Documents of callers are some 100 KiB at most; more than this is no configuration. */
    static final int MAX_BYTES = 16 * 1024 * 1024;

    /** The configuration is 7 levels deep. Unknown properties may go deeper, within reason. */
    static final int MAX_DEPTH = 200;

    /** The longest number that has a meaning has 20 digits. */
    private static final int MAX_NUMBER_LENGTH = 1000;

    private Json() {}

    static JsonFactory factory() {
        return JsonFactory.builder()
                // Names are switched on once and forgotten: to intern them would only cost.
                .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(MAX_DEPTH)
                        .maxNumberLength(MAX_NUMBER_LENGTH)
                        .maxStringLength(MAX_BYTES)
                        .maxNameLength(65_536)
                        .build())
                .build();
    }

    /** For example {@code line 3, column 7: Unexpected character …}. */
    static String message(JsonProcessingException e) {
        String message = e.getOriginalMessage();
        if (message == null) {
            message = "malformed";
        }
        int end = message.indexOf('\n');
        message = end < 0 ? message : message.substring(0, end);
        JsonLocation place = e.getLocation();
        return place == null
                ? message
                : "line " + place.getLineNr() + ", column " + place.getColumnNr() + ": " + message;
    }
}
