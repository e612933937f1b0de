/** The systemd cgroup driver. */
module dev.hexrun.adapter.systemd {
    requires com.sun.jna;
    requires dev.hexrun.cgroup;
    requires dev.hexrun.port;
    requires static org.jspecify;

    // JNA accesses the native methods of this package by reflection.
    opens dev.hexrun.adapter.systemd.sdbus to
            com.sun.jna;

    provides dev.hexrun.port.cgroup.CgroupDriverProvider with
            dev.hexrun.adapter.systemd.SystemdDriverProvider;
}
