package dev.hexrun.domain.sysctl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SysctlNameTest {

    @ParameterizedTest
    @CsvSource({
        "net.ipv4.ip_forward, net/ipv4/ip_forward, net.ipv4.ip_forward",
        "net/ipv4/ip_forward, net/ipv4/ip_forward, net.ipv4.ip_forward",
        "net/ipv4/conf/eth0.1/rp_filter, net/ipv4/conf/eth0.1/rp_filter, net.ipv4.conf.eth0/1.rp_filter",
        "net.ipv4.conf.eth0/1.rp_filter, net/ipv4/conf/eth0.1/rp_filter, net.ipv4.conf.eth0/1.rp_filter",
        "single, single, single"
    })
    void parsesDotsAndSlashes(String text, String path, String dotted) {
        assertThat(SysctlName.of(text).path()).isEqualTo(path);
        assertThat(SysctlName.of(text).dotted()).isEqualTo(dotted);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "/",
                "net..ipv4",
                "net/../kernel/core_pattern",
                "net/./x",
                "/etc/passwd",
                "net.//.kernel",
                "net/",
                "net\0x",
                "../../etc"
            })
    void refusesPathsOutsideProcSys(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> SysctlName.of(text));
    }
}
