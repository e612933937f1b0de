/** Contract tests for every port, and fakes that pass them. */
module dev.hexrun.testkit {
    requires transitive dev.hexrun.port;
    requires static org.jspecify;

    exports dev.hexrun.testkit.host;
    exports dev.hexrun.testkit.launch;
}
