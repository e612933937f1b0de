package dev.hexrun.architecture;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.io.Console;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.constantpool.InvokeDynamicEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.reflect.Method;
import java.lang.runtime.SwitchBootstraps;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitor;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** What the product leaves alone, and why. A JVM starts for every command, so some of it is about time. */
@AnalyzeClasses(packages = "dev.hexrun", importOptions = DoNotIncludeTests.class)
class RestraintTest {

    private static final String MAIN = "dev.hexrun.cli.Main";
    private static final String PLAN_OUTPUT = "dev.hexrun.cli.output.PlanOutput";
    private static final String PROCESS_TABLE = "dev.hexrun.adapter.linux.host.ProcProcessTable";
    private static final String SELECTED_CONTAINERS = "dev.hexrun.cli.command.SelectedContainers";
    private static final String HOST_DEVICES = "dev.hexrun.adapter.systemd.HostDevices";
    private static final String FRONT_WATCH = "dev.hexrun.adapter.linux.session.FrontWatch";
    private static final String FILE_FAILURE = "dev.hexrun.adapter.linux.state.FileFailure";

    @ArchTest
    static final ArchRule streamsOfTheProcessAreMains = noClasses()
            .that(areNotMain())
            .should()
            .accessField(System.class, "out")
            .orShould()
            .accessField(System.class, "err")
            .orShould()
            .accessField(System.class, "in")
            .orShould()
            .dependOnClassesThat()
            .belongToAnyOf(Console.class)
            .because(
                    "a command writes to the caller's streams through the front; the JVM's own are shown when it dies");

    @ArchTest
    static final ArchRule environmentIsMains = noClasses()
            .that(areNotMain())
            .should()
            .callMethodWhere(target(owner(assignableTo(System.class))).and(target(name("getenv"))))
            .because(
                    "the caller's environment comes in the request; the JVM's is empty, and an engine's would be another's");

    @ArchTest
    static final ArchRule exitIsMains = noClasses()
            .that(areNotMain())
            .and()
            .doNotHaveFullyQualifiedName(FRONT_WATCH)
            .should()
            .callMethod(System.class, "exit", int.class)
            .orShould()
            .callMethod(Runtime.class, "exit", int.class)
            .orShould()
            .callMethod(Runtime.class, "halt", int.class)
            .because("a use case that ends the process cannot serve an embedding program; only the watch of the front"
                    + " ends the JVM that the front has started, and no other");

    @ArchTest
    static final ArchRule nothingStartsProcesses = noClasses()
            .that()
            .resideInAnyPackage(Layer.shipped())
            .and()
            .doNotHaveFullyQualifiedName(PROCESS_TABLE)
            .should()
            .dependOnClassesThat()
            .belongToAnyOf(ProcessBuilder.class)
            .orShould()
            .callMethodWhere(target(owner(assignableTo(Runtime.class))).and(target(name("exec"))))
            .because("the JVM executes nothing: what is to run is a step of the plan, run by the native program in the"
                    + " caller's context; only the host's ps(1) is asked, and no container is part of that");

    @ArchTest
    static final ArchRule coldPathHasNoPatterns = noClasses()
            .that()
            .resideInAnyPackage(Layer.shipped())
            .and()
            .doNotHaveFullyQualifiedName(SELECTED_CONTAINERS)
            .should()
            .dependOnClassesThat()
            .resideInAPackage(Pattern.class.getPackageName())
            .because(
                    "compiling a pattern before the JIT wakes costs more than all the parsing it saves; only --regex asks"
                            + " for one");

    @ArchTest
    static final ArchRule coldPathHasNoFormat = noClasses()
            .that()
            .resideInAnyPackage(Layer.shipped())
            .should()
            .callMethodWhere(target(owner(assignableTo(String.class))).and(target(name("format"))))
            .orShould()
            .callMethodWhere(target(owner(assignableTo(String.class))).and(target(name("formatted"))))
            .orShould()
            .callMethodWhere(target(owner(assignableTo(String.class))).and(target(name("matches"))))
            .orShould()
            .callMethodWhere(target(owner(assignableTo(String.class))).and(target(name("replaceAll"))))
            .orShould()
            .callMethodWhere(target(owner(assignableTo(String.class))).and(target(name("replaceFirst"))))
            .because(
                    "Formatter and the String methods that compile patterns load locale data and patterns: 10 ms and more");

