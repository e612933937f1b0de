package dev.hexrun.adapter.json;

import dev.hexrun.domain.config.Configuration;
import dev.hexrun.domain.config.LinuxResources;
import dev.hexrun.domain.config.Process;
import dev.hexrun.domain.failure.HostOperationException;
import dev.hexrun.domain.failure.InvalidConfigurationException;
import dev.hexrun.domain.validate.Problem;
import dev.hexrun.domain.validate.Problems;
import dev.hexrun.port.bundle.Bundle;
import dev.hexrun.port.bundle.BundleReader;
import dev.hexrun.port.bundle.ProcessDocument;
import dev.hexrun.port.bundle.ResourcesDocument;
import java.io.File;
import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;

/** Reads bundles of runtime-spec 1.x: a directory with a config.json. */
final class JsonBundleReader implements BundleReader {

    /** The length of the longest array in Java. Smaller files are limited by memory only. */
    static final int MAX_BYTES = Integer.MAX_VALUE - 16;

    private static final String NAME = "config.json";

    @Override
    public Bundle read(Path directory) {
        File file = new File(directory.toFile(), NAME);
        if (!file.exists()) {
            throw missing(directory);
        }
        if (!file.isFile()) {
            throw invalid(file + " is not a regular file");
        }
        return parse(bytes(file));
    }

    @Override
    public Bundle readFile(Path file) {
        return parse(bytes(file.toFile()), file.toString());
    }

    @Override
    public Bundle parse(byte[] document) {
        return parse(document, NAME);
    }

    private static Bundle parse(byte[] document, String name) {
        JsonReader in = new JsonReader(tokens(document, name));
        try {
            in.start();
            Configuration configuration = new ConfigurationCodec(in).read();
            in.end();
            return new Bundle(configuration, in.problems(), document);
        } catch (MalformedJsonException e) {
            throw invalid(name + ": " + e.text());
        }
    }

    @Override
    public Problems unknownMembers(byte[] document) {
        return KnownMembers.unknownIn(new StreamingJsonFormat().read(document));
    }

    @Override
    public ProcessDocument readProcess(Path file) {
        JsonReader in = new JsonReader(tokens(bytes(file.toFile()), file.toString()));
        try {
            in.start();
            Process process = new ProcessCodec(in)
                    .read()
                    .orElseGet(() -> Process.builder().build());
            in.end();
            return new ProcessDocument(process, in.problems());
        } catch (MalformedJsonException e) {
            throw invalid(file + ": " + e.text());
        }
    }

    @Override
    public ResourcesDocument parseResources(byte[] document) {
        return resources(document, "resources");
    }

    @Override
    public ResourcesDocument readResources(Path file) {
        return resources(bytes(file.toFile()), file.toString());
    }

    private static ResourcesDocument resources(byte[] document, String name) {
        JsonReader in = new JsonReader(tokens(document, name));
        try {
            in.start();
            LinuxResources resources = new ResourcesCodec(in)
                    .read()
                    .orElseGet(() -> LinuxResources.builder().build());
            in.end();
            return new ResourcesDocument(resources, in.problems());
        } catch (MalformedJsonException e) {
            throw invalid(name + ": " + e.text());
        }
    }

    private static JsonTokens tokens(byte[] document, String name) {
        try {
            JsonTokens tokens = new JsonTokens(document);
            if (!tokens.hasMore()) {
                throw invalid(name + ": the file is empty");
            }
            return tokens;
        } catch (MalformedJsonException e) {
            throw invalid(name + ": " + e.text());
        }
    }

    /** Returns whether a path is {@code /proc/PID/fd/N}, as {@code <(command)} of the caller's shell becomes. */
    private static boolean isDescriptor(File file) {
        File directory = file.getParentFile();
        return directory != null
                && directory.getName().equals("fd")
                && directory.getPath().startsWith("/proc/");
    }

    /** Returns the content of a file. */
    static byte[] bytes(File file) {
        // Opening a FIFO would block; a pipe that the caller has open does not. The error for a directory is clear
        // enough.
        if (!file.isFile() && file.exists() && !file.isDirectory() && !isDescriptor(file)) {
            throw invalid(file + " is not a regular file");
        }
        if (file.length() > MAX_BYTES) {
            throw invalid(file + " is larger than " + MAX_BYTES + " bytes");
        }
        // java.io, because java.nio.file makes a cold JVM load the channels of the file system provider.
        try (InputStream stream = new FileInputStream(file)) {
            byte[] bytes = stream.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw invalid(file + " is larger than " + MAX_BYTES + " bytes");
            }
            return bytes;
        } catch (FileNotFoundException e) {
            throw new HostOperationException("open " + e.getMessage(), e); // PATH (reason)
        } catch (IOException e) {
            throw new HostOperationException("read " + file + ": " + e.getMessage(), e);
        }
    }

    private static InvalidConfigurationException missing(Path directory) {
        String message = "JSON specification file config.json not found in " + directory;
        if (new File(directory.toFile(), "container.json").isFile()) {
            message += "; there is a container.json, an older configuration format which this build does not read";
        } else {
            message += "; \"hexrun spec\" writes one";
        }
        return invalid(message);
    }

    private static InvalidConfigurationException invalid(String message) {
        return new InvalidConfigurationException(new Problems(List.of(new Problem("", message))));
    }
}
