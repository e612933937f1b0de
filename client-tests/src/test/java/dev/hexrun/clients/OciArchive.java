package dev.hexrun.clients;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;

/**
 * An archive with an OCI image of one layer, for {@code ctr images import}.
 *
 * @param name the name of the image with its tag
 * @param entrypoint the program of the image and its arguments
 * @param extra further members of the configuration, which begin with a comma: {@code ,"User": "ann"}
 */
record OciArchive(String name, List<String> entrypoint, String extra) {

    private static final String PREFIX = "application/vnd.oci.image.";

    OciArchive(String name, List<String> entrypoint) {
        this(name, entrypoint, "");
    }

    /**
     * Writes the archive.
     *
     * @param layer an uncompressed tar archive of the root file system
     * @param archive the path of the new file
     */
    Path write(Path layer, Path archive) throws IOException {
        byte[] content = Files.readAllBytes(layer);
        String program = entrypoint.stream().map(part -> '"' + part + '"').collect(Collectors.joining(","));
        byte[] configuration = bytes("""
                {"architecture": "amd64", "os": "linux",
                 "config": {"Env": ["PATH=/bin"], "Entrypoint": [%s]%s},
                 "rootfs": {"type": "layers", "diff_ids": ["%s"]}}
                """.formatted(program, extra, digest(content)));
        byte[] manifest = bytes("""
                {"schemaVersion": 2, "mediaType": "%smanifest.v1+json", "config": %s, "layers": [%s]}
                """.formatted(
                PREFIX, descriptor("config.v1+json", configuration, ""), descriptor("layer.v1.tar", content, "")));
        byte[] index = bytes("""
                {"schemaVersion": 2, "manifests": [%s]}
                """.formatted(descriptor(
                "manifest.v1+json", manifest, ", \"annotations\": {\"io.containerd.image.name\": \"" + name + "\"}")));
        try (OutputStream out = Files.newOutputStream(archive)) {
            entry(out, "oci-layout", bytes("{\"imageLayoutVersion\": \"1.0.0\"}"));
            entry(out, "index.json", index);
            for (byte[] blob : List.of(content, configuration, manifest)) {
                entry(out, "blobs/sha256/" + digest(blob).substring("sha256:".length()), blob);
            }
            out.write(new byte[1024]);
        }
        return archive;
    }

    private static String descriptor(String type, byte[] content, String more) {
        return "{\"mediaType\": \"" + PREFIX + type + "\", \"digest\": \"" + digest(content) + "\", \"size\": "
                + content.length + more + "}";
    }

    private static void entry(OutputStream out, String name, byte[] content) throws IOException {
        ByteArrayOutputStream header = new ByteArrayOutputStream();
        field(header, name, 100);
        field(header, "0000644", 8);
        field(header, "0000000", 8);
        field(header, "0000000", 8);
        field(header, octal(content.length, 11), 12);
        field(header, octal(0, 11), 12);
        field(header, "        ", 8);
        field(header, "0", 1);
        field(header, "", 100);
        field(header, "ustar", 6);
        field(header, "00", 2);
        field(header, "", 247);
        byte[] block = header.toByteArray();
        int sum = 0;
        for (byte each : block) {
            sum += each & 0xff;
        }
        byte[] checksum = bytes(octal(sum, 6));
        System.arraycopy(checksum, 0, block, 148, checksum.length);
        block[154] = 0;
        out.write(block);
        out.write(content);
        out.write(new byte[(512 - content.length % 512) % 512]);
    }

    private static void field(ByteArrayOutputStream header, String value, int length) {
        byte[] content = bytes(value);
        header.writeBytes(content);
        header.writeBytes(new byte[length - content.length]);
    }

    private static String octal(long number, int digits) {
        String text = Long.toOctalString(number);
        return "0".repeat(digits - text.length()) + text;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String digest(byte[] content) {
        try {
            return "sha256:"
                    + HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
