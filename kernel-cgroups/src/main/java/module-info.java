/** The kernel's cgroup file systems, for the cgroup drivers of this project. */
@SuppressWarnings("module") // The drivers are compiled later.
module dev.hexrun.cgroup {
    requires transitive dev.hexrun.port;
    requires static org.jspecify;

    exports dev.hexrun.cgroup to
            dev.hexrun.adapter.cgroupfs,
            dev.hexrun.adapter.systemd;
    exports dev.hexrun.cgroup.tree to
            dev.hexrun.adapter.cgroupfs,
            dev.hexrun.adapter.systemd;
}
