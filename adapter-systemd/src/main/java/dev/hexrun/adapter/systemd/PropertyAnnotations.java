package dev.hexrun.adapter.systemd;

import dev.hexrun.adapter.systemd.bus.Variant;
import dev.hexrun.domain.failure.ContainerException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The unit properties in a container's annotations, {@code org.systemd.property.NAME=VALUE}. */
final class PropertyAnnotations {

    private static final String PREFIX = "org.systemd.property.";
    private static final String SECONDS = "Sec";
    private static final double MICROS_PER_SECOND = 1e6;
    private static final int MIN_NAME_LENGTH = 3;

    private PropertyAnnotations() {}

    /** Reads the properties, sorted by name. */
    static List<Property> of(Map<String, String> annotations) {
        List<Property> properties = new ArrayList<>();
        for (Map.Entry<String, String> annotation : new TreeMap<>(annotations).entrySet()) {
            if (annotation.getKey().startsWith(PREFIX)) {
                properties.add(property(annotation.getKey(), annotation.getValue()));
            }
        }
        return properties;
    }

    private static Property property(String annotation, String text) {
        String name = annotation.substring(PREFIX.length());
        if (!isName(name)) {
            throw invalid(annotation, "not the name of a property: three letters or more, and nothing else");
        }
        Variant value;
        try {
            value = GvariantText.parse(text);
        } catch (IllegalArgumentException e) {
            throw invalid(annotation, text + ": " + e.getMessage());
        }
        if (!inSeconds(name)) {
            return new Property(name, value);
        }
        // Unit files have properties in seconds, and the bus only in microseconds.
        String onBus = name.substring(0, name.length() - SECONDS.length()) + "USec";
        return new Property(onBus, micros(annotation, value));
    }

    private static Variant micros(String annotation, Variant seconds) {
        if (seconds.value() instanceof Double number) {
            if (!(number >= 0 && number * MICROS_PER_SECOND < Long.MAX_VALUE)) {
                throw invalid(annotation, number + ": not a number of seconds");
            }
            return Variant.unsigned((long) (number * MICROS_PER_SECOND));
        }
        if (!(seconds.value() instanceof Long number)
                || number < 0
                || number > Long.MAX_VALUE / (long) MICROS_PER_SECOND) {
            throw invalid(annotation, "not a number of seconds");
        }
        return Variant.unsigned(number * (long) MICROS_PER_SECOND);
    }

    private static boolean inSeconds(String name) {
        int before = name.length() - SECONDS.length() - 1;
        return before >= 0 && name.endsWith(SECONDS) && Character.isLowerCase(name.charAt(before));
    }

    private static boolean isName(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'))) {
                return false;
            }
        }
        return name.length() >= MIN_NAME_LENGTH;
    }

    private static ContainerException invalid(String annotation, String reason) {
        return new ContainerException("/annotations/" + annotation + ": " + reason);
    }
}
