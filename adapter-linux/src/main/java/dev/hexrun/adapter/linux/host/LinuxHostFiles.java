package dev.hexrun.adapter.linux.host;

import dev.hexrun.port.host.HostFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** The files of the host, accessed through the JDK's file system. */
final class LinuxHostFiles implements HostFiles {

    private static final int EXECUTE_BITS = 0111;

    @Override
    public Kind kind(Path path) {
        if (Files.isDirectory(path)) {
            return Kind.DIRECTORY;
        }
        if (Files.isRegularFile(path)) {
            return Kind.FILE;
        }
        return Files.exists(path) ? Kind.OTHER : Kind.MISSING;
    }

    @Override
    public boolean isExecutable(Path path) {
        try {
            Map<String, Object> attributes = Files.readAttributes(path, "unix:mode,isRegularFile");
            return Boolean.TRUE.equals(attributes.get("isRegularFile"))
                    && attributes.get("mode") instanceof Integer mode
                    && (mode & EXECUTE_BITS) != 0;
        } catch (IOException missing) {
            return false;
        }
    }

    @Override
    public Optional<String> linkTarget(Path path) {
        if (!Files.isSymbolicLink(path)) {
            return Optional.empty();
        }
        try {
            return Optional.of(Files.readSymbolicLink(path).toString());
        } catch (IOException unreadable) {
            return Optional.empty();
        }
    }

    @Override
    public Optional<Path> realPath(Path path) {
        try {
            return Optional.of(path.toRealPath());
        } catch (IOException missing) {
            return Optional.empty();
        }
    }

    @Override
    public boolean isSame(Path one, Path other) {
        try {
            // For equal paths, isSameFile does not access the file.
            return Files.exists(one) && Files.isSameFile(one, other);
        } catch (IOException missing) {
            return false;
        }
    }

    @Override
    public String read(Path path) {
        try {
            return new String(Files.readAllBytes(path), StandardCharsets.UTF_8).strip();
        } catch (IOException unreadable) {
            return "";
        }
    }

    @Override
    public String read(Path path, int limit) {
        try (InputStream in = Files.newInputStream(path)) {
            return new String(in.readNBytes(limit), StandardCharsets.UTF_8).strip();
        } catch (IOException unreadable) {
            return "";
        }
    }

    @Override
    public boolean isWritable(Path path) {
        return Files.isWritable(path);
    }
}
