package dev.hexrun.it;

import java.util.List;
import java.util.regex.Pattern;

/** The differences between containers of hexrun and of runc 1.1.5, with their reasons. */
final class KnownDifferences {

    /**
     * A known difference. Each pattern must match the whole text.
     *
     * @param bundles the names of the compared bundles
     * @param key the name of the observed value
     * @param ours the value with hexrun
     * @param theirs the value with runc
     * @param reason the reason for the difference
     * @param always whether the difference occurs in every run, and not only sometimes
     */
    record Known(Pattern bundles, Pattern key, Pattern ours, Pattern theirs, String reason, boolean always) {

        boolean matches(View.Difference difference) {
            return bundles.matcher(difference.bundle()).matches()
                    && key.matcher(difference.key()).matches()
                    && ours.matcher(difference.ours()).matches()
                    && theirs.matcher(difference.theirs()).matches();
        }
    }

    private static final String ANY = ".*";
    private static final String LAST_WINS =
            "the last of contradictory options is used, as with mount(8); runc combines them";
    private static final String NEEDS = "runc needs it in the container; hexrun has opened it before";
    private static final String NULL =
            "the null device of the host, which an image cannot replace (CVE-2025-31133), instead of the container's";
    private static final String EMPTY = "a masked directory is a tmpfs without devices, programs or free space";
    private static final String ROOT_PROPAGATION =
            "runc 1.1.5 changes only the host's root, and leaves mounts below it shared with the host or its own root"
                    + " private; hexrun sets the propagation of the container's root, and no other mount propagates to the host";
    private static final String PRIVATE_ROOT =
            "as in runc 1.3: later mounts of the host below the root do not appear in the container";
    private static final String READONLY_TMPFS =
            "a tmpfs becomes read-only after all mounts, even if another mount covers it; runc makes the covering mount"
                    + " read-only";
    private static final String MODE = "until 1.1.13, runc used the mode of the directory instead of the option";
    private static final String MODE_OF_DIRECTORY =
            "the mode of the covered directory is passed as a mount option instead of being set afterwards";
    private static final String NOT_BOUND_TWICE = "a path that is listed twice is masked only once";
    private static final String ENVIRONMENT =
            "as in runc since 1.3: in the order of the configuration, the last value of a variable is used";

