package dev.hexrun.cli.wiring;

import dev.hexrun.app.adapters.AdapterLocation;
import dev.hexrun.domain.failure.ContainerException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.module.InvalidModuleDescriptorException;
import java.lang.module.ModuleDescriptor;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/** A jar in the directory of adapters, a sub-directory with its jars, or a file that is ignored. */
final class JarLocation implements AdapterLocation {

    private static final String SERVICES = "META-INF/services/";
    private static final String MODULE = "module-info.class";

    /** The maximum size of a file with the names of providers. */
    private static final int MAX_SERVICES = 64 * 1024;

    private final Path path;
    private final List<Path> jars;
    private final ClassLoader parent;
    private Optional<String> refusal;
    private @Nullable List<ZipFile> open;
    private @Nullable ClassLoader loader;

    /**
     * Creates a location. Opens no file.
     *
     * @param path the path of the jar or directory
     * @param jars the jars
     * @param refusal the reason why the jars are not loaded; empty if they are
     * @param parent the parent of the location's class loader
     */
    JarLocation(Path path, List<Path> jars, Optional<String> refusal, ClassLoader parent) {
        this.path = path;
        this.jars = jars;
        this.refusal = refusal;
        this.parent = parent;
    }

    @Override
    public String path() {
        return path.toString();
    }

    @Override
    public Optional<String> refusal() {
        return refusal;
    }

    @Override
    public List<String> providers(String service) {
        List<String> names = new ArrayList<>(2);
        for (ZipFile jar : opened()) {
            try {
                read(jar, service, names);
            } catch (IOException | IllegalStateException damaged) {
                refuse(jar.getName() + ": " + damaged.getMessage());
                names.add("?");
            }
        }
        return names;
    }

    private void read(ZipFile jar, String service, List<String> into) throws IOException {
        ZipEntry entry = jar.getEntry(SERVICES + service);
        if (entry == null) {
            return;
        }
        String text;
        try (InputStream in = jar.getInputStream(entry)) {
            text = new String(in.readNBytes(MAX_SERVICES), StandardCharsets.UTF_8);
        }
        for (String line : text.split("\n", -1)) {
            int comment = line.indexOf('#');
            String name = (comment < 0 ? line : line.substring(0, comment)).strip();
            if (!name.isEmpty() && !into.contains(name)) {
                into.add(name);
            }
        }
        requireModules(jar);
    }

    /** Refuses the location if a jar is a module that requires a module of the JDK that the runtime image lacks. */
    private void requireModules(ZipFile jar) throws IOException {
        ZipEntry entry = jar.getEntry(MODULE);
        if (entry == null) {
            return;
        }
        ModuleDescriptor descriptor;
        try (InputStream in = jar.getInputStream(entry)) {
            descriptor = ModuleDescriptor.read(in);
        } catch (InvalidModuleDescriptorException unreadable) {
            return;
        }
        for (ModuleDescriptor.Requires required : descriptor.requires()) {
            String module = required.name();
            boolean needed = !required.modifiers().contains(ModuleDescriptor.Requires.Modifier.STATIC)
                    && (module.startsWith("java.") || module.startsWith("jdk."));
            if (needed && ModuleLayer.boot().findModule(module).isEmpty()) {
                refuse("requires the JDK module " + module + ", which is not in the runtime image of hexrun");
            }
        }
    }

    private void refuse(String reason) {
        if (refusal.isEmpty()) {
            refusal = Optional.of(reason);
        }
    }

    @Override
    public List<String> services() {
        TreeSet<String> services = new TreeSet<>();
        for (ZipFile jar : opened()) {
            Enumeration<? extends ZipEntry> entries = jar.entries();
            while (entries.hasMoreElements()) {
                String name = entries.nextElement().getName();
                if (name.startsWith(SERVICES) && name.length() > SERVICES.length()) {
                    services.add(name.substring(SERVICES.length()));
                }
            }
        }
        return List.copyOf(services);
    }

    private List<ZipFile> opened() {
        List<ZipFile> known = open;
        if (known == null) {
            known = new ArrayList<>(jars.size());
            for (Path jar : jars) {
                try {
                    known.add(new ZipFile(jar.toFile()));
                } catch (IOException damaged) {
                    refuse((jars.size() == 1 ? "" : jar.getFileName() + ": ") + "not a readable jar: "
                            + damaged.getMessage());
                }
            }
            open = known;
        }
        return known;
    }

    @Override
    public ClassLoader loader() {
        ClassLoader present = loader;
        if (present == null) {
            URL[] urls = new URL[jars.size()];
            for (int i = 0; i < urls.length; i++) {
                urls[i] = url(jars.get(i));
            }
            present = new URLClassLoader(path.toString(), urls, parent);
            loader = present;
        }
        return present;
    }

    @Override
    public void unload() {
        loader = null;
    }

    private static URL url(Path jar) {
        try {
            return jar.toUri().toURL();
        } catch (MalformedURLException failure) {
            throw new ContainerException(jar + ": not a name for a jar: " + failure.getMessage(), failure);
        }
    }
}
