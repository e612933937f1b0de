package dev.hexrun.cli.output;

import dev.hexrun.app.inspect.AppliedLimit;
import dev.hexrun.app.inspect.InspectedNamespace;
import dev.hexrun.app.inspect.InspectedProcess;
import dev.hexrun.app.inspect.Inspection;
import dev.hexrun.app.inspect.ProcessSecurity;
import dev.hexrun.app.state.ContainerState;
import dev.hexrun.cli.message.Printable;
import dev.hexrun.cli.output.TerminalStyle.Style;
import dev.hexrun.cli.template.RowFields;
import dev.hexrun.domain.json.JsonText;
import dev.hexrun.domain.json.JsonValue;
import dev.hexrun.domain.json.JsonValue.JsonArray;
import dev.hexrun.domain.json.JsonValue.JsonNull;
import dev.hexrun.domain.json.JsonValue.JsonObject;
import dev.hexrun.domain.json.JsonValue.JsonString;
import dev.hexrun.port.host.MountInfo;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The output of {@code inspect}. */
public final class InspectOutput {

    /** The fields of a container for templates. */
    public static final RowFields FIELDS = new RowFields(
            List.of(
                    "id",
                    "status",
                    "pid",
                    "created",
                    "owner",
                    "ociVersion",
                    "bundle",
                    "rootfs",
                    "annotations",
                    "rootless",
                    "cgroupDriver",
                    "cgroupPaths",
                    "limits",
                    "processes",
                    "namespaces",
                    "mounts",
                    "security",
                    "configuration",
                    "notes",
                    "plan"),
            Set.of("annotations", "cgroupPaths", "namespaces", "security", "configuration", "plan"));

    private static final String UNIFIED = "unified";

    private InspectOutput() {}

    /**
     * Returns a container as JSON.
     *
     * @param inspection the container
     * @param plan the plan; null if it was not requested
     * @return an object with the members of {@link #FIELDS}
     */
    public static JsonObject document(Inspection inspection, JsonValue plan) {
        ContainerState state = inspection.state();
        return new JsonValue.Builder()
                .put("id", state.id().value())
                .put("status", state.status().specName())
                .put("pid", state.pid())
                .put("created", state.created())
                .put("owner", state.owner())
                .put("ociVersion", state.ociVersion())
                .put("bundle", state.bundle())
                .put("rootfs", state.rootfs())
                .put("annotations", new TreeMap<>(state.annotations()))
                .put("rootless", inspection.record().rootless())
                .put("cgroupDriver", inspection.record().cgroups().driver())
                .put("cgroupPaths", cgroupPaths(inspection))
                .put("limits", limits(inspection))
                .put("processes", processes(inspection))
                .put("namespaces", namespaces(inspection))
                .put("mounts", mounts(inspection))
                .put(
                        "security",
                        inspection.security().isPresent()
                                ? security(inspection.security().get())
                                : new JsonNull())
                .put(
                        "configuration",
                        inspection.configuration().isPresent()
                                ? inspection.configuration().get()
                                : new JsonNull())
                .put("notes", JsonArray.ofStrings(inspection.notes()))
                .put("plan", plan)
                .build();
    }

    /** Returns the paths by controller; the v2 hierarchy has the name {@code unified}. */
    private static Map<String, String> cgroupPaths(Inspection inspection) {
        Map<String, String> paths = new LinkedHashMap<>();
        for (Map.Entry<String, String> path :
                inspection.record().cgroups().saved().entrySet()) {
            paths.put(path.getKey().isEmpty() ? UNIFIED : path.getKey(), path.getValue());
        }
        return paths;
    }

    private static JsonValue limits(Inspection inspection) {
        List<JsonValue> items = new ArrayList<>();
        for (AppliedLimit limit : inspection.limits()) {
            items.add(new JsonValue.Builder()
                    .put("file", limit.path())
                    .put("applied", limit.applied())
                    .put("configured", new JsonObject(limit.configured()))
                    .build());
        }
        return new JsonArray(items);
    }

    private static JsonValue processes(Inspection inspection) {
        List<JsonValue> items = new ArrayList<>();
        for (InspectedProcess process : inspection.processes()) {
            items.add(new JsonValue.Builder()
                    .put("pid", process.pid())
                    .put("parent", process.parent())
                    .put("state", String.valueOf(process.state()))
                    .put("command", process.command())
                    .build());
        }
        return new JsonArray(items);
    }

    private static JsonValue namespaces(Inspection inspection) {
        JsonValue.Builder object = new JsonValue.Builder();
        for (InspectedNamespace namespace : inspection.namespaces()) {
            object.put(
                    namespace.type(),
                    new JsonValue.Builder()
                            .put("id", namespace.id())
                            .put("ofRuntime", namespace.isOfRuntime())
                            .build());
        }
        return object.build();
    }

