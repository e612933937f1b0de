package dev.hexrun.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import dev.hexrun.port.provider.Provider;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReader;
import java.lang.module.ModuleReference;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.NullMarked;

/** The Java modules: their packages and the providers that they declare. */
@AnalyzeClasses(packages = "dev.hexrun", importOptions = DoNotIncludeTests.class)
class ModulesTest {

    private static final String SERVICES = "META-INF/services/";

    @ArchTest
    static void noPackageIsInTwoModules(JavaClasses classes) {
        Map<String, Set<Path>> homes = new TreeMap<>();
        for (JavaClass type : classes) {
            homes.computeIfAbsent(type.getPackageName(), _ -> new TreeSet<>()).add(home(type));
        }
        assertThat(homes.values())
                .as("a split package cannot be on the module path: %s", homes)
                .allMatch(found -> found.size() == 1);
    }

    @ArchTest
    static void everyPackageIsNullMarked(JavaClasses classes) {
        List<String> unmarked = new ArrayList<>();
        for (JavaPackage found : classes.getPackage("dev.hexrun").getSubpackagesInTree()) {
            if (!found.getClasses().isEmpty() && !found.isAnnotatedWith(NullMarked.class)) {
                unmarked.add(found.getName());
            }
        }
        assertThat(unmarked)
                .as("packages without a @NullMarked package-info.java")
                .isEmpty();
    }

    @ArchTest
    static void everyModuleIsNamedAfterItsPackages(JavaClasses classes) {
        for (ModuleReference module : modules(classes)) {
            ModuleDescriptor descriptor = module.descriptor();
            assertThat(descriptor.isAutomatic())
                    .as("%s has no module-info.java", module.location())
                    .isFalse();
            assertThat(descriptor.packages())
                    .as("packages of the module %s", descriptor.name())
                    .isNotEmpty()
                    .allMatch(name -> name.equals(descriptor.name()) || name.startsWith(descriptor.name() + "."));
        }
    }

    @ArchTest
    static void adaptersExportNothing(JavaClasses classes) {
        assertThat(modules(classes).stream()
                        .map(ModuleReference::descriptor)
                        .filter(module -> module.name().startsWith("dev.hexrun.adapter.")))
                .as("an adapter is used through its port, so no other module needs its types")
                .isNotEmpty()
                .allMatch(module -> module.exports().isEmpty());
    }

    @ArchTest
    static void classPathAndModulePathFindTheSameProviders(JavaClasses classes) throws IOException {
        int providers = 0;
        for (ModuleReference module : modules(classes)) {
            Map<String, Set<String>> onModulePath = new TreeMap<>();
            for (ModuleDescriptor.Provides provides : module.descriptor().provides()) {
                onModulePath.put(provides.service(), new TreeSet<>(provides.providers()));
                providers += provides.providers().size();
            }
            assertThat(servicesFiles(module))
                    .as(
                            "META-INF/services and module-info.java of %s: embedding programs may use either path",
                            module.descriptor().name())
                    .isEqualTo(onModulePath);
        }
        assertThat(providers).as("providers compared").isPositive();
    }

    @ArchTest
    static void everyProviderIsDeclared(JavaClasses classes) {
        Set<String> declared = new TreeSet<>();
        for (ModuleReference module : modules(classes)) {
            module.descriptor().provides().forEach(provides -> declared.addAll(provides.providers()));
        }
        Set<String> written = new TreeSet<>();
        for (JavaClass type : classes) {
            if (type.getPackageName().startsWith("dev.hexrun.adapter.")
                    && type.isAssignableTo(Provider.class)
                    && !type.getModifiers().contains(JavaModifier.ABSTRACT)) {
                written.add(type.getName());
            }
        }
        assertThat(declared)
                .as("providers that module-info.java declares: any other provider would never run")
                .isNotEmpty()
                .isEqualTo(written);
    }

    private static List<ModuleReference> modules(JavaClasses classes) {
        Map<Path, ModuleReference> found = new HashMap<>();
        for (JavaClass type : classes) {
            found.computeIfAbsent(
                    home(type),
                    path -> ModuleFinder.of(path).findAll().stream()
                            .findFirst()
                            .orElseThrow(() -> new AssertionError(path + " has no module-info.java")));
        }
        return List.copyOf(found.values());
    }

    private static Map<String, Set<String>> servicesFiles(ModuleReference module) throws IOException {
        Map<String, Set<String>> result = new TreeMap<>();
        try (ModuleReader reader = module.open()) {
            for (String name : reader.list().toList()) {
                if (name.startsWith(SERVICES) && !name.endsWith("/")) {
                    result.put(name.substring(SERVICES.length()), lines(reader, name));
                }
            }
        }
        return result;
    }

    private static Set<String> lines(ModuleReader reader, String name) {
        try (InputStream in = reader.open(name).orElseThrow()) {
            Set<String> result = new TreeSet<>();
            for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList()) {
                String entry = line.indexOf('#') < 0 ? line : line.substring(0, line.indexOf('#'));
                if (!entry.isBlank()) {
                    result.add(entry.strip());
                }
            }
            return result;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Returns the jar or directory that a class was loaded from. */
    private static Path home(JavaClass type) {
        URI uri = type.getSource().orElseThrow().getUri();
        String text = uri.toString();
        if (text.startsWith("jar:")) {
            return Path.of(URI.create(text.substring("jar:".length(), text.indexOf("!/"))));
        }
        int file = text.lastIndexOf(type.getName().replace('.', '/') + ".class");
        return Path.of(URI.create(text.substring(0, file)));
    }
}
