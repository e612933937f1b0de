package dev.hexrun.it;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Bundles that vary in all settings that shape a container: written by hand, as other programs write them, and
 * generated.
 */
final class ComparedBundles {

    /** A condition under which the command runs a bundle. */
    enum Condition {
        /** All mounts of the host are shared, as systemd configures them. */
        SHARED_HOST,
        /** A file system with its own options is mounted below the volume. */
        NESTED_MOUNT,
        /** The caller has a terminal, to which that of the container is relayed. */
        TERMINAL,
        /** The caller has additional groups, and an unusual umask, limits, and ignored signals. */
        UNUSUAL_CALLER,
        /** Both runtimes reject the bundle. */
        REJECTED
    }

    /**
     * A bundle to compare.
     *
     * @param name the name of the test case
     * @param change the changes to a scene with the configuration of {@code spec}
     * @param conditions the conditions
     */
    record Compared(String name, Consumer<Scene> change, Set<Condition> conditions) {

        @Override
        public String toString() {
            return name;
        }
    }

    private static final List<String> CAPABILITIES =
            List.of("CAP_CHOWN", "CAP_DAC_OVERRIDE", "CAP_KILL", "CAP_SETUID", "CAP_NET_RAW", "CAP_SYS_ADMIN");

    private static final List<String> PROPAGATIONS =
            List.of("private", "rprivate", "shared", "rshared", "slave", "rslave", "unbindable", "runbindable");

    private final List<Compared> bundles = new ArrayList<>();

    private ComparedBundles() {}

    /** Returns all bundles, which are the same in each run. */
    static List<Compared> all() {
        ComparedBundles all = new ComparedBundles();
        all.configurationsOfOtherPrograms();
        all.mountOptions();
        all.mountDestinations();
        all.propagation();
        all.namespaces();
        all.users();
        all.capabilities();
        all.process();
        all.devices();
        all.restrictedPaths();
        all.cgroups();
        all.terminals();
        return all.bundles;
    }

    /** Returns bundles with changes of the configuration of {@code spec --rootless}. */
    static List<Compared> ofUnprivilegedUser() {
        ComparedBundles some = new ComparedBundles();
        some.rootless();
        return some.bundles;
    }

    private void rootless() {
        add("spec --rootless", scene -> {});
        add("a writable root", Scene::writable);
        add(
                "mounts of a user",
                scene -> scene.writable()
                        .tmpfs("/m/1", "mode=700", "size=64k")
                        .bind("/m/2", "data", "rbind", "ro")
                        .bind("/m/3", "data", "rbind", "rw", "nosuid", "nodev")
                        .bind("/etc/hosts", "hosts", "bind", "ro")
                        .probe("/m/1", "/m/2", "/m/3"));
        add("the host's network", scene -> scene.removeNamespace("network").without("/sys"));
        add("its own network", scene -> scene.namespace("network"));
        add("a cgroup namespace", scene -> scene.namespace("cgroup"));
        add("no capability", scene -> scene.capabilities("", "", "", "", ""));
        add(
                "all five sets",
                scene -> scene.capabilities(
                        "CAP_CHOWN,CAP_KILL",
                        "CAP_CHOWN,CAP_KILL",
                        "CAP_CHOWN,CAP_KILL",
                        "CAP_CHOWN,CAP_KILL",
                        "CAP_CHOWN,CAP_KILL"));
        add(
                "limits",
                scene -> scene.set(
                        "/process/rlimits",
                        List.of(
                                Scene.map("type", "RLIMIT_NOFILE", "soft", 100, "hard", 200),
                                Scene.map("type", "RLIMIT_CORE", "soft", 0, "hard", 0))));
        add("a working directory", scene -> scene.writable().set("/process/cwd", "/work/deep"));
        add(
                "the environment and a name",
                scene -> scene.set("/hostname", "mine").set("/process/env", List.of("PATH=/bin", "A=1", "B=")));
        add("new privileges", scene -> scene.set("/process/noNewPrivileges", false));
        add("an OOM score", scene -> scene.set("/process/oomScoreAdj", 100));
        add(
                "no id 0 inside",
                scene -> scene.set("/linux/uidMappings/0/containerID", 1000)
                        .set("/linux/gidMappings/0/containerID", 1000)
                        .user("uid", 1000, "gid", 1000),
                Condition.REJECTED);
        add(
                "nothing masked",
                scene -> scene.set("/linux/maskedPaths", List.of())
                        .set("/linux/readonlyPaths", List.of())
                        .probe("/proc/acpi", "/sys/firmware"));
        add(
                "a device of a user",
                scene -> scene.add(
                        "/linux/devices", Scene.map("path", "/dev/extra", "type", "c", "major", 1, "minor", 3)),
                Condition.REJECTED);
        add("the id of another user", scene -> scene.set("/linux/uidMappings/0/hostID", 0), Condition.REJECTED);
    }

    private void add(String name, Consumer<Scene> change, Condition... conditions) {
        bundles.add(new Compared(name, change, Set.of(conditions)));
    }

