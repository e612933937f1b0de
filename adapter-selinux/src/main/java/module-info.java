/** SELinux labels of processes, keyrings and mounts. */
module dev.hexrun.adapter.selinux {
    requires dev.hexrun.port;
    requires static org.jspecify;

    provides dev.hexrun.port.security.SecurityModuleProvider with
            dev.hexrun.adapter.selinux.SelinuxProvider;
}
