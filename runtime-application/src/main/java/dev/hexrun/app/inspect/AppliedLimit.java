package dev.hexrun.app.inspect;

import dev.hexrun.domain.json.JsonValue;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A limit as the kernel has it, beside the configured one.
 *
 * @param path the path of the cgroup file
 * @param applied its content; empty if it cannot be read, for example because the controller is not available
 * @param configured the configured values by the JSON pointers of their fields; empty if none is configured
 */
public record AppliedLimit(String path, String applied, Map<String, JsonValue> configured) {

    /** Copies the map. */
    public AppliedLimit {
        configured = Collections.unmodifiableMap(new LinkedHashMap<>(configured));
    }
}