    private void configurationsOfOtherPrograms() {
        add("spec", scene -> {});
        for (String name : List.of("docker", "podman", "containerd", "pause", "kubernetes", "buildah")) {
            add("as " + name, scene -> scene.as(name).probe());
        }
        add("spec with an unusual caller", scene -> {}, Condition.UNUSUAL_CALLER);
        add("docker with an unusual caller", scene -> scene.as("docker").probe(), Condition.UNUSUAL_CALLER);
        add("docker on a shared host", scene -> scene.as("docker").probe(), Condition.SHARED_HOST);
        add(
                "no optional settings",
                scene -> scene.remove("/hostname")
                        .remove("/process/capabilities")
                        .remove("/process/rlimits")
                        .remove("/process/env")
                        .remove("/process/noNewPrivileges")
                        .remove("/root/readonly")
                        .remove("/linux/resources")
                        .remove("/linux/maskedPaths")
                        .remove("/linux/readonlyPaths"));
        add(
                "no mounts",
                scene -> scene.set("/mounts", List.of())
                        .remove("/linux/maskedPaths")
                        .remove("/linux/readonlyPaths")
                        .writable());
        add(
                "only proc",
                scene -> scene.set("/mounts", List.of(Map.of("destination", "/proc", "type", "proc", "source", "proc")))
                        .writable());
        add("proc and sys last", scene -> {
            List<Object> mounts = new ArrayList<>(Json.array(scene.bundle().get("/mounts")));
            mounts.add(mounts.removeFirst());
            scene.set("/mounts", mounts);
        });
    }

    private void mountOptions() {
        List<String> flags = List.of(
                "ro",
                "rw",
                "suid",
                "nosuid",
                "dev",
                "nodev",
                "exec",
                "noexec",
                "sync",
                "async",
                "dirsync",
                "atime",
                "noatime",
                "diratime",
                "nodiratime",
                "relatime",
                "norelatime",
                "strictatime",
                "nostrictatime",
                "nomand",
                "noiversion",
                "loud",
                "silent");
        add("each option of a tmpfs", scene -> {
            scene.writable();
            for (String flag : flags) {
                scene.tmpfs("/m/" + flag, flag);
            }
        });
        add("each option of a bind", scene -> {
            scene.writable();
            for (String flag : flags) {
                scene.bind("/m/" + flag, "data", "bind", flag);
            }
        });
        add(
                "contradictory options",
                scene -> scene.writable()
                        .tmpfs("/m/1", "ro", "rw")
                        .tmpfs("/m/2", "rw", "ro")
                        .tmpfs("/m/3", "noatime", "relatime")
                        .tmpfs("/m/4", "relatime", "noatime")
                        .tmpfs("/m/5", "noatime", "strictatime")
                        .tmpfs("/m/6", "nosuid", "suid", "nodev", "dev", "noexec", "exec")
                        .bind("/m/7", "data", "bind", "ro", "rw")
                        .bind("/m/8", "data", "rbind", "bind", "rw", "ro")
                        .bind("/m/9", "data", "bind", "noatime", "atime"));
        for (String flag :
                List.of("defaults", "mand", "iversion", "lazytime", "nolazytime", "nosymfollow", "symfollow")) {
            add("option " + flag, scene -> scene.writable().tmpfs("/m/1", flag));
        }
        add(
                "data of a tmpfs",
                scene -> scene.writable()
                        .tmpfs("/m/1", "size=64k", "mode=0700")
                        .tmpfs("/m/2", "mode=1777", "nr_inodes=100")
                        .tmpfs("/m/3", "uid=5", "gid=6", "mode=750")
                        .tmpfs("/m/4", "size=1048576,mode=711")
                        .tmpfs("/m/5"));
        for (String flag : List.of(
                "rro", "rnosuid", "rnodev", "rnoexec", "rnoatime", "rnodiratime", "rrelatime", "rstrictatime")) {
            add(
                    "recursive " + flag,
                    scene -> scene.writable().bind("/m", "data", "rbind", flag).probe("/m", "/m/sub"),
                    Condition.NESTED_MOUNT);
        }
        add(
                "recursive and cleared",
                scene -> scene.writable()
                        .bind("/m/1", "data", "rbind", "rro", "rrw")
                        .bind("/m/2", "data", "rbind", "ro", "rnoexec", "rdev", "rsuid", "rexec", "rdiratime")
                        .bind("/m/3", "data", "rbind", "rw", "rro"),
                Condition.NESTED_MOUNT);
        add(
                "recursive ratime",
                scene -> scene.writable().bind("/m", "data", "rbind", "ratime"),
                Condition.NESTED_MOUNT);
        add(
                "bind without submounts",
                scene -> scene.writable().bind("/m", "data", "bind", "ro"),
                Condition.NESTED_MOUNT);
        add(
                "rbind with submounts",
                scene -> scene.writable().bind("/m", "data", "rbind", "ro", "noexec"),
                Condition.NESTED_MOUNT);
        add("without a bind option", scene -> scene.writable().bind("/m", "data"));
        add("type none", scene -> {
            scene.writable();
            scene.bundle().mount("/m/1", "none", scene.volume() + "/data", "rbind", "ro");
            scene.bundle().mount("/m/2", "", scene.volume() + "/data", "bind");
        });
        add(
                "tmpcopyup",
                scene -> scene.writable()
                        .file("up/a", "a")
                        .file("up/b/c", "c")
                        .link("up/link", "/etc/passwd")
                        .tmpfs("/up", "tmpcopyup")
                        .tmpfs("/etc", "tmpcopyup", "ro", "mode=700")
                        .probe("/up/b/c", "/etc/passwd"));
        Random random = new Random(1);
        for (int i = 0; i < 6; i++) {
            List<List<String>> chosen = new ArrayList<>();
            for (int j = 0; j < 8; j++) {
                List<String> options = new ArrayList<>();
                for (int k = random.nextInt(5); k >= 0; k--) {
                    options.add(flags.get(random.nextInt(flags.size())));
                }
                chosen.add(options);
            }
            add("random options " + chosen, scene -> {
                scene.writable();
                for (int j = 0; j < chosen.size(); j++) {
                    String[] options = chosen.get(j).toArray(String[]::new);
                    if (j % 2 == 0) {
                        scene.tmpfs("/m/" + j, options);
                    } else {
                        String[] bound = Arrays.copyOf(options, options.length + 1);
                        bound[options.length] = j % 4 == 1 ? "bind" : "rbind";
                        scene.bind("/m/" + j, "data", bound);
                    }
                }
            });
        }
    }

