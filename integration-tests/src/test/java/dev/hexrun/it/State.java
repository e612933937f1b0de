package dev.hexrun.it;

import java.util.Map;

/**
 * What {@code state} printed.
 *
 * @param fields all of it
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
