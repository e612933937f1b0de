package dev.hexrun.architecture;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A ring of the hexagon, or a part of one: where it is, and what it may see.
 *
 * @param root the package below which it lives
 * @param libraries the packages, with those below, of other projects that it may use
 * @param inner the layers that it may use
 */
record Layer(String root, List<String> libraries, List<Layer> inner) {

    static final Layer DOMAIN = new Layer("dev.hexrun.domain", List.of("org.immutables.value"), List.of());
    static final Layer PORTS = new Layer("dev.hexrun.port", List.of(), List.of(DOMAIN));
    static final Layer APPLICATION = new Layer("dev.hexrun.app", List.of("jakarta.inject"), List.of(DOMAIN, PORTS));
    static final Layer LINUX = new Layer("dev.hexrun.adapter.linux", List.of(), List.of(DOMAIN, PORTS));
    static final Layer JSON = new Layer("dev.hexrun.adapter.json", List.of(), List.of(DOMAIN, PORTS));
    static final Layer CGROUPFS = new Layer("dev.hexrun.adapter.cgroupfs", List.of(), List.of(DOMAIN, PORTS));
    static final Layer SYSTEMD =
            new Layer("dev.hexrun.adapter.systemd", List.of("com.sun.jna"), List.of(DOMAIN, PORTS));
    static final Layer SECCOMP =
            new Layer("dev.hexrun.adapter.seccomp", List.of("com.sun.jna"), List.of(DOMAIN, PORTS));
    static final Layer CLI = new Layer(
            "dev.hexrun.cli", List.of("dagger", "jakarta.inject", "javax.inject"), List.of(DOMAIN, PORTS, APPLICATION));
    static final Layer TESTKIT =
            new Layer("dev.hexrun.testkit", List.of("org.assertj.core", "org.junit.jupiter"), List.of(DOMAIN, PORTS));

    static final List<Layer> ALL =
            List.of(DOMAIN, PORTS, APPLICATION, LINUX, JSON, CGROUPFS, SYSTEMD, SECCOMP, CLI, TESTKIT);

    /** The nullness annotations are everyone's, and nobody's at run time. */
    private static final String NULLNESS = "org.jspecify.annotations";

    /** The layer's packages, as ArchUnit writes them. */
    String packages() {
        return root + "..";
    }

    /** Whether a class is one of this layer's. */
    boolean holds(JavaClass type) {
        return isBelow(root, type.getPackageName());
    }

    /** The packages of every layer that is installed: all but the testkit. */
    static String[] shipped() {
        return ALL.stream()
                .filter(layer -> !layer.equals(TESTKIT))
                .map(Layer::packages)
                .toArray(String[]::new);
    }

    /** What classes of this layer may refer to: their own layer, those named for it, and the JDK's base module. */
    DescribedPredicate<JavaClass> view() {
        List<String> roots = new ArrayList<>(libraries);
        roots.add(NULLNESS);
        Stream.concat(Stream.of(this), inner.stream()).forEach(layer -> roots.add(layer.root));
        return DescribedPredicate.describe(
                "may be seen by " + root + " (java.base, " + String.join(", ", roots) + ")", type -> {
                    JavaClass element = type.getBaseComponentType();
                    return element.isPrimitive()
                            || Object.class.getModule().getPackages().contains(element.getPackageName())
                            || roots.stream().anyMatch(allowed -> isBelow(allowed, element.getPackageName()));
                });
    }

    private static boolean isBelow(String root, String name) {
        return name.equals(root) || name.startsWith(root + ".");
    }
}