    private void mountDestinations() {
        add(
                "destinations that are missing",
                scene -> scene.writable()
                        .tmpfs("/a/b/c/d", "mode=700")
                        .bind("/e/f/g", "data", "bind")
                        .bind("/h/i/file", "hosts", "bind", "ro")
                        .bind("/tmp/j", "hostname", "rbind"));
        add(
                "destinations that are missing for a user",
                scene -> scene.writable()
                        .user("uid", 1000, "gid", 1000, "umask", 077)
                        .tmpfs("/a/b/c/d", "mode=700")
                        .bind("/h/i/file", "hosts", "bind", "ro"));
        add(
                "files on files",
                scene -> scene.bind("/etc/passwd", "hosts", "bind")
                        .file("etc/hosts", "the image's\n")
                        .bind("/etc/hosts", "hosts", "bind", "ro")
                        .bind("/etc/group", "data/file", "rbind", "ro", "nosuid")
                        .probe("/etc/passwd", "/etc/hosts", "/etc/group"));
        add(
                "mounts in mounts",
                scene -> scene.writable()
                        .tmpfs("/m")
                        .bind("/m/data", "data", "bind")
                        .tmpfs("/m/data/sub", "size=4k", "ro")
                        .bind("/m/data/sub2", "log", "bind")
                        .bind("/m/file", "hosts", "bind")
                        .tmpfs("/m/data/sub3/deep/er"));
        add(
                "mounts over mounts",
                scene -> scene.writable()
                        .tmpfs("/m", "size=4k")
                        .tmpfs("/m", "size=8k", "ro")
                        .bind("/m", "data", "bind")
                        .bind("/tmp", "log", "bind")
                        .tmpfs("/tmp"));
        add(
                "a mount that covers others",
                scene -> scene.writable().bind("/dev/shm", "shm", "bind").bind("/dev", "data", "bind"));
        add(
                "destinations through links",
                scene -> scene.writable()
                        .directory("real/target")
                        .link("absolute", "/real/target")
                        .link("relative", "real/target")
                        .link("up", "../../../../real")
                        .link("dangling", "/not/there/yet")
                        .link("tofile", "/etc/passwd")
                        .tmpfs("/absolute/one")
                        .tmpfs("/relative/two", "mode=700")
                        .tmpfs("/up/three")
                        .bind("/tofile", "hosts", "bind"));
        add(
                "a destination that is a link",
                scene -> scene.writable()
                        .directory("real")
                        .link("absolute", "/real")
                        .tmpfs("/absolute", "mode=711"));
        add(
                "a destination that is a dangling link",
                scene -> scene.writable().link("dangling", "/not/there/yet").tmpfs("/dangling", "mode=711"));
        add(
                "var/run as a link",
                scene -> scene.writable()
                        .directory("run")
                        .link("var/run", "/run")
                        .tmpfs("/run", "mode=755")
                        .bind("/var/run/secrets", "data", "rbind", "ro"));
        add(
                "destinations with dots",
                scene -> scene.writable()
                        .tmpfs("/a/../b/./c//d/")
                        .tmpfs("/../../e", "mode=700")
                        .bind("/f/", "data", "bind"));
        add("a destination that is relative", scene -> scene.writable().tmpfs("data/here", "mode=711"));
        add("sources that are links", scene -> {
            scene.writable();
            try {
                java.nio.file.Files.createSymbolicLink(scene.volume().resolve("tolog"), java.nio.file.Path.of("log"));
                java.nio.file.Files.createSymbolicLink(
                        scene.volume().resolve("tohosts"), scene.volume().resolve("hosts"));
            } catch (java.io.IOException failed) {
                throw new java.io.UncheckedIOException(failed);
            }
            scene.bind("/m/1", "tolog", "bind").bind("/m/2", "tohosts", "bind");
        });
        add(
                "a relative source",
                scene -> scene.writable()
                        .add(
                                "/mounts",
                                Scene.map(
                                        "destination",
                                        "/m",
                                        "type",
                                        "bind",
                                        "source",
                                        "rootfs/etc",
                                        "options",
                                        List.of("bind", "ro"))));
        add("a source that is missing", scene -> scene.writable().bind("/m", "not/there", "bind"), Condition.REJECTED);
        add("a directory on a file", scene -> scene.writable().bind("/etc/passwd", "data", "bind"), Condition.REJECTED);
        add("an unknown option", scene -> scene.writable().tmpfs("/m", "sise=4k"), Condition.REJECTED);
        add(
                "an unknown file system type",
                scene -> {
                    scene.writable();
                    scene.bundle().mount("/m", "nofs", "nofs");
                },
                Condition.REJECTED);
        add("a mount on proc", scene -> scene.tmpfs("/proc/scsi"), Condition.REJECTED);
        add("lxcfs on proc", scene -> {
            for (String name : List.of("cpuinfo", "meminfo", "stat", "uptime", "diskstats", "loadavg")) {
                scene.bind("/proc/" + name, "hosts", "bind", "ro");
            }
            scene.probe("/proc/cpuinfo", "/proc/uptime");
        });
        add(
                "unusual names",
                scene -> scene.writable()
                        .tmpfs("/with space", "mode=700")
                        .tmpfs("/tab\tand\\backslash")
                        .tmpfs("/\u00e9t\u00e9")
                        .bind("/a,b=c", "data", "bind"));
        add("mqueue and devpts", scene -> {
            scene.writable();
            scene.bundle().mount("/q", "mqueue", "mqueue", "noexec");
            scene.bundle().mount("/p", "devpts", "devpts", "newinstance", "ptmxmode=0600", "mode=0600", "gid=7");
            scene.bundle().mount("/r", "ramfs", "ramfs", "mode=700");
        });
        add("sysfs that is writable", scene -> {
            scene.without("/sys/fs/cgroup").without("/sys");
            scene.bundle().mount("/sys", "sysfs", "sysfs", "nosuid", "noexec", "nodev", "rw");
            scene.remove("/linux/maskedPaths");
        });
    }