    private static JsonValue mounts(Inspection inspection) {
        List<JsonValue> items = new ArrayList<>();
        for (MountInfo mount : inspection.mounts()) {
            items.add(new JsonValue.Builder()
                    .put("target", mount.mountPoint())
                    .put("type", mount.type())
                    .put("source", mount.source())
                    .put("root", mount.root())
                    .put("options", JsonArray.ofStrings(mount.options()))
                    .put("superOptions", JsonArray.ofStrings(mount.superOptions()))
                    .put("propagation", JsonArray.ofStrings(mount.optionalFields()))
                    .build());
        }
        return new JsonArray(items);
    }

    private static JsonValue security(ProcessSecurity security) {
        JsonValue.Builder capabilities = new JsonValue.Builder();
        for (Map.Entry<String, List<String>> set : security.capabilities().entrySet()) {
            capabilities.put(set.getKey(), JsonArray.ofStrings(set.getValue()));
        }
        JsonValue.Builder object = new JsonValue.Builder();
        if (security.noNewPrivileges().isPresent()) {
            object.put("noNewPrivileges", security.noNewPrivileges().get());
        }
        return object.put("seccomp", security.seccompMode())
                .put("seccompFilters", security.seccompFilters())
                .put("apparmor", security.appArmor())
                .put("selinux", security.selinux())
                .put("uids", JsonArray.ofStrings(security.uids()))
                .put("gids", JsonArray.ofStrings(security.gids()))
                .put("capabilities", capabilities.build())
                .build();
    }

    /**
     * Returns a container as text.
     *
     * @param inspection the container
     * @param columns the width of the terminal, to which tables are truncated; 0 for complete tables
     * @param style the styles of the terminal
     * @param now the current time
     * @return whole lines
     */
    public static String text(Inspection inspection, int columns, TerminalStyle style, Instant now) {
        ContainerState state = inspection.state();
        StringBuilder text = new StringBuilder();
        text.append(style.apply(Style.BOLD, state.id().value())).append('\n');
        property(text, "status", state.status().specName() + (state.pid() == 0 ? "" : ", pid " + state.pid()));
        property(text, "created", state.created() + " (" + RelativeTime.of(state.created(), now) + ")");
        property(text, "owner", state.owner() + (inspection.record().rootless() ? ", rootless" : ""));
        property(text, "bundle", state.bundle());
        property(text, "rootfs", state.rootfs());
        configuration(text, inspection);
        for (Map.Entry<String, String> annotation : new TreeMap<>(state.annotations()).entrySet()) {
            property(text, "annotation", annotation.getKey() + "=" + annotation.getValue());
        }
        if (inspection.security().isPresent()) {
            security(text, inspection.security().get());
        }
        for (String note : inspection.notes()) {
            property(text, "note", note);
        }
        cgroups(text, inspection, columns, style);
        limits(text, inspection, columns, style);
        namespaces(text, inspection, columns, style);
        processes(text, inspection, columns, style);
        mounts(text, inspection, columns, style);
        return text.toString();
    }

    private static void property(StringBuilder text, String name, String value) {
        text.append("  ")
                .append(name)
                .repeat(' ', Math.max(1, 18 - name.length()))
                .append(Printable.line(value))
                .append('\n');
    }

    private static void configuration(StringBuilder text, Inspection inspection) {
        JsonObject process = inspection.configuration().isPresent()
                        && inspection.configuration().get().get("process") instanceof JsonObject object
                ? object
                : new JsonObject(Map.of());
        if (process.get("args") instanceof JsonArray args) {
            StringBuilder line = new StringBuilder();
            for (JsonValue arg : args.items()) {
                line.append(line.isEmpty() ? "" : " ")
                        .append(arg instanceof JsonString string ? string.value() : JsonText.of(arg));
            }
            property(text, "args", line.toString());
        }
        if (process.get("cwd") instanceof JsonString cwd) {
            property(text, "cwd", cwd.value());
        }
        if (process.get("user") instanceof JsonObject user) {
            property(text, "user", user.longOrZero("uid") + ":" + user.longOrZero("gid"));
        }
    }

    private static void security(StringBuilder text, ProcessSecurity security) {
        property(
                text,
                "seccomp",
                (security.seccompMode().isEmpty() ? "unknown" : security.seccompMode())
                        + (security.seccompFilters().isEmpty()
                                        || security.seccompFilters().equals("0")
                                ? ""
                                : ", filters: " + security.seccompFilters()));
        if (security.noNewPrivileges().isPresent()) {
            property(text, "noNewPrivileges", security.noNewPrivileges().get().toString());
        }
        if (!security.appArmor().isEmpty()) {
            property(text, "AppArmor", security.appArmor());
        }
        if (!security.selinux().isEmpty()) {
            property(text, "SELinux", security.selinux());
        }
        List<String> effective = security.capabilities().getOrDefault("effective", List.of());
        property(text, "capabilities", effective.isEmpty() ? "none" : String.join(", ", effective));
    }

