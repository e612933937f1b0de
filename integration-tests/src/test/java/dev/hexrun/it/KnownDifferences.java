package dev.hexrun.it;

import java.util.List;
import java.util.regex.Pattern;

/** In what containers of hexrun and of runc 1.1.5 differ, and why. */
final class KnownDifferences {

    /**
     * An entry; patterns match all of a text.
     *
     * @param bundles the names of the bundles
     * @param key what is seen
     * @param ours under hexrun
     * @param theirs under runc
     * @param reason why
     * @param always whether it is there in every run, and not only by chance
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
            "of options that contradict each other the last one counts, as with mount(8); runc adds up";
    private static final String NEEDS = "runc needs it itself; hexrun's steps have what they need in their hands";
    private static final String NULL =
            "the host's null device, which an image cannot replace (CVE-2025-31133), and not the container's";
    private static final String EMPTY =
            "a masked folder is a tmpfs that nothing can be done with: no devices, programs, or room";
    private static final String ROOT_PROPAGATION =
            "runc 1.1.5 changes the host's root alone, and leaves what is below it shared with the host or its own root"
                    + " private; here the propagation is the container's root's, and of the rest nothing goes back to the host";
    private static final String PRIVATE_ROOT =
            "as runc 1.3 has it: what the host mounts below the root later does not appear in the container";
    private static final String READONLY_TMPFS =
            "a tmpfs becomes read-only when all else is done, even if something was mounted over it; runc makes what"
                    + " lies over it read-only";
    private static final String MODE = "runc took the folder's mode instead of the option's until 1.1.13";
    private static final String MODE_OF_FOLDER =
            "the mode of the folder below is given to the kernel as an option, and not set afterwards";
    private static final String NOT_BOUND_TWICE = "a path that is listed twice is masked once";
    private static final String ENVIRONMENT =
            "as runc does since 1.3: in the order of the configuration, the last of a name counts";

    /** Containers that root makes. */
    static final List<Known> ROOT = List.of(
            known(
                    "(?!.*terminal).*",
                    "descriptor [012]",
                    "type (20000|100000) .*",
                    "type 10000 .*",
                    "runc relays output through pipes; here the program has the caller's own"),
            known(
                    ANY,
                    "mount .*",
                    "devtmpfs of devtmpfs at /null noexec,nosuid,relatime,rw .*",
                    "devtmpfs of devtmpfs at /null relatime,rw .*",
                    "the container's null device is a bind of the host's and keeps the attributes of the host's /dev"),
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
                    "a capability that cannot be granted is a warning, as the specification has it"),
            known("masked twice.*", "mountinfo count", ANY, ANY, NOT_BOUND_TWICE),
            known("masked twice.*", "mount /secret #2", ANY, ANY, NOT_BOUND_TWICE),
            known(
                    "masked through a file",
                    "status",
                    "ran",
                    "failed",
                    "what is below a file is not there, so there is nothing to make read-only; runc ignores it for masked paths"),
            known(
                    ANY,
                    "mount /sys/fs/cgroup",
                    "tmpfs of tmpfs at / .*,ro .*",
                    "tmpfs of tmpfs at / .*,rw .*",
                    "runc 1.1.5 does not make the folder above the hierarchies read-only, though its option says so"),
            known(
                    "cgroups r[ow].*",
                    "path /sys/fs/cgroup",
                    "040755 .*",
                    "040555 .*",
                    "the folder above the hierarchies is root's to write to unless its option says otherwise; runc gives it sysfs's mode"),
            known(
                    ANY,
                    "mount /sys/fs/cgroup/systemd",
                    "cgroup of cgroup at .*",
                    "cgroup of systemd at .*",
                    "the source of a file system without one is a word that nobody reads"),
            known(
                    "cgroups elsewhere",
                    "mount /cg",
                    "tmpfs of tmpfs at / relatime,rw .*",
                    "tmpfs of tmpfs at / nodev,noexec,nosuid,relatime,rw .*",
                    "options that are not given are not added"),
            known(
                    "(namespaces .*cgroup=joined.*|all joined but mount)",
                    "mount /sys/fs/cgroup/.*",
                    "cgroup of cgroup at .*/\\$ID .*",
                    "cgroup of .* at / .*",
                    "in a joined cgroup namespace the container's own cgroup is shown, and not all of the namespace's"),
            known(
                    "docker by an odd caller",
                    "limit 7",
                    "555 .*",
                    "(\\d+) \\1",
                    "Go raises its own soft limit of descriptors, and runc 1.1.5 hands that on"),
            known("no mounts at all", "status", "ran", "failed", NEEDS + ": /proc"),
            known("(a mount over all|dev that is bound)", "status", "ran", "failed", NEEDS + ": /dev/null"),
            known("devices that are there anyway", "status", "ran", "failed", NEEDS + ": /dev/null, whatever its mode"),
            known(
                    "dev of the image with files",
                    "status",
                    "failed",
                    "ran",
                    "a file where a device is to be is refused (CVE-2026-41579); runc 1.1.5 takes it for the device"),
            known(
                    "devices with odd modes",
                    "file /dev/b",
                    "024755 .*",
                    "020755 .*",
                    "the mode is the configuration's; runc loses the set-user-id bit on its way"),
            known("option defaults", "status", "ran", "failed", "runc knows the option since 1.2"),
            known("recursive ratime", "status", "ran", "failed", "runc asks for it in a way the kernel refuses"),
            known("without an option bind", "status", "ran", "failed", "as crun, and mount(8) with a type bind"),
            known("options that contradict each other", "mount /m/3", ANY, ANY, LAST_WINS),
            known("recursive and cleared", "mount /m/[12](/sub)?", ANY, ANY, LAST_WINS),
            known("drawn options .*", "mount /m/\\d", ANY, ANY, LAST_WINS),
            known("copied up", "file /etc", "040700 .*", "040755 .*", MODE),
            known("a destination that is a link", "file /real", "040711 .*", "040755 .*", MODE),
            known("a user namespace and mounts", "(file|closed) /m/1", ANY, ANY, MODE),
            known(
                    "(copied up|mounts in mounts|mounts over mounts)",
                    "mount (/up|/m/data/sub|/tmp #2)",
                    ".*mode=755",
                    "tmpfs of tmpfs at / (?!.*mode=).*",
                    MODE_OF_FOLDER),
            known(
                    "(docker on a shared host|each propagation of .*|propagations in a row)",
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
                    "user 1000 with groups",
                    "groups",
                    "5 5 7 .*",
                    "5 7 .*",
                    "a group that is listed twice is given to the kernel twice, which means nothing"),
            known(
                    "a root that is r?unbindable",
                    "status",
                    "ran",
                    "failed",
                    "runc makes the host's root so, and then cannot bind its own"),
            known(
                    ".*user namespace.*|root outside.*",
                    "keyring",
                    "keyring;\\d+;\\d+;3f1b0000;_ses.\\$ID",
                    "keyring;\\d+;\\d+;3f130008;_ses.\\$ID",
                    "whoever executes further processes joins it as its owner, so that others need not be let in"),
            known(
                    ".*user namespace.*|root outside.*",
                    "mount /dev/(null|zero|full|random|urandom|tty)",
                    "devtmpfs of devtmpfs at .* noexec,nosuid,.*",
                    "devtmpfs of devtmpfs at .* relatime,rw.*",
                    "the host's file system comes in without its programs, as with crun"),
            known(
                    ".*user namespace.*|root outside.*",
                    "file /dev/mqueue",
                    "041777 0:0 .*",
                    "041777 0:(65534|1000) .*",
                    "runc mounts it before it is the container's root"),
            known(
                    "a joined user.*namespace",
                    "status",
                    "ran",
                    "failed",
                    "runc joins user namespaces without mappings since 1.2"),
            known(
                    "groups beyond the signed ones",
                    "status",
                    "ran",
                    "failed",
                    "ids have 32 bits (config.md, POSIX-platform User)"),
            known(
                    "(files on files|destinations behind links|an odd passwd)",
                    "environment 2",
                    "HOME=/",
                    "HOME=",
                    "a line of /etc/passwd that lacks fields is nobody's; runc takes it for the user's, or for root's if it has no number"),
            sometimes(
                    "a terminal.*",
                    "terminal size",
                    ANY,
                    "(33 77|0 0|40 100)",
                    "runc gives a terminal the caller's size while the program runs already"),
            known("HOME is empty", "environment [01]", ANY, ANY, ENVIRONMENT),
            known("the environment twice", "environment [0-5]", ANY, ANY, ENVIRONMENT));

    /** Containers that an ordinary user makes. */
    static final List<Known> USER = List.of(
            known(
                    ANY,
                    "descriptor [012]",
                    "type (20000|100000) .*",
                    "type 10000 .*",
                    "runc relays output through pipes; here the program has the caller's own"),
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
                    "runc 1.1.5 does not make the folder above the hierarchies read-only, though its option says so"),
            known(
                    ANY,
                    "mount /sys/fs/cgroup/systemd( #2)?",
                    "cgroup of cgroup at .*",
                    "cgroup of systemd at .*",
                    "the source of a file system without one is a word that nobody reads"),
            known(
                    ANY,
                    "keyring",
                    "keyring;\\d+;\\d+;3f1b0000;_ses.\\$ID",
                    "keyring;\\d+;\\d+;3f130008;_ses.\\$ID",
                    "whoever executes further processes joins it as its owner, so that others need not be let in"),
            known(
                    ANY,
                    "mount /dev/(null|zero|full|random|urandom|tty)",
                    "devtmpfs of devtmpfs at .* noexec,nosuid,.*",
                    "devtmpfs of devtmpfs at .* relatime,rw.*",
                    "the host's file system comes in without its programs, as with crun"));

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