    private void propagation() {
        add(
                "each propagation of binds",
                scene -> {
                    scene.writable();
                    for (String option : PROPAGATIONS) {
                        scene.bind("/m/" + option, "data", "rbind", option);
                    }
                },
                Condition.SHARED_HOST,
                Condition.NESTED_MOUNT);
        add(
                "each propagation of file systems",
                scene -> {
                    scene.writable();
                    for (String option : PROPAGATIONS) {
                        scene.tmpfs("/m/" + option, option);
                    }
                },
                Condition.SHARED_HOST);
        add(
                "several propagations",
                scene -> scene.writable()
                        .bind("/m/1", "data", "rbind", "slave", "shared")
                        .bind("/m/2", "data", "rbind", "private", "rshared", "ro")
                        .tmpfs("/m/3", "shared", "unbindable"),
                Condition.SHARED_HOST);
        for (String root : PROPAGATIONS) {
            add(
                    "a root that is " + root,
                    scene -> scene.writable()
                            .set("/linux/rootfsPropagation", root)
                            .bind("/m", "data", "rbind", "rslave"),
                    Condition.SHARED_HOST,
                    Condition.NESTED_MOUNT);
        }
        add(
                "a shared volume under a shared root",
                scene -> scene.writable()
                        .set("/linux/rootfsPropagation", "rshared")
                        .bind("/m", "data/sub", "rbind", "rshared")
                        .bind("/n", "data/sub", "rbind", "rslave")
                        .bind("/o", "data/sub", "rbind", "rprivate"),
                Condition.SHARED_HOST,
                Condition.NESTED_MOUNT);
        add("a root that is shared on a private host", scene -> scene.set("/linux/rootfsPropagation", "shared"));
        add(
                "a root that is rslave and read-only",
                scene -> scene.set("/linux/rootfsPropagation", "rslave"),
                Condition.SHARED_HOST);
    }

    private void namespaces() {
        List<String> types = List.of("pid", "network", "ipc", "uts", "cgroup");
        Random random = new Random(2);
        List<String> modes = List.of("new", "joined", "absent");
        for (int i = 0; i < 14; i++) {
            Map<String, String> chosen = new LinkedHashMap<>();
            for (String type : types) {
                chosen.put(type, modes.get(random.nextInt(3)));
            }
            add("namespaces " + chosen, scene -> {
                // With a UTS namespace of another, setting the hostname would change that of the host.
                if (!"new".equals(chosen.get("uts"))) {
                    scene.remove("/hostname");
                }
                chosen.forEach((type, way) -> {
                    switch (way) {
                        case "new" -> scene.namespace(type);
                        case "joined" -> scene.joined(type);
                        default -> scene.removeNamespace(type);
                    }
                });
                if (!"new".equals(chosen.get("network"))) {
                    scene.without("/sys/fs/cgroup").without("/sys");
                    scene.bundle().mount("/sys", "bind", "/sys", "rbind", "ro", "nosuid", "noexec", "nodev");
                }
            });
        }
        add("a joined pid namespace", scene -> scene.joined("pid"));
        add("all joined except mount", scene -> {
            scene.remove("/hostname").remove("/linux/maskedPaths").remove("/linux/readonlyPaths");
            types.forEach(scene::joined);
        });
        add("namespaces in another order", scene -> {
            List<Object> list = new ArrayList<>(Json.array(scene.bundle().get("/linux/namespaces")));
            scene.set("/linux/namespaces", list.reversed());
        });
        add(
                "a namespace of another type",
                scene -> scene.remove("/hostname")
                        .removeNamespace("uts")
                        .add("/linux/namespaces", Map.of("type", "uts", "path", "/proc/self/ns/net")),
                Condition.REJECTED);
        add("a hostname without a namespace", scene -> scene.removeNamespace("uts"), Condition.REJECTED);
        add("a user namespace", scene -> userNamespace(scene).probe("/etc/passwd"));
        add("a user namespace with one id", scene -> scene.mapped(0, 0, 1).without("/dev/pts"));
        add(
                "a user namespace of many ranges",
                scene -> scene.mapped(0, 100000, 1, 1, 200000, 999, 1000, 300000, 5, 5000, 400000, 10)
                        .user("uid", 1001, "gid", 1002, "additionalGids", List.of(5000, 4)));
        add(
                "root outside is an unprivileged user inside",
                scene -> scene.mapped(1000, 0, 1, 0, 100000, 1000).user("uid", 1000, "gid", 1000));
        add(
                "a user namespace with capabilities",
                scene -> userNamespace(scene)
                        .capabilities(
                                "CAP_CHOWN,CAP_SYS_ADMIN",
                                "CAP_CHOWN,CAP_SYS_ADMIN",
                                "CAP_CHOWN,CAP_SYS_ADMIN",
                                "",
                                ""));
        add(
                "a user namespace and mounts",
                scene -> userNamespace(scene)
                        .writable()
                        .directory("m/1")
                        .directory("m/2")
                        .directory("m/3")
                        .tmpfs("/m/1", "mode=700", "uid=5")
                        .bind("/m/2", "data", "rbind", "ro")
                        .bind("/m/3", "data", "rbind", "rw", "nosuid"),
                Condition.NESTED_MOUNT);
        add("a user namespace on the host's network", scene -> {
            userNamespace(scene)
                    .removeNamespace("network")
                    .without("/sys/fs/cgroup")
                    .without("/sys");
            scene.bundle().mount("/sys", "none", "/sys", "rbind", "nosuid", "noexec", "nodev", "ro");
        });
        add(
                "a user namespace with a cgroup namespace",
                scene -> userNamespace(scene).namespace("cgroup"));
        add("a user namespace as docker", scene -> {
            scene.as("docker").probe().directory("data");
            for (String name : List.of("hosts", "hostname", "resolv.conf")) {
                scene.file("etc/" + name, "");
            }
            userNamespace(scene);
        });
        add("a joined user namespace", scene -> scene.joined("user"));
        add(
                "a joined user and network namespace",
                scene -> scene.joined("user").set("/linux/namespaces", namespacesOf(scene)));
    }

