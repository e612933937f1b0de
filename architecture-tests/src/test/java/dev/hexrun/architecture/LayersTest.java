package dev.hexrun.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import dev.hexrun.port.provider.SpiVersion;

/** The permitted dependencies between modules, as listed in {@code docs/architecture.md}. */
@AnalyzeClasses(packages = "dev.hexrun", importOptions = DoNotIncludeTests.class)
class LayersTest {

    @ArchTest
    static final ArchRule domainIsPure = sees(
            Layer.DOMAIN,
            "the domain must be testable without a kernel, a file or a library; the Immutables annotations do not exist"
                    + " at run time");

    @ArchTest
    static final ArchRule portsDependOnDomain = sees(
            Layer.PORTS,
            "vendors implement these types, so every type in a signature is a dependency of every vendor, in our version");

    @ArchTest
    static final ArchRule applicationUsesPorts =
            sees(Layer.APPLICATION, "the use cases serve the command line and embedding programs, with any adapter");

    @ArchTest
    static final ArchRule linuxAdapterIsIndependent =
            sees(Layer.LINUX, "the core path makes no native calls and parses no JSON, which keeps a cold start short");

    @ArchTest
    static final ArchRule jsonAdapterIsIndependent =
            sees(Layer.JSON, "every command reads JSON in a cold JVM, where Jackson costs 16 ms for BigDecimal alone");

    @ArchTest
    static final ArchRule kernelCgroupsAreIndependent = sees(
            Layer.CGROUPS, "the two cgroup drivers share this module, and a driver of a vendor has the port alone");

    @ArchTest
    static final ArchRule onlyDriversUseKernelCgroups = noClasses()
            .that()
            .resideOutsideOfPackages(Layer.CGROUPS.packages(), Layer.CGROUPFS.packages(), Layer.SYSTEMD.packages())
            .should()
            .dependOnClassesThat()
            .resideInAPackage(Layer.CGROUPS.packages())
            .because("the runtime reaches cgroups through CgroupDriver, so that a driver of a vendor works as well");

    @ArchTest
    static final ArchRule cgroupfsAdapterIsIndependent =
            sees(Layer.CGROUPFS, "this driver can be replaced by another jar");

    @ArchTest
    static final ArchRule systemdAdapterIsIndependent = sees(
            Layer.SYSTEMD,
            "it writes cgroup files through kernel-cgroups, without another driver; JNA calls libsystemd");

    @ArchTest
    static final ArchRule seccompAdapterIsIndependent =
            sees(Layer.SECCOMP, "this compiler can be replaced by another jar; JNA calls libseccomp");

    @ArchTest
    static final ArchRule nativeLibrariesAreCalledFromOnePackage = noClasses()
            .that()
            .resideOutsideOfPackages("dev.hexrun.adapter.systemd.sdbus", "dev.hexrun.adapter.seccomp.libseccomp")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("com.sun.jna..")
            .because("the decisions are tested without the native library, and the library can be exchanged");

    @ArchTest
    static final ArchRule commandLineDependsOnPorts = sees(
            Layer.CLI, "adapters are loaded by ServiceLoader: a command that refers to one could not run with another");

    @ArchTest
    static final ArchRule testkitServesVendors =
            sees(Layer.TESTKIT, "a vendor runs the contracts without depending on our adapters");

    @ArchTest
    static final ArchRule adaptersAreIndependent = slices().matching("dev.hexrun.adapter.(*)..")
            .should()
            .notDependOnEachOther()
            .because("adapters share ports only, so that each can be omitted, replaced or tested independently");

    @ArchTest
    static final ArchRule versionOfTheRuntimeIsForTheApplication = noClasses()
            .that()
            .resideOutsideOfPackages("dev.hexrun.app.adapters", "dev.hexrun.testkit.provider")
            .should()
            .callMethod(SpiVersion.class, "ofRuntime")
            .because("a provider that returns the version of the running runtime is never refused; the compiler copies"
                    + " SpiVersion.MAJOR and MINOR into it");

    @ArchTest
    static final ArchRule packagesFormNoCycle = slices().matching("dev.hexrun.(**)")
            .should()
            .beFreeOfCycles()
            .because("packages in a cycle cannot be read or changed separately");

    @ArchTest
    static final ArchRule shippedModulesDoNotUseTheTestkit = noClasses()
            .that()
            .resideInAnyPackage(Layer.shipped())
            .should()
            .dependOnClassesThat()
            .resideInAPackage(Layer.TESTKIT.packages())
            .because("the testkit brings JUnit and is not installed");

    @ArchTest
    static void everyLayerHasClasses(JavaClasses classes) {
        for (Layer layer : Layer.ALL) {
            assertThat(classes.stream().filter(layer::holds))
                    .as("classes of %s: without any, every rule about it would pass", layer.root())
                    .anyMatch(type -> !type.getSimpleName().equals("package-info"));
        }
    }

    @ArchTest
    static void everyClassIsInALayer(JavaClasses classes) {
        assertThat(classes.stream().filter(type -> !isInALayer(type)).map(JavaClass::getName))
                .as("classes outside all layers; a new module needs a Layer with its permitted dependencies")
                .isEmpty();
    }

    private static boolean isInALayer(JavaClass type) {
        for (Layer layer : Layer.ALL) {
            if (layer.holds(type)) {
                return true;
            }
        }
        return false;
    }

    private static ArchRule sees(Layer layer, String reason) {
        return classes()
                .that()
                .resideInAPackage(layer.packages())
                .should()
                .onlyDependOnClassesThat(layer.view())
                .because(reason);
    }
}
