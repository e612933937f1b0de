package dev.hexrun.testkit.host;

import dev.hexrun.port.host.HostFiles;
import java.nio.file.Path;

class FakeHostFilesContractTest extends HostFilesContract {

    private final FakeHostFiles files = new FakeHostFiles();

    FakeHostFilesContractTest() {
        files.directory("/test");
    }

    @Override
    protected HostFiles files() {
        return files;
    }

    @Override
    protected Path directory() {
        return Path.of("/test");
    }

    @Override
    protected void createDirectory(Path path) {
        files.directory(path.toString());
    }

    @Override
    protected void createFile(Path path, String text, boolean executable) {
        if (executable) {
            files.executable(path.toString());
        } else {
            files.file(path.toString(), text);
        }
    }

    @Override
    protected void createLink(Path path, String target) {
        files.link(path.toString(), target);
    }
}