    /**
     * Returns new namespaces except for the user and network namespace, which are joined; the latter belongs to the
     * former.
     */
    private static List<Object> namespacesOf(Scene scene) {
        List<Object> list = new ArrayList<>(Json.array(scene.bundle().get("/linux/namespaces")));
        list.removeIf(entry -> "network".equals(Json.object(entry).get("type")));
        list.add(Scene.map("type", "network", "path", "/proc/" + scene.userNeighbour() + "/ns/net"));
        return list;
    }

    private static Scene userNamespace(Scene scene) {
        return scene.mapped(0, 100000, 65536);
    }

    private void users() {
        add("user 1000", scene -> scene.user("uid", 1000, "gid", 1000));
        add(
                "user 1000 with groups",
                scene -> scene.user(
                        "uid", 1000, "gid", 5, "umask", 027, "additionalGids", List.of(1000, 5, 5, 7, 2147483647L)));
        add(
                "groups above the signed range",
                scene -> scene.user("uid", 1000, "gid", 5, "additionalGids", List.of(4294967294L)));
        add("an unknown user", scene -> scene.user("uid", 4711, "gid", 4711));
        add("root with a group", scene -> scene.user("uid", 0, "gid", 1000, "umask", 0));
        add(
                "HOME is given",
                scene -> scene.user("uid", 1000, "gid", 1000)
                        .set("/process/env", List.of("HOME=/elsewhere", "PATH=/bin")));
        add("HOME is empty", scene -> scene.set("/process/env", List.of("HOME=", "PATH=/bin")));
        add("no passwd", scene -> scene.bind("/etc", "log", "bind"));
        add(
                "a malformed passwd",
                scene -> scene.user("uid", 1000, "gid", 1000)
                        .file(
                                "etc/passwd",
                                "# comment\n\n:x:1000\nx:x:notanumber:1:::\nbad\nann:x:1000:1000:Ann::/bin/sh\nb:x:1000:1:b:/b:"));
        add(
                "a passwd with the user twice",
                scene -> scene.user("uid", 1000, "gid", 1000)
                        .file("etc/passwd", "a:x:1000:1:a:/a:\nb:x:1000:1:b:/b:\n"));
        add(
                "duplicate variables",
                scene -> scene.set(
                        "/process/env",
                        List.of("A=1", "B=2", "A=3", "PATH=/bin", "C=", "B=x=y", "HOME=/x", "lower=1", "A=4")));
        add(
                "unusual variables",
                scene -> scene.set(
                        "/process/env",
                        List.of("PATH=/bin", "NEW=a\nb", "TAB=a\tb", "U=\u00e9", "SPACE IN NAME=1", "D.O-T=1")));
        for (String entry : List.of("NOEQUALS", "=empty", "")) {
            add(
                    "a variable '" + entry + "'",
                    scene -> scene.set("/process/env", List.of("PATH=/bin", entry)),
                    Condition.REJECTED);
        }
    }

