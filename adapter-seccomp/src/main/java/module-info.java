/** Filters of system calls, compiled by libseccomp. */
module dev.hexrun.adapter.seccomp {
    requires com.sun.jna;
    requires dev.hexrun.port;
    requires static org.jspecify;

    // JNA finds its native methods there.
    opens dev.hexrun.adapter.seccomp.libseccomp to
            com.sun.jna;

    provides dev.hexrun.port.seccomp.SeccompCompilerProvider with
            dev.hexrun.adapter.seccomp.LibseccompProvider;
}