    private static void cgroups(StringBuilder text, Inspection inspection, int columns, TerminalStyle style) {
        Map<String, String> paths = cgroupPaths(inspection);
        if (paths.isEmpty()) {
            return;
        }
        heading(text, "cgroups, by the driver " + inspection.record().cgroups().driver(), style);
        Table table = new Table("CONTROLLER", "PATH");
        for (Map.Entry<String, String> path : paths.entrySet()) {
            table.add(path.getKey(), Printable.line(path.getValue()));
        }
        text.append(render(table, columns, 1));
    }

    private static void limits(StringBuilder text, Inspection inspection, int columns, TerminalStyle style) {
        if (inspection.limits().isEmpty()) {
            return;
        }
        heading(text, "limits", style);
        Table table = new Table("FILE", "APPLIED", "CONFIGURED");
        for (AppliedLimit limit : inspection.limits()) {
            StringBuilder configured = new StringBuilder();
            for (Map.Entry<String, JsonValue> value : limit.configured().entrySet()) {
                String field = value.getKey().substring(value.getKey().lastIndexOf('/') + 1);
                configured
                        .append(configured.isEmpty() ? "" : ", ")
                        .append(field)
                        .append('=')
                        .append(plain(value.getValue()));
            }
            String name = limit.path().substring(limit.path().lastIndexOf('/') + 1);
            table.add(
                    Printable.line(name),
                    applied(name, limit.applied()),
                    configured.isEmpty() ? "-" : Printable.line(configured.toString()));
        }
        text.append(render(table, columns, 1));
    }

    private static String plain(JsonValue value) {
        return value instanceof JsonString string ? string.value() : JsonText.of(value);
    }

    /** Returns the content of a file on one line; memory also in a larger unit, and the largest values as no limit. */
    private static String applied(String name, String content) {
        if (content.isEmpty()) {
            return "-";
        }
        String line = Printable.line(content.replace("\n", "; "));
        if (!name.startsWith("memory.") || content.length() > 19) {
            return line;
        }
        try {
            long bytes = Long.parseLong(content);
            return bytes >= 1L << 60 ? "no limit" : bytes < 1024 ? line : line + " (" + UsageOutput.bytes(bytes) + ")";
        } catch (NumberFormatException word) {
            return line;
        }
    }

    private static void namespaces(StringBuilder text, Inspection inspection, int columns, TerminalStyle style) {
        if (inspection.namespaces().isEmpty()) {
            return;
        }
        heading(text, "namespaces", style);
        Table table = new Table("TYPE", "ID", "SHARED WITH THE RUNTIME");
        for (InspectedNamespace namespace : inspection.namespaces()) {
            table.add(namespace.type(), Printable.line(namespace.id()), namespace.isOfRuntime() ? "yes" : "no");
        }
        text.append(render(table, columns, 1));
    }

    private static void processes(StringBuilder text, Inspection inspection, int columns, TerminalStyle style) {
        if (inspection.processes().isEmpty()) {
            return;
        }
        heading(text, "processes: " + inspection.processCount(), style);
        Table table = new Table("PID", "PARENT", "STATE", "COMMAND");
        for (InspectedProcess process : inspection.processes()) {
            table.add(
                    Integer.toString(process.pid()),
                    Integer.toString(process.parent()),
                    String.valueOf(process.state()),
                    Printable.line(process.command()));
        }
        text.append(render(table, columns, 3));
    }

    private static void mounts(StringBuilder text, Inspection inspection, int columns, TerminalStyle style) {
        if (inspection.mounts().isEmpty()) {
            return;
        }
        heading(text, "mounts", style);
        Table table = new Table("TARGET", "TYPE", "SOURCE", "OPTIONS");
        for (MountInfo mount : inspection.mounts()) {
            String source = mount.root().equals("/") ? mount.source() : mount.source() + "[" + mount.root() + "]";
            table.add(
                    Printable.line(mount.mountPoint()),
                    Printable.line(mount.type()),
                    Printable.line(source),
                    Printable.line(String.join(",", mount.options())));
        }
        text.append(render(table, columns, 2));
    }

    private static void heading(StringBuilder text, String title, TerminalStyle style) {
        text.append('\n').append(style.apply(Style.BOLD, title)).append('\n');
    }

    private static String render(Table table, int columns, int truncatable) {
        return columns == 0 ? table.text() : table.fittingText(columns, truncatable);
    }
}