    private void capabilities() {
        for (boolean root : new boolean[] {true, false}) {
            String who = root ? " as root" : " as a user";
            Consumer<Scene> as = scene -> {
                if (!root) {
                    scene.user("uid", 1000, "gid", 1000);
                }
            };
            String two = "CAP_CHOWN,CAP_KILL";
            add("no capability" + who, as.andThen(scene -> scene.capabilities("", "", "", "", "")));
            add("only a bounding set" + who, as.andThen(scene -> scene.capabilities(two, "", "", "", "")));
            add("no bounding set" + who, as.andThen(scene -> scene.capabilities("", two, two, "", "")));
            add("all five sets" + who, as.andThen(scene -> scene.capabilities(two, two, two, two, two)));
            add("permitted but not effective" + who, as.andThen(scene -> scene.capabilities(two, two, "", "", "")));
            add("inheritable but not ambient" + who, as.andThen(scene -> scene.capabilities(two, two, two, two, "")));
            add(
                    "some ambient, without noNewPrivileges" + who,
                    as.andThen(scene -> scene.remove("/process/noNewPrivileges")
                            .capabilities("CAP_CHOWN,CAP_KILL,CAP_SYS_ADMIN", two, "CAP_KILL", two, "CAP_KILL")));
        }
        add(
                "ambient but not inheritable",
                scene -> scene.capabilities("CAP_KILL", "CAP_KILL", "CAP_KILL", "", "CAP_KILL"));
        add(
                "effective but not permitted",
                scene -> scene.capabilities("CAP_KILL", "", "CAP_KILL", "", ""),
                Condition.REJECTED);
        add(
                "unknown capabilities",
                scene -> scene.capabilities("CAP_KILL,CAP_NONE", "CAP_KILL,CAP_NONE", "CAP_KILL", "", ""));
        Random random = new Random(3);
        for (int i = 0; i < 6; i++) {
            List<String> bounding = chosen(random, CAPABILITIES);
            List<String> permitted = chosen(random, bounding);
            List<String> effective = chosen(random, permitted);
            List<String> inheritable = chosen(random, permitted);
            List<String> ambient = chosen(random, inheritable);
            int uid = random.nextBoolean() ? 0 : 1000;
            add(
                    "chosen capabilities of " + uid + " "
                            + List.of(bounding, permitted, effective, inheritable, ambient),
                    scene -> scene.user("uid", uid, "gid", uid)
                            .capabilities(
                                    String.join(",", bounding),
                                    String.join(",", permitted),
                                    String.join(",", effective),
                                    String.join(",", inheritable),
                                    String.join(",", ambient)));
        }
    }

    private static List<String> chosen(Random random, List<String> from) {
        return from.stream().filter(name -> random.nextInt(3) > 0).toList();
    }

    private void process() {
        List<String> limits = List.of(
                "AS",
                "CORE",
                "CPU",
                "DATA",
                "FSIZE",
                "LOCKS",
                "MEMLOCK",
                "MSGQUEUE",
                "NICE",
                "NOFILE",
                "NPROC",
                "RSS",
                "RTPRIO",
                "RTTIME",
                "SIGPENDING",
                "STACK");
        add("every limit", scene -> {
            List<Object> list = new ArrayList<>();
            for (int i = 0; i < limits.size(); i++) {
                long soft = List.of("AS", "DATA", "STACK").contains(limits.get(i)) ? 1L << 32 : 9000 + i;
                list.add(Scene.map("type", "RLIMIT_" + limits.get(i), "soft", soft, "hard", soft + 100));
            }
            list.removeIf(limit -> List.of("RLIMIT_NICE", "RLIMIT_RTPRIO")
                    .contains(Json.object(limit).get("type")));
            scene.set("/process/rlimits", list);
        });
        add(
                "unlimited and zero limits",
                scene -> scene.set(
                        "/process/rlimits",
                        List.of(
                                Scene.map("type", "RLIMIT_CORE", "soft", 0, "hard", Long.MAX_VALUE),
                                Scene.map("type", "RLIMIT_MEMLOCK", "soft", 0, "hard", 0),
                                Scene.map("type", "RLIMIT_NOFILE", "soft", 10, "hard", 20))));
        add(
                "a limit above the maximum",
                scene -> scene.set(
                        "/process/rlimits",
                        List.of(Scene.map("type", "RLIMIT_NOFILE", "soft", 1L << 40, "hard", 1L << 40))),
                Condition.REJECTED);
        add(
                "a soft limit above the hard limit",
                scene -> scene.set(
                        "/process/rlimits", List.of(Scene.map("type", "RLIMIT_NOFILE", "soft", 20, "hard", 10))),
                Condition.REJECTED);
        add("a working directory that is missing", scene -> scene.writable().set("/process/cwd", "/work/deep/er"));
        add(
                "a working directory that is missing for a user",
                scene -> scene.writable().user("uid", 1000, "gid", 1001).set("/process/cwd", "/work/deep/er"));
        add("a working directory with dots", scene -> scene.writable().set("/process/cwd", "/tmp/../etc/./"));
        add(
                "a working directory on a mount",
                scene -> scene.writable().tmpfs("/m").set("/process/cwd", "/m/x"));
        add(
                "a working directory behind a link",
                scene -> scene.writable().link("work", "/tmp").set("/process/cwd", "/work/x"));
        add(
                "a working directory closed to the user",
                scene -> scene.writable()
                        .user("uid", 1000, "gid", 1000)
                        .tmpfs("/m", "mode=700")
                        .set("/process/cwd", "/m"));
        add(
                "a working directory that is a file",
                scene -> scene.set("/process/cwd", "/etc/passwd"),
                Condition.REJECTED);
        add("a working directory in proc", scene -> scene.set("/process/cwd", "/proc/self/fd"));
        add("new privileges", scene -> scene.set("/process/noNewPrivileges", false));
        add("an OOM score", scene -> scene.set("/process/oomScoreAdj", 500));
        add(
                "an OOM score of a user",
                scene -> scene.user("uid", 1000, "gid", 1000).set("/process/oomScoreAdj", 7));
        add(
                "a hostname and a domain name",
                scene -> scene.set("/hostname", "a.b-c.example")
                        .set("/linux/sysctl", Map.of("kernel.domainname", "example.org")));
        add(
                "a program by PATH",
                scene -> scene.link("usr/bin/look", "/probe")
                        .set("/process/args", List.of("look", "/etc/passwd", ""))
                        .set("/process/env", List.of("PATH=/nowhere:/usr/bin")));
        add("a program that is a relative path", scene -> scene.set("/process/args", List.of("./probe", "-")));
        add("a program that is missing", scene -> scene.set("/process/args", List.of("missing")), Condition.REJECTED);
        add("a script as program", scene -> {
            scene.file("start", "#!/bin/sh\nexec /probe \"$@\"\n")
                    .set("/process/args", List.of("/start", "a b", "/tmp"));
            if (!scene.bundle().rootfs().resolve("start").toFile().setExecutable(true, false)) {
                throw new IllegalStateException("chmod");
            }
        });
        add(
                "sysctls of a network",
                scene -> scene.set(
                                "/linux/sysctl",
                                Map.of(
                                        "net.ipv4.ip_forward", "1",
                                        "net/ipv4/conf/lo/forwarding", "1",
                                        "net.ipv4.ip_local_port_range", "2000 3000"))
                        .probe(
                                "/proc/sys/net/ipv4/ip_forward",
                                "/proc/sys/net/ipv4/conf/lo/forwarding",
                                "/proc/sys/net/ipv4/ip_local_port_range"));
        add(
                "sysctls of ipc",
                scene -> scene.set(
                                "/linux/sysctl",
                                Map.of(
                                        "kernel.msgmax", "65537",
                                        "kernel.shmmni", "4097",
                                        "kernel.sem", "32000 1024000000 500 32001",
                                        "fs.mqueue.msg_max", "11"))
                        .probe(
                                "/proc/sys/kernel/msgmax",
                                "/proc/sys/kernel/shmmni",
                                "/proc/sys/kernel/sem",
                                "/proc/sys/fs/mqueue/msg_max",
                                "/proc/sys/kernel/msgmni"));
        add(
                "a sysctl of the host",
                scene -> scene.set("/linux/sysctl", Map.of("kernel.panic", "0")),
                Condition.REJECTED);
        add(
                "a sysctl of a network that is the host's",
                scene -> scene.removeNamespace("network").set("/linux/sysctl", Map.of("net.ipv4.ip_forward", "0")),
                Condition.REJECTED);
        add("version 1.0.0", scene -> scene.set("/ociVersion", "1.0.0"));
        add("annotations", scene -> scene.set("/annotations", Map.of("a", "b", "org.example.x", "{}")));
    }

