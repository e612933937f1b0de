package dev.hexrun.app.bundle;

import dev.hexrun.app.command.CommandContext;
import dev.hexrun.app.inspect.DescribeFeatures;
import dev.hexrun.port.json.JsonValue;
import dev.hexrun.port.json.JsonValue.JsonArray;
import dev.hexrun.port.json.JsonValue.JsonObject;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;

/** The configuration that {@code spec} writes, for people to start from. */
public final class BundleTemplate {

    private final CommandContext context;

    /**
     * Creates the use case.
     *
     * @param context whose user a rootless configuration maps
     */
    @Inject
    public BundleTemplate(CommandContext context) {
        this.context = context;
    }

    /** Who is going to run the bundle. */
    public enum Audience {
        /** Root. */
        ROOT,
        /** The caller, without privileges. */
        ROOTLESS
    }

    /**
     * Builds the configuration.
     *
     * @param audience who is going to run it
     * @param unified whether the host has cgroup v2 alone: a cgroup namespace is then part of it
     * @return the document
     */
    public JsonValue configuration(Audience audience, boolean unified) {
        return new JsonValue.Builder()
                .put("ociVersion", DescribeFeatures.SPECIFICATION)
                .put("process", process())
                .put(
                        "root",
                        new JsonValue.Builder()
                                .put("path", "rootfs")
                                .put("readonly", true)
                                .build())
                .put("hostname", "hexrun")
                .put("mounts", mounts(audience))
                .put("linux", linux(audience, unified))
                .build();
    }

    private static JsonObject process() {
        JsonArray capabilities = JsonArray.ofStrings(List.of("CAP_AUDIT_WRITE", "CAP_KILL", "CAP_NET_BIND_SERVICE"));
        JsonObject limit = new JsonValue.Builder()
                .put("type", "RLIMIT_NOFILE")
                .put("hard", 1024)
                .put("soft", 1024)
                .build();
        return new JsonValue.Builder()
                .put("terminal", true)
                .put("user", new JsonValue.Builder().put("uid", 0).put("gid", 0).build())
                .put("args", JsonArray.ofStrings(List.of("sh")))
                .put(
                        "env",
                        JsonArray.ofStrings(List.of(
                                "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "TERM=xterm")))
                .put("cwd", "/")
                .put(
                        "capabilities",
                        new JsonValue.Builder()
                                .put("bounding", capabilities)
                                .put("effective", capabilities)
                                .put("permitted", capabilities)
                                .build())
                .put("rlimits", new JsonArray(List.of(limit)))
                .put("noNewPrivileges", true)
                .build();
    }

    private static JsonArray mounts(Audience audience) {
        List<JsonValue> mounts = new ArrayList<>();
        mounts.add(mount("/proc", "proc", "proc"));
        mounts.add(mount("/dev", "tmpfs", "tmpfs", "nosuid", "strictatime", "mode=755", "size=65536k"));
        mounts.add(
                audience == Audience.ROOT
                        ? mount(
                                "/dev/pts",
                                "devpts",
                                "devpts",
                                "nosuid",
                                "noexec",
                                "newinstance",
                                "ptmxmode=0666",
                                "mode=0620",
                                "gid=5")
                        : mount(
                                "/dev/pts",
                                "devpts",
                                "devpts",
                                "nosuid",
                                "noexec",
                                "newinstance",
                                "ptmxmode=0666",
                                "mode=0620"));
        mounts.add(mount("/dev/shm", "tmpfs", "shm", "nosuid", "noexec", "nodev", "mode=1777", "size=65536k"));
        mounts.add(mount("/dev/mqueue", "mqueue", "mqueue", "nosuid", "noexec", "nodev"));
        mounts.add(
                audience == Audience.ROOT
                        ? mount("/sys", "sysfs", "sysfs", "nosuid", "noexec", "nodev", "ro")
                        : mount("/sys", "none", "/sys", "rbind", "nosuid", "noexec", "nodev", "ro"));
        mounts.add(mount("/sys/fs/cgroup", "cgroup", "cgroup", "nosuid", "noexec", "nodev", "relatime", "ro"));
        return new JsonArray(mounts);
    }

    private static JsonObject mount(String destination, String type, String source, String... options) {
        JsonValue.Builder mount = new JsonValue.Builder()
                .put("destination", destination)
                .put("type", type)
                .put("source", source);
        if (options.length > 0) {
            mount.put("options", JsonArray.ofStrings(List.of(options)));
        }
        return mount.build();
    }

    private JsonObject linux(Audience audience, boolean unified) {
        JsonValue.Builder linux = new JsonValue.Builder();
        if (audience == Audience.ROOTLESS) {
            linux.put("uidMappings", mapping(context.uid()));
            linux.put("gidMappings", mapping(context.gid()));
        } else {
            JsonObject denied = new JsonValue.Builder()
                    .put("allow", false)
                    .put("access", "rwm")
                    .build();
            linux.put(
                    "resources",
                    new JsonValue.Builder()
                            .put("devices", new JsonArray(List.of(denied)))
                            .build());
        }
        return linux.put("namespaces", namespaces(audience, unified))
                .put(
                        "maskedPaths",
                        JsonArray.ofStrings(List.of(
                                "/proc/acpi",
                                "/proc/asound",
                                "/proc/kcore",
                                "/proc/keys",
                                "/proc/latency_stats",
                                "/proc/timer_list",
                                "/proc/timer_stats",
                                "/proc/sched_debug",
                                "/sys/firmware",
                                "/proc/scsi")))
                .put(
                        "readonlyPaths",
                        JsonArray.ofStrings(
                                List.of("/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger")))
                .build();
    }

    private static JsonArray mapping(int hostId) {
        return new JsonArray(List.of(new JsonValue.Builder()
                .put("containerID", 0)
                .put("hostID", Integer.toUnsignedLong(hostId))
                .put("size", 1)
                .build()));
    }

    private static JsonArray namespaces(Audience audience, boolean unified) {
        List<JsonValue> namespaces = new ArrayList<>();
        namespaces.add(namespace("pid"));
        if (audience == Audience.ROOT) {
            namespaces.add(namespace("network"));
        }
        namespaces.add(namespace("ipc"));
        namespaces.add(namespace("uts"));
        namespaces.add(namespace("mount"));
        if (unified) {
            namespaces.add(namespace("cgroup"));
        }
        if (audience == Audience.ROOTLESS) {
            namespaces.add(namespace("user"));
        }
        return new JsonArray(namespaces);
    }

    private static JsonObject namespace(String type) {
        return new JsonValue.Builder().put("type", type).build();
    }
}
