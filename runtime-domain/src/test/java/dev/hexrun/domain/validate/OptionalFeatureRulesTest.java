package dev.hexrun.domain.validate;

import static dev.hexrun.domain.validate.SampleConfiguration.configuration;
import static dev.hexrun.domain.validate.SampleConfiguration.linux;
import static dev.hexrun.domain.validate.SampleConfiguration.process;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.hexrun.domain.config.Box;
import dev.hexrun.domain.config.Configuration;
import dev.hexrun.domain.config.CpuAffinity;
import dev.hexrun.domain.config.LinuxBlockIo;
import dev.hexrun.domain.config.LinuxCpu;
import dev.hexrun.domain.config.LinuxHugepageLimit;
import dev.hexrun.domain.config.LinuxIntelRdt;
import dev.hexrun.domain.config.LinuxMemory;
import dev.hexrun.domain.config.LinuxNetwork;
import dev.hexrun.domain.config.LinuxPids;
import dev.hexrun.domain.config.LinuxRdma;
import dev.hexrun.domain.config.LinuxResources;
import dev.hexrun.domain.config.LinuxSeccomp;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class OptionalFeatureRulesTest {

    static Stream<Arguments> refused() {
        return Stream.of(
                arguments(
                        OptionalFeature.APPARMOR,
                        "/process/apparmorProfile: not supported: no installed adapter provides AppArmor",
                        with(process().apparmorProfile("docker-default"))),
                arguments(
                        OptionalFeature.SELINUX,
                        "/process/selinuxLabel: not supported: no installed adapter provides SELinux",
                        with(process().selinuxLabel("a:b:c"))),
                arguments(
                        OptionalFeature.SELINUX,
                        "/linux/mountLabel: not supported: no installed adapter provides SELinux",
                        with(linux().mountLabel("a:b:c"))),
                arguments(
                        OptionalFeature.INTEL_RDT,
                        "/linux/intelRdt: not supported: no installed adapter provides Intel RDT",
                        with(linux().intelRdt(
                                        LinuxIntelRdt.builder().closID("gold").build()))));
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("refused")
    void refusesFeatureWithoutAdapter(OptionalFeature feature, String problem, Configuration.Builder configuration) {
        assertThat(problems(configuration, FakeHostQueries.root()))
                .extracting(Problem::toString)
                .containsExactly(problem);
        assertThat(ConfigurationValidator.validate(configuration.build(), FakeHostQueries.root())
                        .list())
                .extracting(Problem::toString)
                .contains(problem);
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("refused")
    void acceptsFeatureOfAnAdapter(OptionalFeature feature, String problem, Configuration.Builder configuration) {
        assertThat(problems(configuration, FakeHostQueries.root().providing(feature)))
                .isEmpty();
    }

    /** The adapter is installed; the host lacks the feature. The beginning is the text of runc. */
    @ParameterizedTest
    @CsvSource({
        "APPARMOR, apparmor: config provided but apparmor not supported: no kernel support",
        "SELINUX, 'selinux label is specified in config, but selinux is disabled or not supported: no kernel support'",
        "INTEL_RDT, 'intelRdt is specified in config, but Intel RDT is not enabled: no kernel support'",
    })
    void refusesFeatureOfAnUnusableAdapter(OptionalFeature feature, String message) {
        Configuration configuration = with(process().apparmorProfile("web").selinuxLabel("a:b:c"))
                .linux(linux().intelRdt(LinuxIntelRdt.builder().closID("gold").build())
                        .build())
                .build();
        HostQueries host = FakeHostQueries.root().withUnusable(feature, "no kernel support");
        assertThat(ConfigurationValidator.validate(configuration, host).list())
                .extracting(Problem::message)
                .contains(message);
        assertThat(feature.isUsedBy(configuration)).isTrue();
        assertThat(feature.isUsedBy(configuration().build())).isFalse();
    }

    @Test
    void checksTheProcessAlone() {
        Configuration configuration = with(process()
                        .apparmorProfile("docker-default")
                        .selinuxLabel("a:b:c"))
                .build();
        assertThat(ConfigurationValidator.validateProcess(
                                configuration, FakeHostQueries.root().providing(OptionalFeature.SELINUX))
                        .list())
                .extracting(Problem::pointer)
                .containsExactly("/process/apparmorProfile");
    }

    private static List<Problem> problems(Configuration.Builder configuration, HostQueries host) {
        Problems.Builder problems = new Problems.Builder();
        new OptionalFeatureRules().check(configuration.build(), host, problems);
        return problems.build().list();
    }

    static Stream<Arguments> accepted() {
        return Stream.of(
                arguments("the sample", configuration()),
                arguments("an empty configuration", Configuration.builder()),
                arguments("a terminal", with(process().terminal(true).consoleSize(new Box(24, 80)))),
                arguments("a size without a terminal", with(process().consoleSize(new Box(24, 80)))),
                arguments(
                        "empty strings",
                        with(process()
                                .apparmorProfile("")
                                .selinuxLabel("")
                                .execCPUAffinity(
                                        CpuAffinity.builder().initial("0").build()))),
                arguments(
                        "empty objects",
                        with(linux().mountLabel("")
                                .seccomp(LinuxSeccomp.builder().build())
                                .intelRdt(LinuxIntelRdt.builder().build()))),
                arguments(
                        "limits",
                        with(LinuxResources.builder()
                                .memory(LinuxMemory.builder()
                                        .limit(1 << 20)
                                        .reservation(1 << 19)
                                        .swap(-1)
                                        .kernel(5)
                                        .swappiness(60)
                                        .disableOOMKiller(true)
                                        .build())
                                .cpu(LinuxCpu.builder()
                                        .shares(1024)
                                        .quota(50_000)
                                        .period(100_000)
                                        .cpus("0-1")
                                        .idle(1)
                                        .build())
                                .pids(LinuxPids.builder().limit(10).build())
                                .blockIO(LinuxBlockIo.builder().weight(500).build())
                                .addHugepageLimits(new LinuxHugepageLimit("2MB", 0))
                                .network(LinuxNetwork.builder().classID(1).build())
                                .putRdma("mlx5", LinuxRdma.builder().build())
                                .unified(Map.of("memory.high", "1")))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("accepted")
    void accepts(String title, Configuration.Builder configuration) {
        assertThat(problems(configuration, FakeHostQueries.root())).as(title).isEmpty();
    }

    private static Configuration.Builder with(dev.hexrun.domain.config.Process.Builder process) {
        return configuration().process(process.build());
    }

    private static Configuration.Builder with(dev.hexrun.domain.config.Linux.Builder linux) {
        return configuration().linux(linux.build());
    }

    private static Configuration.Builder with(LinuxResources.Builder resources) {
        return with(linux().resources(resources.build()));
    }
}
