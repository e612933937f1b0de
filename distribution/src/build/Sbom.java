import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Properties;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Writes the software bill of materials of the distribution, in the format CycloneDX 1.6:
 * {@code Sbom.java HOME VERSION TIMESTAMP JARS JAVA_HOME MUSL FILE}.
 *
 * <p>JARS is the output of {@code sha256sum} for the jars of the runtime image, before they were changed. MUSL is the version of the
 * library that is linked into the native program. The document depends on nothing else, so that it is reproducible.
 */
final class Sbom {

    /** The version of libffi that JNA links into its native library. */
    private static final String LIBFFI = "3.4.4";

    private static final String APACHE = "Apache-2.0";

    /** The groups of third-party jars. An unknown jar is an error. */
    private static final TreeMap<String, String> GROUPS = new TreeMap<>();

    static {
        GROUPS.put("dagger", "com.google.dagger");
        GROUPS.put("jakarta.inject-api", "jakarta.inject");
        GROUPS.put("javax.inject-api", "jakarta.inject");
        GROUPS.put("jna-jpms", "net.java.dev.jna");
    }

    private final Path home;
    private final List<String> components = new ArrayList<>();
    private final List<String> references = new ArrayList<>();

    private Sbom(Path home) {
        this.home = home;
    }

    public static void main(String[] arguments) throws IOException, GeneralSecurityException {
        if (arguments.length != 7) {
            throw new IllegalArgumentException("expected HOME VERSION TIMESTAMP JARS JAVA_HOME MUSL FILE");
        }
        Sbom sbom = new Sbom(Path.of(arguments[0]));
        String text = sbom.document(
                arguments[1], arguments[2], Files.readAllLines(Path.of(arguments[3])), Path.of(arguments[4]), arguments[5]);
        Path file = Path.of(arguments[6]);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private String document(String version, String timestamp, List<String> jars, Path jdk, String musl)
            throws IOException, GeneralSecurityException {
        for (String line : jars) {
            String[] parts = line.split(" +\\*?", 2);
            jar(parts[1], parts[0], version);
        }
        Properties properties = new Properties();
        properties.load(Files.newBufferedReader(jdk.resolve("release")));
        String java = unquoted(properties, "JAVA_RUNTIME_VERSION", unquoted(properties, "JAVA_VERSION", ""));
        component(
                "platform",
                "",
                "openjdk",
                java,
                "GPL-2.0-only WITH Classpath-exception-2.0",
                "pkg:generic/openjdk@" + java.replace("+", "%2B"),
                "",
                member("publisher", unquoted(properties, "IMPLEMENTOR", "OpenJDK"))
                        + member(
                                "cpe",
                                "cpe:2.3:a:oracle:openjdk:" + unquoted(properties, "JAVA_VERSION", "")
                                        + ":*:*:*:*:*:*:*")
                        + member("description", "The Java runtime image in runtime/, created with jlink"));
        component(
                "application",
                "",
                "hexrun-front",
                version,
                APACHE,
                "pkg:generic/hexrun-front@" + version,
                hash("bin/hexrun"),
                member("description", "The native program bin/hexrun"));
        component(
                "library",
                "",
                "musl",
                musl,
                "MIT",
                "pkg:generic/musl@" + musl,
                "",
                member("description", "Linked into bin/hexrun"));
        if (Files.exists(home.resolve("lib/libjnidispatch.so"))) {
            component(
                    "library",
                    "",
                    "libffi",
                    LIBFFI,
                    "MIT",
                    "pkg:generic/libffi@" + LIBFFI,
                    hash("lib/libjnidispatch.so"),
                    member("description", "Linked into lib/libjnidispatch.so, the native library of JNA, whose hash this is"));
        }
        String root = "pkg:generic/hexrun@" + version;
        String body = "  \"version\": 1,\n  \"metadata\": {\n    \"timestamp\": " + quoted(timestamp)
                + ",\n    \"component\": {\n      \"type\": \"application\",\n      \"bom-ref\": " + quoted(root)
                + ",\n      \"name\": \"hexrun\",\n      \"version\": " + quoted(version)
                + ",\n      \"licenses\": [{ \"expression\": \"Apache-2.0\" }],\n      \"purl\": " + quoted(root)
                + "\n    }\n  },\n  \"components\": [\n" + String.join(",\n", components)
                + "\n  ],\n  \"dependencies\": [\n    { \"ref\": " + quoted(root) + ", \"dependsOn\": [\n      "
                + String.join(",\n      ", references) + "\n    ] }\n  ]\n}\n";
        UUID serial = UUID.nameUUIDFromBytes(body.getBytes(StandardCharsets.UTF_8));
        return "{\n  \"bomFormat\": \"CycloneDX\",\n  \"specVersion\": \"1.6\",\n  \"serialNumber\": \"urn:uuid:" + serial
                + "\",\n" + body;
    }

    private void jar(String file, String hash, String ours) throws IOException {
        String name = file.substring(0, file.length() - ".jar".length());
        String group;
        String artifact;
        String version;
        if (name.endsWith("-" + ours)) {
            group = "dev.hexrun";
            version = ours;
            artifact = name.substring(0, name.length() - ours.length() - 1);
        } else {
            int dash = name.lastIndexOf('-');
            artifact = name.substring(0, dash);
            version = name.substring(dash + 1);
            group = GROUPS.get(artifact);
            if (group == null) {
                throw new IOException(file + ": add its group and licence to Sbom.java");
            }
        }
        component(
                "library",
                group,
                artifact,
                version,
                artifact.equals("jna-jpms") ? "Apache-2.0 OR LGPL-2.1-or-later" : APACHE,
                "pkg:maven/" + group + "/" + artifact + "@" + version,
                hash,
                "");
    }

    private void component(
            String type, String group, String name, String version, String licence, String purl, String hash, String more) {
        components.add("    {\n      \"type\": " + quoted(type) + ",\n      \"bom-ref\": " + quoted(purl)
                + (group.isEmpty() ? "" : member("group", group)) + member("name", name) + member("version", version)
                + (hash.isEmpty()
                        ? ""
                        : ",\n      \"hashes\": [{ \"alg\": \"SHA-256\", \"content\": " + quoted(hash) + " }]")
                + ",\n      \"licenses\": [{ \"expression\": " + quoted(licence) + " }]" + member("purl", purl) + more
                + "\n    }");
        references.add(quoted(purl));
    }

    private String hash(String file) throws IOException, GeneralSecurityException {
        byte[] content = Files.readAllBytes(home.resolve(file));
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    }

    private static String member(String name, String value) {
        return ",\n      " + quoted(name) + ": " + quoted(value);
    }

    private static String unquoted(Properties properties, String name, String absent) {
        return properties.getProperty(name, absent).replace("\"", "");
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
