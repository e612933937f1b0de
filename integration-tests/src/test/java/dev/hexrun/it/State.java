package dev.hexrun.it;

import java.util.Map;

/**
 * The output of {@code state}.
 *
 * @param fields the members of the JSON object
 */
record State(Map<String, Object> fields) {

    static State of(Outcome outcome) {
        return new State(Json.readObject(outcome.out()));
    }

    long pid() {
        return fields.get("pid") instanceof Long pid ? pid : 0;
    }

    String status() {
        return String.valueOf(fields.get("status"));
    }
}
