package dev.hexrun.domain.namespace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class LinuxNamespaceTypeTest {

    @ParameterizedTest
    @EnumSource
    void isFoundByItsSpecName(LinuxNamespaceType type) {
        assertThat(LinuxNamespaceType.of(type.specName())).isSameAs(type);
    }

    @ParameterizedTest
    @CsvSource({
        "time, time, 0x00000080", "mount, mnt, 0x00020000", "cgroup, cgroup, 0x02000000", "uts, uts, 0x04000000",
        "ipc, ipc, 0x08000000", "user, user, 0x10000000", "pid, pid, 0x20000000", "network, net, 0x40000000"
    })
    void hasFlagAndFileOfTheKernel(String spelling, String file, String flag) {
        assertThat(LinuxNamespaceType.of(spelling).cloneFlag()).isEqualTo(Integer.decode(flag));
        assertThat(LinuxNamespaceType.of(spelling).procName()).isEqualTo(file);
    }

    @Test
    void refusesUnknownNames() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LinuxNamespaceType.of("mnt"))
                .withMessage("namespace \"mnt\" does not exist");
    }
}
