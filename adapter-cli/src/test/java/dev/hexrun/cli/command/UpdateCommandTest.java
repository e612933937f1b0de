package dev.hexrun.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import dev.hexrun.app.command.CommandContext;
import dev.hexrun.app.resource.UpdateContainer;
import dev.hexrun.cli.message.Log;
import dev.hexrun.domain.config.LinuxBlockIo;
import dev.hexrun.domain.config.LinuxCpu;
import dev.hexrun.domain.config.LinuxMemory;
import dev.hexrun.domain.config.LinuxPids;
import dev.hexrun.domain.config.LinuxResources;
import dev.hexrun.domain.state.ContainerId;
import dev.hexrun.domain.validate.Problems;
import dev.hexrun.port.bundle.BundleReader;
import dev.hexrun.port.bundle.ResourcesDocument;
import dev.hexrun.testkit.launch.FakeCommandChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mockito.ArgumentCaptor;

class UpdateCommandTest {

    private static final LinuxResources READ =
            LinuxResources.builder().pids(LinuxPids.builder().limit(3).build()).build();

    private final UpdateContainer useCase = mock(UpdateContainer.class);
    private final BundleReader reader = mock(BundleReader.class);
    private final FakeCommandChannel channel =
            FakeCommandChannel.calledWith("hexrun").withInput("the document");

    @Test
    void setsEveryField() {
        assertThat(asked(
                        "--blkio-weight",
                        "20",
                        "--cpu-share",
                        "100",
                        "--cpu-quota=-1",
                        "--cpu-period",
                        "5000",
                        "--cpu-burst",
                        "0",
                        "--cpu-idle",
                        "1",
                        "--cpu-rt-runtime",
                        "9",
                        "--cpu-rt-period",
                        "10",
                        "--cpuset-cpus",
                        "0-1",
                        "--cpuset-mems",
                        "0",
                        "--memory",
                        "-1",
                        "--memory-reservation",
                        "1k",
                        "--memory-swap",
                        "-1",
                        "--pids-limit",
                        "0"))
                .isEqualTo(LinuxResources.builder()
                        .blockIO(LinuxBlockIo.builder().weight(20).build())
                        .cpu(LinuxCpu.builder()
                                .shares(100)
                                .quota(-1)
                                .period(5000)
                                .burst(0)
                                .idle(1)
                                .realtimeRuntime(9)
                                .realtimePeriod(10)
                                .cpus("0-1")
                                .mems("0")
                                .build())
                        .memory(LinuxMemory.builder()
                                .limit(-1)
                                .reservation(1024)
                                .swap(-1)
                                .build())
                        .pids(LinuxPids.builder().limit(0).build())
                        .build());
    }

    @Test
    void omitsAbsentAndEmptyFlags() {
        LinuxResources nothing = LinuxResources.builder()
                .blockIO(LinuxBlockIo.builder().build())
                .cpu(LinuxCpu.builder().build())
                .memory(LinuxMemory.builder().build())
                .pids(LinuxPids.builder().build())
                .build();
        assertThat(asked()).isEqualTo(nothing);
        assertThat(asked("--memory", "", "--cpuset-cpus=", "--kernel-memory", "5"))
                .isEqualTo(nothing);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "100, 100",
        "9007199254740993, 9007199254740993",
        "100b, 100",
        "2k, 2048",
        "50M, 52428800",
        "1.5g, 1610612736",
        "1GiB, 1073741824",
        "3 kb, 3072",
        "1t, 1099511627776",
        "1P, 1125899906842624"
    })
    void readsSizes(String text, long bytes) {
        assertThat(asked("--memory", text).memory().orElseThrow().limit()).hasValue(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"--resources -", "--resources=-", "-r -", "-r=-", "-resources=-"})
    void readsStandardInput(String words) {
        when(reader.parseResources("the document".getBytes(StandardCharsets.UTF_8)))
                .thenReturn(new ResourcesDocument(READ, Problems.EMPTY));
        assertThat(asked(words.split(" ", -1))).isEqualTo(READ);
    }

    @ParameterizedTest
    @ValueSource(strings = {"--resources limits.json", "--resources=limits.json", "-r limits.json"})
    void readsAFileAndIgnoresOtherFlags(String words) {
        when(reader.readResources(Path.of("/work/limits.json")))
                .thenReturn(new ResourcesDocument(READ, Problems.EMPTY));
        List<String> all = new ArrayList<>(List.of(words.split(" ", -1)));
        all.addAll(List.of("--memory", "5"));
        assertThat(asked(all.toArray(String[]::new))).isEqualTo(READ);
    }

    private LinuxResources asked(String... flags) {
        List<String> words = new ArrayList<>(List.of(flags));
        words.add("web");
        CommandContext context = new CommandContext(List.of(), Map.of(), Optional.of(Path.of("/work")), 1, 0, 0, 022);
        new UpdateCommand(useCase, reader, context, channel, mock(Log.class))
                .execute(ArgumentParser.parse(CommandSpecs.of(CommandName.UPDATE), words));
        ArgumentCaptor<LinuxResources> asked = ArgumentCaptor.forClass(LinuxResources.class);
        verify(useCase, org.mockito.Mockito.atLeastOnce()).update(any(ContainerId.class), asked.capture());
        return asked.getValue();
    }
}