    /** Differences of containers created by root. */
    static final List<Known> ROOT = List.of(
            known(
                    "(?!.*terminal).*",
                    "descriptor [012]",
                    "type (20000|100000) .*",
                    "type 10000 .*",
                    "runc relays output through pipes; hexrun passes the descriptors of the caller"),
            known(
                    ANY,
                    "mount .*",
                    "devtmpfs of devtmpfs at /null noexec,nosuid,relatime,rw .*",
                    "devtmpfs of devtmpfs at /null relatime,rw .*",
                    "the container's null device is bind mounted from the host and keeps the mount options of the host's /dev"),
            known(
                    ANY,
                    "mount .*",
                    "tmpfs of tmpfs at / .*,ro .*size=4k,nr_inodes=1.*",
                    "tmpfs of tmpfs at / relatime,ro .*",
                    EMPTY),
            known("masked.*", "(file|path) (/secret|/proc/bus|/sys/firmware)", "040755 0:0 .*", "041777 0:0 .*", EMPTY),
            known(
                    "effective but not permitted",
                    "status",
                    "ran",
                    "failed",
                    "a capability that cannot be granted is a warning, as the specification requires"),
            known("masked twice.*", "mountinfo count", ANY, ANY, NOT_BOUND_TWICE),
            known("masked twice.*", "mount /secret #2", ANY, ANY, NOT_BOUND_TWICE),
            known(
                    "masked below a file",
                    "status",
                    "ran",
                    "failed",
                    "a path below a file does not exist, so it is ignored; runc ignores this only for masked paths"),
            known(
                    ANY,
                    "mount /sys/fs/cgroup",
                    "tmpfs of tmpfs at / .*,ro .*",
                    "tmpfs of tmpfs at / .*,rw .*",
                    "runc 1.1.5 does not mount the directory above the hierarchies read-only, although the option requires it"),
            known(
                    "cgroups r[ow].*",
                    "path /sys/fs/cgroup",
                    "040755 .*",
                    "040555 .*",
                    "root may write to the directory above the hierarchies unless an option denies it; runc uses the mode of sysfs"),
            known(
                    ANY,
                    "mount /sys/fs/cgroup/systemd",
                    "cgroup of cgroup at .*",
                    "cgroup of systemd at .*",
                    "the source of a file system without a device has no meaning"),
            known(
                    "cgroups in another directory",
                    "mount /cg",
                    "tmpfs of tmpfs at / relatime,rw .*",
                    "tmpfs of tmpfs at / nodev,noexec,nosuid,relatime,rw .*",
                    "mount options that are not configured are not added"),
            known(
                    "(namespaces .*cgroup=joined.*|all joined except mount)",
                    "mount /sys/fs/cgroup/.*",
                    "cgroup of cgroup at .*/\\$ID .*",
                    "cgroup of .* at / .*",
                    "in a joined cgroup namespace the container's own cgroup is showninstead of that of the namespace"),
            known(
                    "docker with an unusual caller",
                    "limit 7",
                    "555 .*",
                    "(\\d+) \\1",
                    "Go raises the soft limit of descriptors of runc, and containers of runc 1.1.5 inherit that"),
            known("no mounts", "status", "ran", "failed", NEEDS + ": /proc"),
            known("(a mount that covers others|a bind mount on dev)", "status", "ran", "failed", NEEDS + ": /dev/null"),
            known("a default device", "status", "ran", "failed", NEEDS + ": /dev/null with its default mode"),
            known(
                    "dev of the image with files",
                    "status",
                    "failed",
                    "ran",
                    "a file in place of a device is rejected (CVE-2026-41579); runc 1.1.5 uses it as the device"),
            known(
                    "devices with unusual modes",
                    "file /dev/b",
                    "024755 .*",
                    "020755 .*",
                    "the mode is that of the configuration; runc drops the set-user-ID bit"),
            known("option defaults", "status", "ran", "failed", "runc supports the option since 1.2"),
            known("recursive ratime", "status", "ran", "failed", "runc requests it in a way that the kernel rejects"),
            known("without a bind option", "status", "ran", "failed", "as in crun, and in mount(8) with the type bind"),
            known("contradictory options", "mount /m/3", ANY, ANY, LAST_WINS),
            known("recursive and cleared", "mount /m/[12](/sub)?", ANY, ANY, LAST_WINS),
            known("random options .*", "mount /m/\\d", ANY, ANY, LAST_WINS),
            known("tmpcopyup", "file /etc", "040700 .*", "040755 .*", MODE),
            known("a destination that is a link", "file /real", "040711 .*", "040755 .*", MODE),
            known("a user namespace and mounts", "(file|closed) /m/1", ANY, ANY, MODE),
            known(
                    "(tmpcopyup|mounts in mounts|mounts over mounts)",
                    "mount (/up|/m/data/sub|/tmp #2)",
                    ".*mode=755",
                    "tmpfs of tmpfs at / (?!.*mode=).*",
                    MODE_OF_DIRECTORY),
            known(
                    "(docker on a shared host|each propagation of .*|several propagations)",
                    "mount /",
                    ".*\\[\\].*",
                    ".*\\[master\\].*",
                    PRIVATE_ROOT),
            known("mounts over mounts", "mount /m #2", ".*,ro \\[.*", ".*,rw \\[.*", READONLY_TMPFS),
            known("mounts over mounts", "mount /m #3", ".*,rw \\[.*", ".*,ro \\[.*", READONLY_TMPFS),
            known(
                    "devices in a user namespace",
                    "status",
                    "ran",
                    "failed",
                    "runc needs a node of that name on the host"),
            known("a root that is .*", "mount .*", ".*\\[.*\\].*", ".*\\[.*\\].*", ROOT_PROPAGATION),
            known(
                    "a shared volume under a shared root",
                    "mount (?!/m$).*",
                    ".*\\[.*\\].*",
                    ".*\\[.*\\].*",
                    ROOT_PROPAGATION),
            known(
                    "a root that is r?unbindable",
                    "status",
                    "ran",
                    "failed",
                    "runc changes the host's root first and then cannot bind mount that of the container"),
            known(
                    ".*user namespace.*|root outside.*",
                    "keyring",
                    "keyring;\\d+;\\d+;3f1b0000;_ses.\\$ID",
                    "keyring;\\d+;\\d+;3f130008;_ses.\\$ID",
                    "exec joins the keyring as its owner, so other users need no permission"),
            known(
                    ".*user namespace.*|root outside.*",
                    "mount /dev/(null|zero|full|random|urandom|tty)",
                    "devtmpfs of devtmpfs at .* noexec,nosuid,.*",
                    "devtmpfs of devtmpfs at .* relatime,rw.*",
                    "the host's file system is mounted noexec and nosuid, as in crun"),
            known(
                    ".*user namespace.*|root outside.*",
                    "file /dev/mqueue",
                    "041777 0:0 .*",
                    "041777 0:(65534|1000) .*",
                    "runc mounts it before it switches to the user of the container"),
            known(
                    "a joined user.*namespace",
                    "status",
                    "ran",
                    "failed",
                    "runc joins user namespaces without mappings since 1.2"),
            known(
                    "groups above the signed range",
                    "status",
                    "ran",
                    "failed",
                    "ids have 32 bits (config.md, POSIX-platform User)"),
            sometimes(
                    "a terminal.*",
                    "terminal",
                    "(\\w+) 1 .*",
                    "(\\w+) 5 .*",
                    "runc clears ONLCR (4) after the program has started"),
            known(
                    "(files on files|destinations through links|a malformed passwd)",
                    "environment 2",
                    "HOME=/",
                    "HOME=",
                    "an incomplete line of /etc/passwd is ignored; runc uses it for the user, or for root if it has no uid"),
            sometimes(
                    "a terminal.*",
                    "terminal size",
                    ANY,
                    "(33 77|0 0|40 100)",
                    "runc sets the size of the terminal after the program has started"),
            known("HOME is empty", "environment [01]", ANY, ANY, ENVIRONMENT),
            known("duplicate variables", "environment [0-5]", ANY, ANY, ENVIRONMENT));

