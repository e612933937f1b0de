package com.example.hostpolicy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hexrun.domain.config.Configuration;
import dev.hexrun.domain.config.Linux;
import dev.hexrun.domain.config.LinuxCapabilities;
import dev.hexrun.domain.config.LinuxDeviceCgroup;
import dev.hexrun.domain.config.LinuxResources;
import dev.hexrun.domain.config.Mount;
import dev.hexrun.domain.config.Process;
import dev.hexrun.domain.config.Root;
import dev.hexrun.domain.state.ContainerId;
import dev.hexrun.domain.validate.Problem;
import dev.hexrun.port.policy.PlanProposal;
import dev.hexrun.port.policy.PlanProposal.Operation;
import dev.hexrun.port.policy.PlanVerdict;
import dev.hexrun.port.provider.Provider;
import dev.hexrun.testkit.host.FakeHost;
import dev.hexrun.testkit.policy.FakePolicyContext;
import dev.hexrun.testkit.provider.ProviderContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostPolicyTest extends ProviderContract {

    private static final String RULES = "root = /images\nmount = /srv\ncapability = CAP_NET_ADMIN\n";

    @TempDir
    Path directory;

    @Override
    protected Provider newProvider() {
        return new HostPolicyProvider();
    }

    @Test
    void allowsWhatIsListed() {
        assertThat(judge(RULES, configuration("/srv/data", "CAP_NET_ADMIN"))).isEmpty();
    }

    @Test
    void deniesHostPathsOutsideTheList() {
        assertThat(judge(RULES, configuration("/srv/../etc", "CAP_KILL")))
                .containsExactly("/mounts/1/source: host path /etc is not allowed");
        assertThat(judge(RULES, configuration("/srvother", "CAP_KILL")))
                .containsExactly("/mounts/1/source: host path /srvother is not allowed");
    }

    @Test
    void deniesARootFileSystemOutsideTheListAndBlockDevices() {
        Configuration configuration = Configuration.builder()
                .root(new Root("/", false))
                .addMounts(Mount.builder()
                        .destination("/disk")
                        .type("ext4")
                        .source("/dev/sda1")
                        .build())
                .build();

        assertThat(judge(RULES, configuration))
                .containsExactly(
                        "/root/path: root file system outside the allowed directories",
                        "/mounts/0/type: file system ext4 is not allowed");
    }

    @Test
    void deniesCapabilitiesOutsideTheListAlsoForExec() {
        assertThat(judge(RULES, configuration("/srv", "CAP_SYS_ADMIN")))
                .containsExactly("/process/capabilities: CAP_SYS_ADMIN is not allowed");
        assertThat(judge(Operation.EXEC, RULES, configuration("/etc", "CAP_SYS_ADMIN")))
                .containsExactly("/process/capabilities: CAP_SYS_ADMIN is not allowed");
    }

    @Test
    void deniesPrivilegedContainersUnlessTheyAreAllowed() {
        Configuration privileged = Configuration.builder()
                .from(configuration("/srv", "CAP_SYS_ADMIN"))
                .linux(Linux.builder()
                        .resources(LinuxResources.builder()
                                .addDevices(LinuxDeviceCgroup.builder()
                                        .allow(true)
                                        .access("rwm")
                                        .build())
                                .build())
                        .build())
                .build();

        assertThat(judge(RULES, privileged))
                .contains("/linux/resources/devices: privileged containers are not allowed");
        assertThat(judge(RULES + "privileged = allow\n", privileged)).isEmpty();
    }

    @Test
    void aFileThatIsMissingInvalidOrWritableByOthersIsAFailure() throws IOException {
        FakePolicyContext context = new FakePolicyContext(directory);
        HostPolicyProvider provider = new HostPolicyProvider();
        Path file = directory.resolve("host-policy.conf");

        assertThatThrownBy(() -> provider.create(context)).hasMessageContaining("cannot be read");
        Files.writeString(file, "mounts = /srv\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-r--"));
        assertThatThrownBy(() -> provider.create(context)).hasMessageContaining("writable by root only");
        assertThatThrownBy(() -> HostRules.parse("mounts = /srv\n", "file"))
                .hasMessage("file:1: unknown name mounts: must be mount, root, capability or privileged");
    }

    private static Configuration configuration(String source, String capability) {
        return Configuration.builder()
                .root(new Root("/images/web", false))
                .process(Process.builder()
                        .capabilities(LinuxCapabilities.builder()
                                .addBounding("CAP_CHOWN", capability)
                                .build())
                        .build())
                .addMounts(
                        Mount.builder().destination("/proc").type("proc").source("proc").build(),
                        Mount.builder()
                                .destination("/data")
                                .type("bind")
                                .source(source)
                                .build())
                .linux(Linux.builder().addMaskedPaths("/proc/kcore").build())
                .build();
    }

    private static List<String> judge(String rules, Configuration configuration) {
        return judge(Operation.CREATE, rules, configuration);
    }

    private static List<String> judge(Operation operation, String rules, Configuration configuration) {
        PlanVerdict verdict = new HostPolicy(HostRules.parse(rules, "file"), FakeHost.root())
                .judge(PlanProposal.builder(operation, ContainerId.of("web"), configuration)
                        .bundle(Path.of("/bundle"))
                        .build());
        return verdict instanceof PlanVerdict.Deny deny
                ? deny.problems().stream().map(Problem::toString).toList()
                : List.of();
    }
}
