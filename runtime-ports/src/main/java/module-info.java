/** The service provider interface: the ports that adapters implement, and their providers. */
module dev.hexrun.port {
    requires transitive dev.hexrun.domain;
    requires static org.jspecify;

    exports dev.hexrun.port.bundle;
    exports dev.hexrun.port.cgroup;
    exports dev.hexrun.port.extension;
    exports dev.hexrun.port.json;
    exports dev.hexrun.port.host;
    exports dev.hexrun.port.launch;
    exports dev.hexrun.port.policy;
    exports dev.hexrun.port.provider;
    exports dev.hexrun.port.seccomp;
    exports dev.hexrun.port.security;
    exports dev.hexrun.port.state;
}
