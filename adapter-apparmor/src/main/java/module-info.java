/** AppArmor profiles of processes. */
module dev.hexrun.adapter.apparmor {
    requires dev.hexrun.port;
    requires static org.jspecify;

    provides dev.hexrun.port.security.SecurityModuleProvider with
            dev.hexrun.adapter.apparmor.AppArmorProvider;
}