    @ArchTest
    static final ArchRule coldPathHasNoReflection = noClasses()
            .that()
            .resideInAnyPackage(Layer.shipped())
            .and()
            .doNotHaveFullyQualifiedName(PLAN_OUTPUT)
            .should()
            .dependOnClassesThat()
            .resideInAPackage(Method.class.getPackageName())
            .because(
                    "wiring is generated and loading is ServiceLoader's, so that the AOT cache can hold it all; only the plan"
                            + " as JSON, a step's record components by name, is read that way, when a person asks for it");

    @ArchTest
    static final ArchRule cgroupsAreNotListedInJava = noClasses()
            .that()
            .resideInAnyPackage("dev.hexrun.adapter.cgroupfs..", "dev.hexrun.adapter.systemd..")
            .and()
            .haveNameNotMatching(HOST_DEVICES + ".*")
            .should()
            .dependOnClassesThat()
            .belongToAnyOf(DirectoryStream.class, FileVisitor.class)
            .orShould()
            .callMethodWhere(target(owner(assignableTo(Files.class))).and(target(name("list"))))
            .orShould()
            .callMethodWhere(target(owner(assignableTo(Files.class))).and(target(name("walk"))))
            .orShould()
            .callMethodWhere(target(owner(assignableTo(Files.class))).and(target(name("find"))))
            .orShould()
            .callMethodWhere(target(owner(assignableTo(File.class))).and(target(name("list"))))
            .orShould()
            .callMethodWhere(target(owner(assignableTo(File.class))).and(target(name("listFiles"))))
            .because(
                    "a container names the cgroups below its own, with bytes that no Path can hold and deeper than any path"
                            + " reaches: the native program walks them (CgroupTreeWalker);"
                            + " only the host's devices are listed, in its /sys/dev");

    @ArchTest
    static final ArchRule staticStateIsConstant = fields().that()
            .areStatic()
            .should()
            .beFinal()
            .because("one JVM may serve several requests: what one leaves in a static field, the next would find");

    /** What ArchUnit does not show: the call sites that are linked when they are first reached. */
    @ArchTest
    static void coldPathSwitchesOverNoTypes(JavaClasses classes) throws IOException {
        List<String> found = new ArrayList<>();
        int read = 0;
        for (JavaClass type : classes) {
            if (type.getName().equals(PLAN_OUTPUT) || type.getName().equals(FILE_FAILURE)) {
                continue;
            }
            try (InputStream in =
                    type.getSource().orElseThrow().getUri().toURL().openStream()) {
                ClassModel model = ClassFile.of().parse(in.readAllBytes());
                read++;
                for (PoolEntry entry : model.constantPool()) {
                    if (entry instanceof InvokeDynamicEntry call
                            && call.bootstrap()
                                    .bootstrapMethod()
                                    .reference()
                                    .owner()
                                    .asInternalName()
                                    .equals(SwitchBootstraps.class.getName().replace('.', '/'))) {
                        found.add(type.getName());
                    }
                }
            }
        }
        assertThat(read).as("classes read").isPositive();
        assertThat(found)
                .as(
                        "classes with a `switch` over types: the JVM writes a class for each when it is reached, and no AOT"
                                + " cache can hold it: 40 ms. Use instanceof, or an abstract method. (%s and %s may: the one is for"
                                + " people who ask for the plan, the other for files that cannot be read.)",
                        PLAN_OUTPUT, FILE_FAILURE)
                .isEmpty();
    }

    private static DescribedPredicate<JavaClass> areNotMain() {
        return DescribedPredicate.describe(
                "are not " + MAIN,
                type -> !type.getName().equals(MAIN) && !type.getName().startsWith(MAIN + "$"));
    }
}
