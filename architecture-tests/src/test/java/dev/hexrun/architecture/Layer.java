package dev.hexrun.architecture;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A layer of the hexagon: its package, and the packages that it may depend on.
 *
 * @param root the common prefix of its packages
 * @param libraries the package prefixes of other projects that it may use
 * @param inner the layers that it may use
 */
record Layer(String root, List<String> libraries, List<Layer> inner) {

    static final Layer DOMAIN = new Layer("dev.hexrun.domain", List.of("org.immutables.value"), List.of());
    static final Layer PORTS = new Layer("dev.hexrun.port", List.of(), List.of(DOMAIN));
    static final Layer APPLICATION = new Layer(
            "dev.hexrun.app",
            List.of("dagger", "jakarta.inject", "javax.inject", "org.immutables.value"),
            List.of(DOMAIN, PORTS));
    static final Layer LINUX = new Layer("dev.hexrun.adapter.linux", List.of(), List.of(DOMAIN, PORTS));
    static final Layer JSON = new Layer("dev.hexrun.adapter.json", List.of(), List.of(DOMAIN, PORTS));
    static final Layer APPARMOR = new Layer("dev.hexrun.adapter.apparmor", List.of(), List.of(DOMAIN, PORTS));
    static final Layer SELINUX = new Layer("dev.hexrun.adapter.selinux", List.of(), List.of(DOMAIN, PORTS));
    static final Layer CGROUPS = new Layer("dev.hexrun.cgroup", List.of(), List.of(DOMAIN, PORTS));
    static final Layer CGROUPFS = new Layer("dev.hexrun.adapter.cgroupfs", List.of(), List.of(DOMAIN, PORTS, CGROUPS));
    static final Layer SYSTEMD =
            new Layer("dev.hexrun.adapter.systemd", List.of("com.sun.jna"), List.of(DOMAIN, PORTS, CGROUPS));
    static final Layer SECCOMP =
            new Layer("dev.hexrun.adapter.seccomp", List.of("com.sun.jna"), List.of(DOMAIN, PORTS));
    static final Layer CRUN = new Layer("dev.hexrun.adapter.crun", List.of(), List.of(DOMAIN, PORTS));
    static final Layer CLI = new Layer(
            "dev.hexrun.cli", List.of("dagger", "jakarta.inject", "javax.inject"), List.of(DOMAIN, PORTS, APPLICATION));
    static final Layer TESTKIT = new Layer(
            "dev.hexrun.testkit",
            List.of("org.assertj.core", "org.junit.jupiter", "org.opentest4j"),
            List.of(DOMAIN, PORTS));

    static final List<Layer> ALL = List.of(
            DOMAIN,
            PORTS,
            APPLICATION,
            LINUX,
            JSON,
            APPARMOR,
            SELINUX,
            CGROUPS,
            CGROUPFS,
            SYSTEMD,
            SECCOMP,
            CRUN,
            CLI,
            TESTKIT);

    /** The nullness annotations, which every layer may use and which are absent at run time. */
    private static final String NULLNESS = "org.jspecify.annotations";

    /** Returns the packages of the layer as an ArchUnit pattern. */
    String packages() {
        return root + "..";
    }

    /** Returns whether a class belongs to this layer. */
    boolean holds(JavaClass type) {
        return isBelow(root, type.getPackageName());
    }

    /** Returns the packages of every installed layer: all except the testkit. */
    static String[] shipped() {
        return ALL.stream()
                .filter(layer -> !layer.equals(TESTKIT))
                .map(Layer::packages)
                .toArray(String[]::new);
    }

    /** Returns the classes that this layer may refer to: its own, those of the layers named for it, and the JDK's base module. */
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
