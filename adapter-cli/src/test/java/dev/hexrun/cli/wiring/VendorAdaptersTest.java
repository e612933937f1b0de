package dev.hexrun.cli.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hexrun.app.adapters.Adapters;
import dev.hexrun.app.adapters.FoundAdapter;
import dev.hexrun.app.adapters.FoundAdapter.Status;
import dev.hexrun.app.adapters.Port;
import dev.hexrun.app.command.Warnings;
import dev.hexrun.app.extension.Extensions;
import dev.hexrun.app.inspect.ListAdapters;
import dev.hexrun.app.launch.SecurityModules;
import dev.hexrun.domain.config.Configuration;
import dev.hexrun.domain.failure.AdapterException;
import dev.hexrun.domain.failure.ContainerException;
import dev.hexrun.domain.security.SecurityContribution;
import dev.hexrun.domain.validate.Problem;
import dev.hexrun.port.cgroup.CgroupDriver;
import dev.hexrun.port.cgroup.CgroupDriverContext;
import dev.hexrun.port.cgroup.CgroupDriverProvider;
import dev.hexrun.port.cgroup.CgroupTreeWalker;
import dev.hexrun.port.extension.ContainerExtensionProvider;
import dev.hexrun.port.extension.LaunchChanges;
import dev.hexrun.port.host.Host;
import dev.hexrun.port.provider.AbstractProvider;
import dev.hexrun.port.provider.HostProvider;
import dev.hexrun.port.provider.Provider;
import dev.hexrun.port.provider.SpiVersion;
import dev.hexrun.port.security.SecurityModuleProvider;
import dev.hexrun.port.security.SecurityRequest;
import dev.hexrun.testkit.host.FakeHost;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests of jars of vendors, which the JDK's compiler compiles, beside one adapter of the runtime. */
@SuppressWarnings("InlineFormatString") // The sources of adapters are constants.
class VendorAdaptersTest {

    private static final String CHOICE = "cgroup-driver";

    /** The deadline of calls that return, on a machine of any load. */
    private static final long DEADLINE_MILLIS = 60_000;

    /** The deadline of calls that do not return. */
    private static final long HANG_MILLIS = 1_000;

    private static final Configuration ANNOTATED = Configuration.builder()
            .ociVersion("1.3.0")
            .annotations(Map.of("com.example.note", "1"))
            .build();

    private static final String MODULE = """
            import dev.hexrun.domain.security.SecurityContribution;
            import dev.hexrun.domain.validate.*;
            import dev.hexrun.port.host.Host;
            import dev.hexrun.port.provider.*;
            import dev.hexrun.port.security.*;
            import java.util.*;
            public class Vault extends AbstractProvider implements SecurityModuleProvider, SecurityModule {
                public Vault() { super("vault", 1, SpiVersion.MAJOR, SpiVersion.MINOR); %s }
                static int opened;
                public SecurityModule open(Host host) { opened++; return this; }
                public List<Problem> check(SecurityRequest request) { return List.of(new Problem("/opened", "" + opened)); }
                public SecurityContribution contribute(SecurityRequest request) { %s }
                static void hang() { while (true) Thread.onSpinWait(); }
            }
            """;

    private static final String EXTENSION = """
            import dev.hexrun.domain.config.Configuration;
            import dev.hexrun.domain.validate.Problem;
            import dev.hexrun.port.extension.*;
            import dev.hexrun.port.host.Host;
            import dev.hexrun.port.provider.*;
            import java.util.*;
            public class Notes extends AbstractProvider implements ContainerExtensionProvider {
                public Notes() { super("notes", 1, SpiVersion.MAJOR, SpiVersion.MINOR); }
                static int created;
                public ContainerExtension create(Host host) { created++; return new Extension(); }
                static class Extension implements ContainerExtension {
                public List<String> annotations() { return List.of("com.example." + created); }
                public List<Problem> check(Configuration configuration) { %s }
                public LaunchChanges changes(Configuration configuration) { return LaunchChanges.NONE; }
                }
                static void hang() { while (true) Thread.onSpinWait(); }
            }
            """;

    @TempDir
    private Path scratch;

    private final List<String> warnings = new ArrayList<>();
    private final List<String> debug = new ArrayList<>();
    private Path directory = Path.of("/nonexistent");
    private VendorJars jars = new VendorJars(directory, directory);

