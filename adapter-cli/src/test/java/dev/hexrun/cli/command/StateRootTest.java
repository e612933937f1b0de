package dev.hexrun.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hexrun.app.command.CommandContext;
import dev.hexrun.cli.command.StateRoot.Origin;
import dev.hexrun.domain.failure.ContainerException;
import dev.hexrun.port.launch.CommandRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StateRootTest {

    private static boolean host() {
        return false;
    }

    private static boolean userNamespace() {
        return true;
    }

    private static boolean unasked() {
        throw new AssertionError("the user namespace does not matter here");
    }

    private static CommandContext caller(int euid, String directory, String... environment) {
        return CommandContext.of(new CommandRequest(
                List.of("hexrun"), List.of(environment), directory, 1, euid, euid, euid, euid, 0022, 0));
    }

    private static StateRoot root(int euid, BooleanSupplier inUserNamespace, String... environment) {
        return StateRoot.of(Optional.empty(), caller(euid, "/work", environment), inUserNamespace);
    }

    @Test
    void defaultsToRunForRoot() {
        assertThat(root(0, StateRootTest::host, "XDG_RUNTIME_DIR=/run/user/0"))
                .isEqualTo(new StateRoot(Path.of("/run/hexrun"), Origin.SYSTEM));
    }

    @Test
    void defaultsToTheRuntimeDirectoryForUsers() {
        assertThat(root(1000, StateRootTest::unasked, "HOME=/home/u", "XDG_RUNTIME_DIR=/run/user/1000"))
                .isEqualTo(new StateRoot(Path.of("/run/user/1000/hexrun"), Origin.USER));
    }

    @Test
    void defaultsToTheRuntimeDirectoryInAUserNamespace() {
        assertThat(root(0, StateRootTest::userNamespace, "XDG_RUNTIME_DIR=/run/user/1000", "USER=me"))
                .isEqualTo(new StateRoot(Path.of("/run/user/1000/hexrun"), Origin.USER));
    }

    @Test
    void defaultsToRunForUserRootInAUserNamespace() {
        assertThat(root(0, StateRootTest::unasked, "XDG_RUNTIME_DIR=/run/user/1000", "USER=root"))
                .isEqualTo(new StateRoot(Path.of("/run/hexrun"), Origin.SYSTEM));
    }

    @Test
    void treatsAnEmptyRuntimeDirectoryAsUnset() {
        assertThat(root(1000, StateRootTest::unasked, "XDG_RUNTIME_DIR="))
                .isEqualTo(new StateRoot(Path.of("/run/hexrun"), Origin.SYSTEM));
    }

    @Test
    void resolvesTheFlagAgainstTheWorkingDirectory() {
        assertThat(StateRoot.of(Optional.of("../state/./x"), caller(0, "/work/dir"), StateRootTest::unasked))
                .isEqualTo(new StateRoot(Path.of("/work/state/x"), Origin.FLAG));
    }

    @Test
    void createsAPrivateStickyDirectoryForAUser(@TempDir Path runtimeDirectory) throws IOException {
        StateRoot root = root(1000, StateRootTest::unasked, "XDG_RUNTIME_DIR=" + runtimeDirectory);
        root.prepare();
        root.prepare();
        assertThat((int) Files.getAttribute(root.path(), "unix:mode") & 07777).isEqualTo(01700);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/a/..", "", "../.."})
    void rejectsTheRootOfTheFileSystem(String flag) {
        assertThatThrownBy(() -> StateRoot.of(Optional.of(flag), caller(0, "/work"), StateRootTest::unasked))
                .isInstanceOf(ContainerException.class)
                .hasMessageStartingWith("--root: ");
    }

    @Test
    void requiresAWorkingDirectoryForARelativePath() {
        assertThatThrownBy(() -> StateRoot.of(Optional.of("state"), caller(0, ""), StateRootTest::unasked))
                .isInstanceOf(ContainerException.class)
                .hasMessageContaining("relative to a working directory that does not exist");
    }
}
