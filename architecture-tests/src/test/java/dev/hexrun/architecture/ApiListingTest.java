package dev.hexrun.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The public API of the ports and the domain is compatible with a listing of the last one, for callers and for
 * implementations. After an intended change, {@code -Dhexrun.api.renew=true} writes the listing.
 */
@AnalyzeClasses(packages = "dev.hexrun", importOptions = DoNotIncludeTests.class)
class ApiListingTest {

    private static final Path LISTINGS = Path.of("src/test/resources/api");
    private static final String INDENT = "    ";

    @ArchTest
    static void portsAreCompatible(JavaClasses classes) throws IOException, ClassNotFoundException {
        check("runtime-ports.txt", api(classes, Layer.PORTS));
    }

    @ArchTest
    static void domainIsCompatible(JavaClasses classes) throws IOException, ClassNotFoundException {
        check("runtime-domain.txt", api(classes, Layer.DOMAIN));
    }

    private static void check(String name, Map<String, Type> api) throws IOException {
        Path file = LISTINGS.resolve(name);
        if (Boolean.getBoolean("hexrun.api.renew")) {
            Files.createDirectories(LISTINGS);
            Files.write(file, listing(api));
        }
        assertThat(incompatibilities(read(Files.readAllLines(file)), api))
                .as("incompatible changes of %s; if they are intended, run with -Dhexrun.api.renew=true", file)
                .isEmpty();
    }

    /** Returns the changes that break callers, or types that implement an interface or extend a class. */
    private static List<String> incompatibilities(Map<String, Set<String>> baseline, Map<String, Type> api) {
        List<String> changes = new ArrayList<>();
        for (Map.Entry<String, Set<String>> entry : baseline.entrySet()) {
            Type type = api.get(entry.getKey());
            if (type == null) {
                changes.add("removed or changed: " + entry.getKey());
                continue;
            }
            for (String member : entry.getValue()) {
                if (!type.members.contains(member)) {
                    changes.add("removed or changed: " + entry.getKey() + ": " + member);
                }
            }
            for (String member : type.obligations) {
                if (!entry.getValue().contains(member)) {
                    changes.add("new abstract method: " + entry.getKey() + ": " + member);
                }
            }
        }
        return changes;
    }

    private static List<String> listing(Map<String, Type> api) {
        List<String> lines = new ArrayList<>();
        for (Map.Entry<String, Type> entry : api.entrySet()) {
            lines.add(entry.getKey());
            entry.getValue().members.forEach(member -> lines.add(INDENT + member));
        }
        return lines;
    }

    private static Map<String, Set<String>> read(List<String> lines) {
        Map<String, Set<String>> types = new TreeMap<>();
        Set<String> members = new TreeSet<>();
        for (String line : lines) {
            if (line.startsWith(INDENT)) {
                members.add(line.strip());
            } else {
                members = new TreeSet<>();
                types.put(line, members);
            }
        }
        return types;
    }

    private static Map<String, Type> api(JavaClasses classes, Layer layer) throws ClassNotFoundException {
        Map<String, Type> api = new TreeMap<>();
        for (JavaClass found : classes) {
            if (layer.holds(found) && !found.getSimpleName().equals("package-info")) {
                Class<?> type = Class.forName(found.getName(), false, ApiListingTest.class.getClassLoader());
                if (isAccessible(type)) {
                    api.put(declaration(type), new Type(members(type, false), members(type, true)));
                }
            }
        }
        return api;
    }

    /** Returns whether a type and those around it are public or protected. */
    private static boolean isAccessible(Class<?> type) {
        for (Class<?> each = type; each != null; each = each.getEnclosingClass()) {
            if (!isAccessible(each.getModifiers())) {
                return false;
            }
        }
        return true;
    }

    private static boolean isAccessible(int modifiers) {
        return Modifier.isPublic(modifiers) || Modifier.isProtected(modifiers);
    }

    private static String declaration(Class<?> type) {
        Set<String> supertypes = new TreeSet<>();
        if (type.getGenericSuperclass() != null) {
            supertypes.add(type.getGenericSuperclass().getTypeName());
        }
        for (java.lang.reflect.Type each : type.getGenericInterfaces()) {
            supertypes.add(each.getTypeName());
        }
        return supertypes.isEmpty()
                ? type.toGenericString()
                : type.toGenericString() + " : " + String.join(", ", supertypes);
    }

    /** Returns the accessible members of a type, or only those that another module's implementation must define. */
    private static Set<String> members(Class<?> type, boolean obligations) {
        Set<String> members = new TreeSet<>();
        for (Method method : type.getDeclaredMethods()) {
            boolean must = Modifier.isAbstract(method.getModifiers()) && !type.isSealed();
            if (isListed(method, method.isBridge()) && (must || !obligations)) {
                members.add(text(method, method.toGenericString()));
            }
        }
        if (!obligations) {
            for (Constructor<?> constructor : type.getDeclaredConstructors()) {
                if (isListed(constructor, false)) {
                    members.add(text(constructor, constructor.toGenericString()));
                }
            }
            for (Field field : type.getDeclaredFields()) {
                if (isListed(field, false)) {
                    members.add(field.toGenericString());
                }
            }
        }
        return members;
    }

    private static boolean isListed(Member member, boolean bridge) {
        return isAccessible(member.getModifiers()) && !member.isSynthetic() && !bridge;
    }

    /** Returns the text of a member without the modifiers that do not concern callers. */
    private static String text(Executable member, String text) {
        return Modifier.isSynchronized(member.getModifiers()) ? text.replace("synchronized ", "") : text;
    }

    /**
     * A type of the API.
     *
     * @param members its accessible members
     * @param obligations the abstract methods among them
     */
    private record Type(Set<String> members, Set<String> obligations) {}
}
