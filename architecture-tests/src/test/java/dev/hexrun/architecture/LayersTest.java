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

/** Who may see whom: the table of modules in {@code docs/architecture.md}, as rules. */
@AnalyzeClasses(packages = "dev.hexrun", importOptions = DoNotIncludeTests.class)
class LayersTest {

    @ArchTest
    static final ArchRule domainIsPure = sees(
            Layer.DOMAIN,
            "what a container is must be decided and tested without a kernel, a file or a library; the Immutables"
                    + " annotations are gone after compilation");

    @ArchTest
    static final ArchRule portsSpeakDomain = sees(
            Layer.PORTS,
            "a vendor implements these types: whatever a signature shows, every vendor has to have, in our version");

    @ArchTest
    static final ArchRule applicationUsesPorts = sees(
            Layer.APPLICATION,
            "the same use cases serve the command line, an embedding program and other adapters, so they know none");

    @ArchTest
    static final ArchRule linuxAdapterStandsAlone = sees(
            Layer.LINUX,
            "the core path makes no native call of its own and parses no JSON: that keeps a cold start short");

    @ArchTest
    static final ArchRule jsonAdapterStandsAlone = sees(
            Layer.JSON,
            "every command reads JSON from a cold start: a parser of Jackson's costs it 16 ms for BigDecimal alone");

    @ArchTest
    static final ArchRule cgroupfsAdapterStandsAlone =
            sees(Layer.CGROUPFS, "another driver replaces this one by its jar alone");

    @ArchTest
    static final ArchRule systemdAdapterStandsUponAPort = sees(
            Layer.SYSTEMD,
            "the kernel's files are another driver's, which it is handed through the port; JNA calls libsystemd");

    @ArchTest
    static final ArchRule seccompAdapterStandsAlone =
            sees(Layer.SECCOMP, "another compiler replaces this one by its jar alone; JNA calls libseccomp");

    @ArchTest
    static final ArchRule nativeCodeIsCalledInOnePlaceOfAnAdapter = noClasses()
            .that()
            .resideOutsideOfPackages("dev.hexrun.adapter.systemd.sdbus", "dev.hexrun.adapter.seccomp.libseccomp")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("com.sun.jna..")
            .because(
                    "what decides is tested without the library, and the library can be exchanged without touching it");

    @ArchTest
    static final ArchRule commandLineKnowsPortsOnly =
            sees(Layer.CLI, "adapters arrive through ServiceLoader: a command that names one cannot run with another");

    @ArchTest
    static final ArchRule testkitServesVendors =
            sees(Layer.TESTKIT, "a vendor runs the contracts against an adapter without having any of ours");

    @ArchTest
    static final ArchRule adaptersAreApart = slices().matching("dev.hexrun.adapter.(*)..")
            .should()
            .notDependOnEachOther()
            .because("what two adapters share is a port, so that each can be left out, replaced or tested alone");

    @ArchTest
    static final ArchRule packagesFormNoCycle = slices().matching("dev.hexrun.(**)")
            .should()
            .beFreeOfCycles()
            .because("packages that need each other are one package, and can be neither read nor changed apart");

    @ArchTest
    static final ArchRule nothingShippedUsesTheTestkit = noClasses()
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
                    .as("classes of %s: without any, each rule about it would hold for ever", layer.root())
                    .anyMatch(type -> !type.getSimpleName().equals("package-info"));
        }
    }

    @ArchTest
    static void everyClassIsInALayer(JavaClasses classes) {
        assertThat(classes.stream().filter(type -> !isInALayer(type)).map(JavaClass::getName))
                .as(
                        "classes outside the layers that the rules know: add a Layer, with what it may see, for a new module")
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