    @BeforeEach
    void createDirectory() throws IOException {
        directory = Files.createDirectory(
                scratch.resolve("adapters"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
        jars = new VendorJars(directory, scratch);
    }

    @Test
    void choosesTheAdapterOfAVendorByPriority() throws IOException {
        Path jar = jars.add("acme.jar", "Acme", VendorJars.provider("Acme", "acme"));

        FoundAdapter<CgroupDriverProvider> chosen = adapters(Map.of()).chosen(Port.CGROUP_DRIVER);

        assertThat(chosen.name()).isEqualTo("acme");
        assertThat(chosen.origin()).isEqualTo(jar.toString());
        assertThat(warnings).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "public Bad() { throw new IllegalStateException(\"boom\"); }|java.lang.IllegalStateException: boom",
                "static { if (true) throw new IllegalStateException(\"boom\"); }|java.lang.IllegalStateException: boom",
                "private Bad(int i) {}|Unable to get public no-arg constructor",
                "public String name() { return null; }|name returned null",
                "public String name() { return \"bad name\"; }|invalid name \"bad name\"",
                "public String name() { return \"\"; }|invalid name \"\"",
                "public String name() { throw new AssertionError(\"boom\"); }|java.lang.AssertionError: boom",
                "public SpiVersion spiVersion() { return null; }|spiVersion returned null",
                "public SpiVersion spiVersion() { return new SpiVersion(2, 0); }|built for SPI 2.0, this is ",
                "public Usability probe(Host host) { return null; }|probe returned null",
                "public Usability probe(Host host) { return new Usability(true, null); }|the reason of probe returned null",
                "public Usability probe(Host host) { return probe(host); }|java.lang.StackOverflowError",
                "public Usability probe(Host host) { throw new OutOfMemoryError(\"boom\"); }|java.lang.OutOfMemoryError: boom",
                "public Usability probe(Host host) { throw new NoClassDefFoundError(\"java/sql/Driver\"); }|class java.sql.Driver not found",
                "public Usability probe(Host host) { dev.hexrun.app.adapters.Port.all(); return null; }|class dev.hexrun.app.adapters.Port not found: hexrun has no such class in its SPI",
                "public Usability probe(Host host) { throw new Ugly(); } static class Ugly extends RuntimeException { public String toString() { throw new Ugly(); } public String getMessage() { return toString(); } }|Bad$Ugly",
                "public int priority() { throw new UnsupportedOperationException(); }|java.lang.UnsupportedOperationException",
                "public Set<dev.hexrun.domain.validate.OptionalFeature> features() { return null; }|features returned null",
            })
    void ignoresABrokenAdapterAndReportsIt(String member, String reason) throws IOException {
        Path jar = jars.add("bad.jar", "Bad", VendorJars.provider("Bad", "bad", member));

        Adapters adapters = adapters(Map.of());

        assertThat(adapters.chosen(Port.CGROUP_DRIVER).name()).isEqualTo("own");
        assertThat(warnings).singleElement().asString().contains(jar.toString()).contains(reason);
        assertThat(found(adapters)).satisfies(adapter -> {
            assertThat(adapter.status()).isEqualTo(Status.BROKEN);
            assertThat(adapter.origin()).isEqualTo(jar.toString());
            assertThat(adapter.reason()).contains(reason).doesNotContain("BrokenAdapterException");
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "public Bad() { while (true) Thread.onSpinWait(); }|Bad.<init>",
                "public Usability probe(Host host) { synchronized (this) { try { while (true) wait(); } catch (InterruptedException e) { while (true) Thread.onSpinWait(); } } }|Bad.probe",
            })
    void ignoresAnAdapterThatHangs(String member, String place) throws IOException {
        jars.add("bad.jar", "Bad", VendorJars.provider("Bad", "bad", member));

        assertThat(adapters(Map.of(), HANG_MILLIS).chosen(Port.CGROUP_DRIVER).name())
                .isEqualTo("own");
        assertThat(warnings)
                .singleElement()
                .asString()
                .contains("bad.jar")
                .contains("no answer within " + HANG_MILLIS + " ms")
                .contains(place);
    }

    @Test
    void doesNotLoadVendorsIfAnAdapterOfTheRuntimeIsChosen() throws IOException {
        jars.add(
                "bad.jar",
                "Bad",
                VendorJars.provider("Bad", "bad", "public Bad() { while (true) Thread.onSpinWait(); }"));

        assertThat(adapters(Map.of(CHOICE, "own")).chosen(Port.CGROUP_DRIVER).name())
                .isEqualTo("own");
        assertThat(adapters(Map.of()).installed(Port.CGROUP_DRIVER, "own").name())
                .isEqualTo("own");
        assertThat(warnings).isEmpty();
    }

    @Test
    void doesNotProbeOtherVendorsIfOneIsChosen() throws IOException {
        String hangs = "public Usability probe(Host host) { while (true) Thread.onSpinWait(); }";
        jars.add("a.jar", "A", VendorJars.provider("A", "a", hangs));
        jars.add("b.jar", "B", VendorJars.provider("B", "b"));

        assertThat(adapters(Map.of(CHOICE, "b")).chosen(Port.CGROUP_DRIVER).name())
                .isEqualTo("b");
        assertThat(warnings).isEmpty();
    }

    @Test
    void doesNotProbeTheAdapterThatCreatedAContainer() throws IOException {
        String hangs = "public Usability probe(Host host) { while (true) Thread.onSpinWait(); }";
        jars.add("a.jar", "A", VendorJars.provider("A", "a", hangs));

        assertThat(adapters(Map.of()).installed(Port.CGROUP_DRIVER, "a").name()).isEqualTo("a");
    }

    @Test
    void keepsTheFirstOfTwoAdaptersWithOneName() throws IOException {
        jars.add("a.jar", "A", VendorJars.provider("A", "own"));
        Path first = jars.add("b.jar", "B", VendorJars.provider("B", "acme"));
        Path second = jars.add("c.jar", "C", VendorJars.provider("C", "acme"));

        Adapters adapters = adapters(Map.of());

        assertThat(adapters.chosen(Port.CGROUP_DRIVER).origin()).isEqualTo(first.toString());
        assertThat(warnings).hasSize(2);
        assertThat(warnings.getFirst()).contains("a.jar").contains("the name is already taken by the adapter of ");
        assertThat(warnings.getLast())
                .contains(second.toString())
                .endsWith("the name is already taken by the adapter of " + first);
        assertThat(adapters(Map.of(CHOICE, "own")).chosen(Port.CGROUP_DRIVER).location())
                .isEmpty();
    }

    @Test
    void usesTheSecondAdapterOfANameIfTheFirstIsBroken() throws IOException {
        jars.add(
                "a.jar",
                "A",
                VendorJars.provider("A", "acme", "public SpiVersion spiVersion() { return new SpiVersion(9, 0); }"));
        Path second = jars.add("b.jar", "B", VendorJars.provider("B", "acme"));

        assertThat(adapters(Map.of()).chosen(Port.CGROUP_DRIVER).origin()).isEqualTo(second.toString());
        assertThat(adapters(Map.of(CHOICE, "acme")).chosen(Port.CGROUP_DRIVER).origin())
                .isEqualTo(second.toString());
    }

    @Test
    void namesTheJarOfAnAdapterThatCannotBeCreated() throws IOException {
        Path jar = jars.add("acme.jar", "Acme", VendorJars.provider("Acme", "acme"));

        assertThatThrownBy(() -> adapters(Map.of())
                        .create(Port.CGROUP_DRIVER, provider -> provider.create(FakeHost.root(), new Context())))
                .isInstanceOf(AdapterException.class)
                .hasMessage("cgroup-driver adapter acme (" + jar
                        + "): failed to create it: java.lang.IllegalStateException: boom in create");
    }

    /** Each jar contains a class of the same name, and the runtime has it too. */
    @Test
    void givesEachJarItsOwnLibraries() throws IOException {
        for (String vendor : new String[] {"a", "b"}) {
            Path library =
                    jars.compile("Library", "public class Library { static String version = \"" + vendor + "\"; }");
            Path classes = jars.compile(
                    "V" + vendor,
                    VendorJars.provider(
                            "V" + vendor,
                            vendor,
                            "public Usability probe(Host host) { return Usability.usable(\"library \" + Library.version); }",
                            "static class Library { static String version = \"\" + load(); }",
                            "static Object load() { try { java.lang.reflect.Field f = Class.forName(\"Library\")"
                                    + ".getDeclaredField(\"version\"); f.setAccessible(true); return f.get(null); }"
                                    + " catch (Exception e) { throw new IllegalStateException(e); } }"));
            jars.pack(vendor + ".jar", CgroupDriverProvider.class.getName(), "V" + vendor + "\n", classes, library);
        }

        assertThat(adapters(Map.of()).find(Port.CGROUP_DRIVER))
                .extracting(FoundAdapter::reason)
                .contains("library a", "library b");
    }

    @Test
    void loadsTheJarsOfASubdirectoryTogether() throws IOException {
        Path library =
                jars.compile("Library", "public class Library { public static String version() { return \"1\"; } }");
        jars.pack("acme/library.jar", "none", "", library);
        jars.add(
                "acme/acme.JAR",
                "Acme",
                VendorJars.provider(
                        "Acme",
                        "acme",
                        "public Usability probe(Host host) { try { return Usability.usable(\"library \" +"
                                + " Class.forName(\"Library\").getMethod(\"version\").invoke(null)); }"
                                + " catch (Exception e) { throw new IllegalStateException(e); } }"));

        assertThat(found(adapters(Map.of()))).satisfies(adapter -> {
            assertThat(adapter.reason()).isEqualTo("library 1");
            assertThat(adapter.origin()).isEqualTo(directory.resolve("acme").toString());
        });
    }

    @Test
    void reportsAClassOfANewerJavaVersionAndADamagedClass() throws IOException {
        Path classes = jars.compile("Bad", VendorJars.provider("Bad", "bad"));
        byte[] bytes = Files.readAllBytes(classes.resolve("Bad.class"));
        bytes[7] = 120;
        Files.write(classes.resolve("Bad.class"), bytes);
        jars.pack("newer.jar", CgroupDriverProvider.class.getName(), "Bad\n", classes);
        Files.write(classes.resolve("Bad.class"), new byte[] {1, 2, 3});
        jars.pack("damaged.jar", CgroupDriverProvider.class.getName(), "Bad\n", classes);
        jars.pack("missing.jar", CgroupDriverProvider.class.getName(), "com.example.Missing\nNot a class name\n");

        assertThat(adapters(Map.of()).chosen(Port.CGROUP_DRIVER).name()).isEqualTo("own");
        assertThat(warnings).hasSize(3);
        assertThat(warnings.getFirst()).contains("damaged.jar").contains("java.lang.ClassFormatError");
        assertThat(warnings.get(1)).contains("missing.jar").contains("Illegal configuration-file syntax");
        assertThat(warnings.getLast()).contains("newer.jar").contains("java.lang.UnsupportedClassVersionError");
    }

    @Test
    void reportsProvidersOfAJarThatItDoesNotLoad() throws IOException {
        Path jar = jars.add("acme.jar", "Acme", VendorJars.provider("Acme", "acme"));
        Files.setPosixFilePermissions(jar, PosixFilePermissions.fromString("rw-rw-rw-"));

        Adapters adapters = adapters(Map.of());

        assertThat(adapters.chosen(Port.CGROUP_DRIVER).name()).isEqualTo("own");
        assertThat(found(adapters)).satisfies(adapter -> {
            assertThat(adapter.status()).isEqualTo(Status.BROKEN);
            assertThat(adapter.name()).isEqualTo("Acme");
            assertThat(adapter.reason()).isEqualTo(jar + ": must not be writable by others; run chmod go-w " + jar);
        });
        assertThatThrownBy(() -> adapters(Map.of(CHOICE, "acme")).chosen(Port.CGROUP_DRIVER))
                .isInstanceOf(AdapterException.class)
                .hasMessageContaining(
                        "no adapter of this name is installed (found: own; not loaded: " + jar + ": must");
    }

    @Test
    void listsFilesWithoutAnAdapter() throws IOException {
        Files.writeString(directory.resolve("notes.txt"), "");
        Files.writeString(directory.resolve("text.jar"), "not a jar");
        jars.pack("other.jar", "dev.hexrun.port.gone.GoneProvider", "Gone\n");
        Files.createDirectory(directory.resolve("empty"));

        assertThat(new ListAdapters(adapters(Map.of())).list().unused())
                .extracting(unused -> Path.of(unused.path()).getFileName() + ": " + unused.reason())
                .satisfiesExactly(
                        text -> assertThat(text).isEqualTo("empty: ignored: the directory contains no jar"),
                        text -> assertThat(text).isEqualTo("notes.txt: ignored: the name does not end in .jar"),
                        text -> assertThat(text)
                                .startsWith("other.jar: provides no adapter: not a port of this version")
                                .endsWith("GoneProvider"),
                        text -> assertThat(text).startsWith("text.jar: not a readable jar: "));
    }

    @Test
    void showsAnExplicitChoiceThatDoesNotExist() {
        ListAdapters.Listing listing = new ListAdapters(adapters(Map.of(CHOICE, "gone"))).list();

        assertThat(listing.complete()).isFalse();
        assertThat(listing.entries()).anySatisfy(entry -> {
            assertThat(entry.adapter().name()).isEqualTo("gone");
            assertThat(entry.adapter().reason()).isEqualTo("no adapter of this name is installed");
            assertThat(entry.decision()).isEqualTo("chosen by --adapter");
        });
    }

    private void addModule(String constructor, String contribute) throws IOException {
        jars.pack(
                "vault.jar",
                SecurityModuleProvider.class.getName(),
                "Vault\n",
                jars.compile("Vault", MODULE.formatted(constructor, contribute)));
    }

    private SecurityModules modules(Map<String, String> choices, long deadlineMillis) {
        return new SecurityModules(adapters(choices, deadlineMillis), new Warnings() {
            @Override
            public boolean enabled() {
                return true;
            }

            @Override
            public void warn(String message) {
                warnings.add(message);
            }
        });
    }

    private static SecurityRequest request() {
        return new SecurityRequest(Optional.empty(), ANNOTATED, SecurityRequest.Role.INIT);
    }

    @Test
    void opensTheSecurityModuleOfAVendorOnce() throws IOException {
        addModule("", "return SecurityContribution.NONE;");
        SecurityModules modules = modules(Map.of(), DEADLINE_MILLIS);

        for (int i = 0; i < 2; i++) {
            assertThat(modules.check(ANNOTATED, SecurityRequest.Role.INIT))
                    .containsExactly(new Problem("/opened", "1"));
            assertThat(modules.contribute(request())).isEqualTo(SecurityContribution.NONE);
        }
        assertThat(warnings).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "hang(); return null;|failed: no answer within 1000 ms (Vault.hang)",
                "throw new StackOverflowError();|failed: java.lang.StackOverflowError",
                "return null;|failed: returned null",
            })
    void failsIfTheSecurityModuleOfAVendorFails(String contribute, String reason) throws IOException {
        addModule("", contribute);
        SecurityModules modules = modules(Map.of(), HANG_MILLIS);

        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> modules.contribute(request()))
                    .isInstanceOf(AdapterException.class)
                    .hasMessage("security-module adapter vault (" + directory.resolve("vault.jar") + "): " + reason);
        }
    }

    @Test
    void failsIfTheSecurityModuleOfAVendorRefuses() throws IOException {
        addModule("", "throw new dev.hexrun.domain.failure.ContainerException(\"no\");");

        assertThatThrownBy(() -> modules(Map.of(), DEADLINE_MILLIS).contribute(request()))
                .isInstanceOf(ContainerException.class)
                .hasMessage("no");
    }

    /** The features of such a module are unknown. Only the user knows whether a container needs it. */
    @Test
    void leavesOutASecurityModuleThatCannotBeLoadedUnlessItIsRequired() throws IOException {
        addModule("if (true) throw new IllegalStateException(\"boom\");", "return SecurityContribution.NONE;");

        assertThat(modules(Map.of(), DEADLINE_MILLIS).contribute(request())).isEqualTo(SecurityContribution.NONE);
        assertThat(warnings).singleElement().asString().contains("vault.jar").contains("boom");

        SecurityModules required = modules(Map.of("security-module", "vault"), DEADLINE_MILLIS);
        assertThatThrownBy(() -> required.check(ANNOTATED, SecurityRequest.Role.INIT))
                .isInstanceOf(AdapterException.class)
                .hasMessage("security-module adapter vault: no adapter of this name is installed");
    }

    private Extensions extensions(String check, long deadlineMillis) throws IOException {
        jars.pack(
                "notes.jar",
                ContainerExtensionProvider.class.getName(),
                "Notes\n",
                jars.compile("Notes", EXTENSION.formatted(check)));
        return new Extensions(adapters(Map.of(), deadlineMillis));
    }

    @Test
    void createsTheExtensionOfAVendorOnce() throws IOException {
        Extensions extensions = extensions("return List.of();", DEADLINE_MILLIS);

        assertThat(extensions.check(ANNOTATED)).isEmpty();
        assertThat(extensions.changes(ANNOTATED)).isEqualTo(LaunchChanges.NONE);
        assertThat(extensions.annotations()).containsExactly("com.example.1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "hang(); return null;|failed: no answer within 1000 ms (Notes.hang)",
                "throw new IllegalStateException(\"boom\");|failed: java.lang.IllegalStateException: boom",
                "return Arrays.asList((Problem) null);|failed: java.lang.NullPointerException",
                "throw new dev.hexrun.domain.failure.ContainerException(\"no\");|failed: no",
            })
    void failsIfTheExtensionOfAVendorFails(String check, String reason) throws IOException {
        Extensions extensions = extensions(check, HANG_MILLIS);

        assertThatThrownBy(() -> extensions.check(ANNOTATED))
                .isInstanceOf(AdapterException.class)
                .hasMessage("container-extension adapter notes (" + directory.resolve("notes.jar") + "): " + reason);
    }

    @Test
    void passesOnTheMessagesOfAnAdapter() throws IOException {
        jars.add(
                "acme.jar",
                "Acme",
                VendorJars.provider(
                        "Acme",
                        "acme",
                        "AdapterLog log;",
                        "public void attach(AdapterContext context) { log = context.log(); }",
                        "public Usability probe(Host host) { log.debug(\"looking\"); log.warn(\"strange\");"
                                + " return Usability.usable(\"\"); }"));

        adapters(Map.of()).chosen(Port.CGROUP_DRIVER);

        assertThat(debug).containsExactly("cgroup-driver adapter acme: looking");
        assertThat(warnings).containsExactly("cgroup-driver adapter acme: strange");
    }

    private Adapters adapters(Map<String, String> choices) {
        return adapters(choices, DEADLINE_MILLIS);
    }

    private Adapters adapters(Map<String, String> choices, long deadlineMillis) {
        return new Adapters(new Own(), Map.of(), deadlineMillis)
                .with(
                        new AdapterDirectory(Optional.of(directory))
                                .locations(uid(), () -> false, VendorAdaptersTest.class.getClassLoader()),
                        choices,
                        Map.of(CHOICE, "--adapter"),
                        new Adapters.Listener() {
                            @Override
                            public void chosen(FoundAdapter<?> adapter) {}

                            @Override
                            public boolean debugEnabled() {
                                return true;
                            }

                            @Override
                            public void debug(String message) {
                                debug.add(message);
                            }

                            @Override
                            public void warn(String message) {
                                warnings.add(message);
                            }
                        });
    }

    private int uid() {
        try {
            return (int) Files.getAttribute(directory, "unix:uid");
        } catch (IOException failed) {
            throw new AssertionError(failed);
        }
    }

    private static FoundAdapter<CgroupDriverProvider> found(Adapters adapters) {
        return adapters.find(Port.CGROUP_DRIVER).stream()
                .filter(adapter -> !adapter.location().isEmpty())
                .findFirst()
                .orElseThrow();
    }

    private static final class Context implements CgroupDriverContext {

        @Override
        public Optional<String> variable(String name) {
            return Optional.empty();
        }

        @Override
        public CgroupTreeWalker treeWalker() {
            throw new UnsupportedOperationException();
        }
    }

    /** The adapters of the runtime: a host and a cgroup driver. */
    private static final class Own implements Adapters.ProviderSource {

        @Override
        public <P extends Provider> Iterator<ServiceLoader.Provider<P>> providers(Class<P> type) {
            List<ServiceLoader.Provider<P>> found = new ArrayList<>();
            for (Provider provider : List.of(new OwnHost(), new OwnDriver())) {
                if (type.isInstance(provider)) {
                    found.add(new ServiceLoader.Provider<>() {
                        @Override
                        @SuppressWarnings("unchecked") // the class of a P is a subtype of P
                        public Class<? extends P> type() {
                            return (Class<? extends P>) provider.getClass();
                        }

                        @Override
                        public P get() {
                            return type.cast(provider);
                        }
                    });
                }
            }
            return found.iterator();
        }
    }

    private static final class OwnHost extends AbstractProvider implements HostProvider {

        OwnHost() {
            super("fake", 1, SpiVersion.MAJOR, SpiVersion.MINOR);
        }

        @Override
        public Host create() {
            return FakeHost.root();
        }
    }

    private static final class OwnDriver extends AbstractProvider implements CgroupDriverProvider {

        OwnDriver() {
            super("own", 50, SpiVersion.MAJOR, SpiVersion.MINOR);
        }

        @Override
        public CgroupDriver create(Host host, CgroupDriverContext context) {
            throw new UnsupportedOperationException();
        }
    }
}
