package dev.hexrun.adapter.linux.host;

import dev.hexrun.port.host.HostFiles;
import dev.hexrun.testkit.host.HostFilesContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

class LinuxHostFilesContractTest extends HostFilesContract {

    private Path directory = Path.of("/");

    @BeforeEach
    void resolveDirectory(@TempDir Path temporary) throws IOException {
        directory = temporary.toRealPath();
    }

    @Override
    protected HostFiles files() {
        return new LinuxHostProvider().create().files();
    }

    @Override
    protected Path directory() {
        return directory;
    }

    @Override
    protected void createDirectory(Path path) throws IOException {
        Files.createDirectories(path);
    }

    @Override
    protected void createFile(Path path, String text, boolean executable) throws IOException {
        Files.writeString(path, text);
        if (executable) {
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }

    @Override
    protected void createLink(Path path, String target) throws IOException {
        Files.createSymbolicLink(path, Path.of(target));
    }
}