    private void devices() {
        Map<String, Object> block = Scene.map(
                "path", "/dev/block", "type", "b", "major", 7, "minor", 3, "fileMode", 0640, "uid", 5, "gid", 6);
        Map<String, Object> character = Scene.map("path", "/dev/deep/er/char", "type", "c", "major", 10, "minor", 229);
        Map<String, Object> fifo = Scene.map("path", "/dev/fifo", "type", "p", "fileMode", 0600);
        Map<String, Object> unbuffered =
                Scene.map("path", "/dev/unbuffered", "type", "u", "major", 10, "minor", 200, "fileMode", 0666);
        add("devices", scene -> scene.add("/linux/devices", block, character, fifo, unbuffered));
        add(
                "devices outside of dev",
                scene -> scene.writable()
                        .add(
                                "/linux/devices",
                                Scene.map("path", "/null", "type", "c", "major", 1, "minor", 3, "fileMode", 0600),
                                Scene.map("path", "/new/zero", "type", "c", "major", 1, "minor", 5, "uid", 1000)));
        add(
                "a default device",
                scene -> scene.add(
                        "/linux/devices",
                        Scene.map(
                                "path", "/dev/null", "type", "c", "major", 1, "minor", 3, "fileMode", 0600, "uid", 7)));
        add(
                "devices with unusual modes",
                scene -> scene.add(
                        "/linux/devices",
                        Scene.map("path", "/dev/a", "type", "c", "major", 10, "minor", 1, "fileMode", 0),
                        Scene.map("path", "/dev/b", "type", "c", "major", 10, "minor", 2, "fileMode", 04755),
                        Scene.map("path", "/dev/c", "type", "c", "major", 10, "minor", 3, "fileMode", 020666)));
        add(
                "devices with a umask",
                scene -> scene.user("uid", 0, "gid", 0, "umask", 077).add("/linux/devices", block),
                Condition.UNUSUAL_CALLER);
        add(
                "devices in a user namespace",
                scene -> userNamespace(scene)
                        .add("/linux/devices", Scene.map("path", "/dev/mem0", "type", "c", "major", 1, "minor", 3)),
                Condition.REJECTED);
        add(
                "a bind mount on dev",
                scene -> scene.without("/dev/pts")
                        .without("/dev/shm")
                        .without("/dev/mqueue")
                        .without("/dev")
                        .bind("/dev", "data", "bind"));
        add(
                "bind mounts below dev",
                scene -> scene.without("/dev/shm")
                        .bind("/dev/shm", "shm", "bind")
                        .bind("/dev/log", "hosts", "bind"));
        add(
                "dev of the image",
                scene -> scene.without("/dev/pts")
                        .without("/dev/shm")
                        .without("/dev/mqueue")
                        .without("/dev")
                        .writable());
        add(
                "dev of the image with files",
                scene -> scene.without("/dev/pts")
                        .without("/dev/shm")
                        .without("/dev/mqueue")
                        .without("/dev")
                        .writable()
                        .file("dev/null", "a file")
                        .link("dev/stdin", "/elsewhere")
                        .file("dev/ptmx", ""));
        add(
                "dev that is read-only",
                scene -> scene.without("/dev")
                        .without("/dev/pts")
                        .without("/dev/shm")
                        .without("/dev/mqueue")
                        .tmpfs("/dev", "nosuid", "ro", "mode=755"));
        add("no dev/pts", scene -> scene.without("/dev/pts"));
    }

