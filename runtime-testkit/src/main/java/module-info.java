/** Contract tests for every port, and fakes that pass them. */
module dev.hexrun.testkit {
    requires transitive dev.hexrun.port;
    requires org.assertj.core;
    requires transitive org.junit.jupiter.api;
    requires static org.jspecify;

    exports dev.hexrun.testkit;
    exports dev.hexrun.testkit.bundle;
    exports dev.hexrun.testkit.cgroup;
    exports dev.hexrun.testkit.extension;
    exports dev.hexrun.testkit.json;
    exports dev.hexrun.testkit.host;
    exports dev.hexrun.testkit.launch;
    exports dev.hexrun.testkit.provider;
    exports dev.hexrun.testkit.rules;
    exports dev.hexrun.testkit.policy;
    exports dev.hexrun.testkit.seccomp;
    exports dev.hexrun.testkit.security;
    exports dev.hexrun.testkit.state;
}
