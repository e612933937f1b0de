package dev.hexrun.domain.resource;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hexrun.domain.config.Configuration;
import dev.hexrun.domain.config.Linux;
import dev.hexrun.domain.config.LinuxIdMapping;
import dev.hexrun.domain.config.LinuxNamespace;
import dev.hexrun.domain.config.Mount;
import dev.hexrun.domain.config.Process;
import dev.hexrun.domain.config.User;
import dev.hexrun.domain.namespace.LinuxNamespaceType;
import org.junit.jupiter.api.Test;

class CgroupDelegationTest {

    private final Linux.Builder linux = Linux.builder().addUidMappings(new LinuxIdMapping(0, 100_000, 65_536));
    private String type = "cgroup";
    private String[] options = {"nosuid", "rw"};

    @Test
    void delegatesToTheMappedUserOfTheProcess() {
        own(LinuxNamespaceType.CGROUP);
        own(LinuxNamespaceType.USER);
        assertThat(CgroupDelegation.owner(configuration())).hasValue(100_007);
    }

    @Test
    void delegatesToTheUserOfTheProcess_withoutUserNamespace() {
        own(LinuxNamespaceType.CGROUP);
        assertThat(CgroupDelegation.owner(configuration())).hasValue(7);
    }

    @Test
    void doesNotDelegate_withoutNewCgroupNamespace() {
        own(LinuxNamespaceType.USER);
        assertThat(CgroupDelegation.owner(configuration())).isEmpty();
        linux.addNamespaces(LinuxNamespace.builder()
                .type(LinuxNamespaceType.CGROUP)
                .path("/proc/1/ns/cgroup")
                .build());
        assertThat(CgroupDelegation.owner(configuration())).isEmpty();
    }

    @Test
    void doesNotDelegate_withReadOnlyCgroups() {
        own(LinuxNamespaceType.CGROUP);
        options = new String[] {"rw", "ro"};
        assertThat(CgroupDelegation.owner(configuration())).isEmpty();
        options = new String[0];
        type = "tmpfs";
        assertThat(CgroupDelegation.owner(configuration())).isEmpty();
    }

    private void own(LinuxNamespaceType namespace) {
        linux.addNamespaces(LinuxNamespace.builder().type(namespace).build());
    }

    private Configuration configuration() {
        return Configuration.builder()
                .ociVersion("1.3.0")
                .process(Process.builder()
                        .cwd("/")
                        .user(User.builder().uid(7).build())
                        .build())
                .addMounts(Mount.builder()
                        .destination("/sys/fs/cgroup")
                        .type(type)
                        .source("cgroup")
                        .addOptions(options)
                        .build())
                .linux(linux.build())
                .build();
    }
}
