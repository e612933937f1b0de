/** The domain: the configuration of a container, its states, and the plan that creates it. */
module dev.hexrun.domain {
    requires static org.immutables.value.annotations;
    requires static org.jspecify;

    exports dev.hexrun.domain.capability;
    exports dev.hexrun.domain.config;
    exports dev.hexrun.domain.cpuset;
    exports dev.hexrun.domain.device;
    exports dev.hexrun.domain.failure;
    exports dev.hexrun.domain.idmap;
    exports dev.hexrun.domain.json;
    exports dev.hexrun.domain.mount;
    exports dev.hexrun.domain.namespace;
    exports dev.hexrun.domain.plan;
    exports dev.hexrun.domain.resource;
    exports dev.hexrun.domain.rlimit;
    exports dev.hexrun.domain.seccomp;
    exports dev.hexrun.domain.security;
    exports dev.hexrun.domain.selinux;
    exports dev.hexrun.domain.signal;
    exports dev.hexrun.domain.state;
    exports dev.hexrun.domain.step;
    exports dev.hexrun.domain.sysctl;
    exports dev.hexrun.domain.validate;
}
