package dev.hexrun.domain.validate;

import dev.hexrun.domain.config.Configuration;
import dev.hexrun.domain.config.Linux;
import dev.hexrun.domain.config.LinuxNamespace;
import dev.hexrun.domain.config.Mount;
import dev.hexrun.domain.config.Process;
import dev.hexrun.domain.config.Root;
import dev.hexrun.domain.namespace.LinuxNamespaceType;
import java.util.List;

/** A configuration without problems, which tests modify. */
final class SampleConfiguration {

    private SampleConfiguration() {}

    static Configuration.Builder configuration() {
        return Configuration.builder()
                .ociVersion("1.3.0")
                .root(new Root("rootfs", true))
                .hostname("box")
                .process(process().build())
                .linux(linux().build())
                .addMounts(mount("/proc", "proc").build());
    }

    static Process.Builder process() {
        return Process.builder().args(List.of("sh")).cwd("/").env(List.of("PATH=/bin"));
    }

    static Linux.Builder linux() {
        return Linux.builder()
                .namespaces(List.of(
                        namespace(LinuxNamespaceType.PID),
                        namespace(LinuxNamespaceType.NETWORK),
                        namespace(LinuxNamespaceType.IPC),
                        namespace(LinuxNamespaceType.UTS),
                        namespace(LinuxNamespaceType.MOUNT)));
    }

    static LinuxNamespace namespace(LinuxNamespaceType type) {
        return LinuxNamespace.builder().type(type).build();
    }

    static Mount.Builder mount(String destination, String type, String... options) {
        return Mount.builder()
                .destination(destination)
                .type(type)
                .source("/src")
                .options(List.of(options));
    }
}
