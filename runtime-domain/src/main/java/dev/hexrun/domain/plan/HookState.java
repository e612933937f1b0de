package dev.hexrun.domain.plan;

import dev.hexrun.domain.state.ContainerId;
import dev.hexrun.domain.state.ContainerStatus;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The state that hooks read on their standard input (runtime.md, "State"). While a container is
 * created the pid is known only when the hook runs, so the document comes in two parts, and whoever runs the hook puts the
 * pid between them. A document whose pid is known is one part, and the second is empty.
 *
 * @param ociVersion the version of the configuration
 * @param id the container
 * @param bundle the bundle's folder
 * @param annotations the configuration's annotations
 * @param pid init's pid if it is known, 0 for a container that has ended, {@link #PID_UNKNOWN} while it is created
 */
public record HookState(String ociVersion, ContainerId id, String bundle, Map<String, String> annotations, int pid) {

    /** The pid is left to whoever runs the hook. */
    public static final int PID_UNKNOWN = -1;

    /** Keeps a copy of the map. */
    public HookState {
        // Not Map.copyOf: with many similar names its table takes quadratic time.
        annotations = Collections.unmodifiableMap(new LinkedHashMap<>(annotations));
    }

    String beforePid(ContainerStatus status) {
        StringBuilder text = new StringBuilder("{\"ociVersion\":");
        quote(text, ociVersion);
        text.append(",\"id\":");
        quote(text, id.value());
        text.append(",\"status\":");
        quote(text, status.specName());
        text.append(",\"pid\":");
        if (pid != PID_UNKNOWN) {
            text.append(pid);
            appendRest(text);
        }
        return text.toString();
    }

    String afterPid() {
        if (pid != PID_UNKNOWN) {
            return "";
        }
        StringBuilder text = new StringBuilder();
        appendRest(text);
        return text.toString();
    }

    private void appendRest(StringBuilder text) {
        text.append(",\"bundle\":");
        quote(text, bundle);
        if (!annotations.isEmpty()) {
            text.append(",\"annotations\":{");
            String separator = "";
            for (String name : annotations.keySet().stream().sorted().toList()) {
                text.append(separator);
                quote(text, name);
                text.append(':');
                quote(text, annotations.getOrDefault(name, ""));
                separator = ",";
            }
            text.append('}');
        }
        text.append('}');
    }

    /** JSON, RFC 8259 section 7. The slash is not escaped: some hooks read with less than a JSON parser. */
    static void quote(StringBuilder text, String value) {
        text.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                text.append('\\').append(c);
            } else if (c == '\n') {
                text.append("\\n");
            } else if (c == '\t') {
                text.append("\\t");
            } else if (c < ' ') {
                text.append("\\u00").append(Character.forDigit(c >> 4, 16)).append(Character.forDigit(c & 15, 16));
            } else {
                text.append(c);
            }
        }
        text.append('"');
    }
}
