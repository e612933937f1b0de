package dev.hexrun.adapter.json;

import dev.hexrun.port.bundle.BundleReader;
import dev.hexrun.testkit.bundle.BundleReaderContract;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

class JsonBundleReaderContractTest extends BundleReaderContract {

    private static final String SOUND = """
            {"ociVersion": "1.3.0", "process": {"args": ["sleep", "1"], "cwd": "/srv"}, "hostname": "web"}
            """;

    @Override
    protected BundleReader newReader() {
        return new JsonBundleReader();
    }

    @Override
    protected void writeValid(Path folder) throws IOException {
        Files.writeString(folder.resolve("config.json"), SOUND);
    }

    @Override
    protected void writeWithTwoWrongTypes(Path folder) throws IOException {
        Files.writeString(
                folder.resolve("config.json"), SOUND.replace("\"1\"]", "1]").replace("\"/srv\"", "5"));
    }

    @Override
    protected void writeTruncated(Path folder) throws IOException {
        Files.writeString(folder.resolve("config.json"), SOUND.substring(0, SOUND.length() / 2));
    }

    @Override
    protected void writeProcess(Path file) throws IOException {
        Files.writeString(file, """
                {"args": ["sleep", "1"], "cwd": "/srv"}
                """);
    }

    @Override
    protected void writeWithUnknownMember(Path directory) throws IOException {
        Files.writeString(
                directory.resolve("config.json"), SOUND.replace("\"hostname\"", "\"hostnam\": \"x\", \"hostname\""));
    }

    @Override
    protected byte[] resources() {
        return "{\"pids\": {\"limit\": 17}, \"memory\": {\"limit\": 67108864}}".getBytes(StandardCharsets.UTF_8);
    }
}
