/** The command line. */
module dev.hexrun.cli {
    requires dagger;
    requires dev.hexrun.app;
    requires dev.hexrun.port;
    requires jakarta.inject;
    requires static java.compiler;
    requires static org.jspecify;
}