    /** Differences of containers created by an unprivileged user. */
    static final List<Known> USER = List.of(
            known(
                    ANY,
                    "descriptor [012]",
                    "type (20000|100000) .*",
                    "type 10000 .*",
                    "runc relays output through pipes; hexrun passes the descriptors of the caller"),
            known(
                    ANY,
                    "mount .*",
                    "devtmpfs of devtmpfs at /null .*relatime,rw .*",
                    "devtmpfs of .* at /null .*",
                    NULL),
            known(
                    ANY,
                    "mount .*",
                    "tmpfs of tmpfs at / .*,ro .*size=4k,nr_inodes=1.*",
                    "tmpfs of tmpfs at / relatime,ro .*",
                    EMPTY),
            known(
                    ANY,
                    "mount /sys/fs/cgroup( #2)?",
                    "tmpfs of tmpfs at / .*,ro .*",
                    "tmpfs of tmpfs at / .*,rw .*",
                    "runc 1.1.5 does not mount the directory above the hierarchies read-only, although the option requires it"),
            known(
                    ANY,
                    "mount /sys/fs/cgroup/systemd( #2)?",
                    "cgroup of cgroup at .*",
                    "cgroup of systemd at .*",
                    "the source of a file system without a device has no meaning"),
            known(
                    ANY,
                    "keyring",
                    "keyring;\\d+;\\d+;3f1b0000;_ses.\\$ID",
                    "keyring;\\d+;\\d+;3f130008;_ses.\\$ID",
                    "exec joins the keyring as its owner, so other users need no permission"),
            known(
                    ANY,
                    "mount /dev/(null|zero|full|random|urandom|tty)",
                    "devtmpfs of devtmpfs at .* noexec,nosuid,.*",
                    "devtmpfs of devtmpfs at .* relatime,rw.*",
                    "the host's file system is mounted noexec and nosuid, as in crun"));

    private KnownDifferences() {}

    private static Known known(String bundles, String key, String ours, String theirs, String reason) {
        return new Known(
                Pattern.compile(bundles),
                Pattern.compile(key),
                Pattern.compile(ours),
                Pattern.compile(theirs),
                reason,
                true);
    }

    private static Known sometimes(String bundles, String key, String ours, String theirs, String reason) {
        return new Known(
                Pattern.compile(bundles),
                Pattern.compile(key),
                Pattern.compile(ours),
                Pattern.compile(theirs),
                reason,
                false);
    }
}
