/** The cgroupfs driver. */
module dev.hexrun.adapter.cgroupfs {
    requires dev.hexrun.cgroup;
    requires dev.hexrun.port;
    requires static org.jspecify;

    provides dev.hexrun.port.cgroup.CgroupDriverProvider with
            dev.hexrun.adapter.cgroupfs.CgroupfsDriverProvider;
}
