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
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.FileReader;
import java.io.FileWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.constantpool.InvokeDynamicEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.reflect.Method;
import java.lang.runtime.SwitchBootstraps;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** JDK features and libraries that the product does not use, for start-up time or for safety. */
@AnalyzeClasses(packages = "dev.hexrun", importOptions = DoNotIncludeTests.class)
class RestraintTest {

    private static final String MAIN = "dev.hexrun.cli.Main";
    private static final String PLAN_OUTPUT = "dev.hexrun.cli.output.PlanOutput";
    private static final String PROCESS_TABLE = "dev.hexrun.adapter.linux.host.ProcProcessTable";
    private static final String ENGINE_SOCKETS = "dev.hexrun.adapter.linux.session.UnixEngineSockets";
    private static final String SELECTED_CONTAINERS = "dev.hexrun.cli.command.SelectedContainers";
    private static final String KERNEL_DEVICES = "dev.hexrun.adapter.systemd.KernelDevices";
    private static final String FRONT_WATCH = "dev.hexrun.adapter.linux.session.FrontWatch";

    @ArchTest
    static final ArchRule onlyMainUsesStandardStreams = noClasses()
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
                    "a command writes to the caller's streams through the front; the streams of the JVM are shown only after a crash");

    @ArchTest
    static final ArchRule onlyMainReadsTheEnvironment = noClasses()
            .that(areNotMain())
            .should()
            .callMethodWhere(target(owner(assignableTo(System.class))).and(target(name("getenv"))))
            .because("the caller's environment is part of the request; that of the JVM is empty");

    @ArchTest
    static final ArchRule onlyMainExits = noClasses()
            .that(areNotMain())
            .and()
            .doNotHaveFullyQualifiedName(FRONT_WATCH)
            .should()
            .callMethod(System.class, "exit", int.class)
            .orShould()
            .callMethod(Runtime.class, "exit", int.class)
            .orShould()
            .callMethod(Runtime.class, "halt", int.class)
            .because(
                    "an embedding program must survive a use case; only FrontWatch ends a JVM, the one that the front started");

    @ArchTest
    static final ArchRule noProcessIsStarted = noClasses()
            .that()
            .resideInAnyPackage(Layer.shipped())
            .and()
            .doNotHaveFullyQualifiedName(PROCESS_TABLE)
            .and()
            .doNotHaveFullyQualifiedName(ENGINE_SOCKETS)
            .should()
            .dependOnClassesThat()
            .belongToAnyOf(ProcessBuilder.class)
            .orShould()
            .callMethodWhere(target(owner(assignableTo(Runtime.class))).and(target(name("exec"))))
            .because(
                    "processes are started by steps of the plan, which the native program executes in the caller's context;"
                            + " the host's ps(1) and the engine, which do not enter a container, are the exceptions");

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
                    "compiling a pattern in a cold JVM costs more than the parsing it saves; --regex is the exception");

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
            .because("Formatter, and the String methods that compile patterns, cost 10 ms and more in a cold JVM");

    @ArchTest
    static final ArchRule coldPathHasNoBigNumbers = noClasses()
            .that()
            .resideInAnyPackage(Layer.shipped())
            .should()
            .dependOnClassesThat()
            .belongToAnyOf(BigDecimal.class, BigInteger.class)
            .because("initializing BigDecimal costs a cold JVM 16 ms; every number of the specification fits a long");

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
                    "wiring is generated and providers are loaded by ServiceLoader, so that the AOT cache covers both; the"
                            + " exception is `plan --format json`, which reads the record components of the steps");

    @ArchTest
    static final ArchRule cgroupsAreNotListedInJava = noClasses()
            .that()
            .resideInAnyPackage("dev.hexrun.cgroup..", "dev.hexrun.adapter.cgroupfs..", "dev.hexrun.adapter.systemd..")
            .and()
            .haveNameNotMatching(KERNEL_DEVICES + ".*")
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
                    "a container chooses the names and the depth of the cgroups below its own, including bytes and lengths that"
                            + " a Path cannot hold, so the native program walks them (CgroupTreeWalker);"
                            + " the exception is the list of the host's devices in /sys/dev");

    @ArchTest
    static final ArchRule domainAndApplicationTouchNoFile = noClasses()
            .that()
            .resideInAnyPackage(Layer.DOMAIN.packages(), Layer.APPLICATION.packages())
            .should()
            .dependOnClassesThat()
            .belongToAnyOf(
                    File.class,
                    FileInputStream.class,
                    FileOutputStream.class,
                    FileReader.class,
                    FileWriter.class,
                    RandomAccessFile.class,
                    Files.class,
                    FileSystems.class)
            .orShould()
            .dependOnClassesThat()
            .resideInAPackage("java.nio.channels..")
            .orShould()
            .callMethodWhere(target(owner(assignableTo(Path.class))).and(target(name("toRealPath"))))
            .orShould()
            .callMethodWhere(target(owner(assignableTo(Path.class))).and(target(name("toFile"))))
            .because(
                    "the host's files are read through a port, and what a command writes is a step or a port: so use cases"
                            + " are tested without files, and the rules for opening a file are in the adapters");

    @ArchTest
    static final ArchRule staticStateIsConstant = fields().that()
            .areStatic()
            .should()
            .beFinal()
            .because("one JVM may serve several requests, and mutable static state would leak from one into the next");

    /** Reads class files, since ArchUnit does not report invokedynamic call sites. */
    @ArchTest
    static void coldPathSwitchesOverNoTypes(JavaClasses classes) throws IOException {
        List<String> found = new ArrayList<>();
        int read = 0;
        for (JavaClass type : classes) {
            if (type.getName().equals(PLAN_OUTPUT)) {
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
                        "classes with a `switch` over types: the JVM generates a class for each at run time, which the AOT"
                                + " cache cannot hold (40 ms). Use instanceof or an abstract method. (%s may, since it does not"
                                + " run in ordinary commands.)",
                        PLAN_OUTPUT)
                .isEmpty();
    }

    private static DescribedPredicate<JavaClass> areNotMain() {
        return DescribedPredicate.describe(
                "are not " + MAIN,
                type -> !type.getName().equals(MAIN) && !type.getName().startsWith(MAIN + "$"));
    }
}