    private void restrictedPaths() {
        add(
                "masked paths",
                scene -> scene.file("secret/file", "secret")
                        .file("plain", "secret")
                        .link("tosecret", "/plain")
                        .writable()
                        .set(
                                "/linux/maskedPaths",
                                List.of("/secret", "/plain", "/missing", "/proc/keys", "/proc/bus", "/sys/firmware"))
                        .probe(
                                "/secret",
                                "/plain",
                                "/missing",
                                "/proc/keys",
                                "/proc/bus",
                                "/tosecret",
                                "/sys/firmware"));
        add(
                "masked twice and below",
                scene -> scene.file("secret/file", "secret")
                        .writable()
                        .set("/linux/maskedPaths", List.of("/secret/file", "/secret", "/secret", "/secret/file"))
                        .probe("/secret", "/secret/file"));
        add(
                "masked behind a link",
                scene -> scene.file("secret/file", "secret")
                        .link("tosecret", "/secret")
                        .writable()
                        .set("/linux/maskedPaths", List.of("/tosecret"))
                        .probe("/secret", "/secret/file", "/tosecret"));
        add(
                "read-only paths",
                scene -> scene.file("read/file", "text")
                        .file("plain", "text")
                        .link("toread", "/read")
                        .writable()
                        .set(
                                "/linux/readonlyPaths",
                                List.of("/read", "/plain", "/missing", "/proc/sys", "/proc/sysrq-trigger"))
                        .probe(
                                "/read",
                                "/read/file",
                                "/plain",
                                "/toread/file",
                                "/proc/sys/kernel/hostname",
                                "/proc/sysrq-trigger"));
        add(
                "read-only behind a link",
                scene -> scene.file("read/file", "text")
                        .link("toread", "/read")
                        .writable()
                        .set("/linux/readonlyPaths", List.of("/toread"))
                        .probe("/read/file", "/toread"));
        add(
                "read-only mounts",
                scene -> scene.writable()
                        .tmpfs("/m", "nosuid", "noexec")
                        .bind("/n", "data", "rbind", "nodev")
                        .set("/linux/readonlyPaths", List.of("/m", "/n"))
                        .probe("/m", "/n", "/n/sub"),
                Condition.NESTED_MOUNT);
        add(
                "masked and read-only",
                scene -> scene.file("both/file", "text")
                        .writable()
                        .set("/linux/maskedPaths", List.of("/both/file"))
                        .set("/linux/readonlyPaths", List.of("/both"))
                        .probe("/both", "/both/file"));
        add(
                "nothing masked",
                scene -> scene.set("/linux/maskedPaths", List.of())
                        .set("/linux/readonlyPaths", List.of())
                        .probe("/proc/acpi", "/proc/sys/kernel/hostname", "/sys/firmware"));
        add(
                "masked below a file",
                scene -> scene.writable()
                        .file("plain", "text")
                        .set("/linux/maskedPaths", List.of("/plain/below"))
                        .set("/linux/readonlyPaths", List.of("/plain/below"))
                        .probe("/plain"));
        add("a writable root", Scene::writable);
        add(
                "an absolute root path",
                scene -> scene.set("/root/path", scene.bundle().rootfs().toString()));
        add("a root path with dots", scene -> scene.set("/root/path", "./rootfs/../rootfs/."));
        add(
                "a root that is a mount already",
                scene -> scene.set(
                                "/root/path", scene.volume().resolve("data/sub").toString())
                        .set("/process/args", List.of("/missing")),
                Condition.NESTED_MOUNT,
                Condition.REJECTED);
    }

    private void cgroups() {
        for (boolean namespace : new boolean[] {false, true}) {
            for (String way : List.of("ro", "rw")) {
                add("cgroups " + way + (namespace ? " in a namespace" : ""), scene -> {
                    scene.without("/sys/fs/cgroup");
                    scene.bundle()
                            .mount("/sys/fs/cgroup", "cgroup", "cgroup", "nosuid", "noexec", "nodev", "relatime", way);
                    if (namespace) {
                        scene.namespace("cgroup");
                    }
                    scene.probe("/sys/fs/cgroup", "/sys/fs/cgroup/memory", "/sys/fs/cgroup/unified");
                });
            }
        }
        add("cgroups in another directory", scene -> {
            scene.writable();
            scene.bundle().mount("/cg", "cgroup", "cgroup");
        });
        add("no cgroups", scene -> scene.without("/sys/fs/cgroup"));
        add(
                "a cgroupsPath",
                scene -> scene.set("/linux/cgroupsPath", "/" + scene.id() + "/deep-" + scene.id() + "/er"));
        add("a relative cgroupsPath", scene -> scene.set("/linux/cgroupsPath", scene.id() + "/rel"));
        add("a cgroupsPath with dots", scene -> scene.set("/linux/cgroupsPath", "/../" + scene.id() + "/./x/../y"));
    }

    private void terminals() {
        add("a terminal", scene -> scene.set("/process/terminal", true), Condition.TERMINAL);
        add(
                "a terminal with a size",
                scene -> scene.set("/process/terminal", true)
                        .set("/process/consoleSize", Scene.map("height", 40, "width", 100)),
                Condition.TERMINAL);
        add(
                "a terminal of a user",
                scene -> scene.set("/process/terminal", true).user("uid", 1000, "gid", 1000),
                Condition.TERMINAL);
        add(
                "a terminal in a user namespace",
                scene -> userNamespace(scene).set("/process/terminal", true),
                Condition.TERMINAL);
        add(
                "a terminal as docker",
                scene -> scene.as("docker").probe().set("/process/terminal", true),
                Condition.TERMINAL);
    }
}
