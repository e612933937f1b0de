package dev.hexrun.cli.output;

import dev.hexrun.domain.json.JsonValue;
import dev.hexrun.domain.json.JsonValue.JsonObject;
import java.util.ArrayList;
import java.util.List;

/** The last line of {@code --version} of crun, by which clients find out what the program supports. */
public final class CrunFeatures {

    private CrunFeatures() {}

    /**
     * Returns the line, such as {@code +SYSTEMD +SELINUX +CAP}.
     *
     * @param features the document that {@code features} prints
     * @return a whole line
     */
    public static String line(JsonValue features) {
        List<String> tags = new ArrayList<>();
        if (member(member(member(features, "linux"), "cgroup"), "systemd") instanceof JsonValue.JsonBoolean systemd
                && systemd.value()) {
            tags.add("+SYSTEMD");
        }
        addIfEnabled(tags, features, "selinux", "+SELINUX");
        addIfEnabled(tags, features, "apparmor", "+APPARMOR");
        tags.add("+CAP");
        addIfEnabled(tags, features, "seccomp", "+SECCOMP");
        tags.add("+EBPF");
        return String.join(" ", tags) + "\n";
    }

    private static void addIfEnabled(List<String> tags, JsonValue features, String name, String tag) {
        if (member(member(member(features, "linux"), name), "enabled") instanceof JsonValue.JsonBoolean enabled
                && enabled.value()) {
            tags.add(tag);
        }
    }

    private static JsonValue member(JsonValue value, String name) {
        JsonValue member = value instanceof JsonObject object ? object.get(name) : null;
        return member == null ? new JsonObject(java.util.Map.of()) : member;
    }
}
