package dev.hexrun.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import dev.hexrun.domain.failure.ContainerException;
import dev.hexrun.port.provider.Provider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;

/** The naming rules: a class is named after a container concept, not after its technical kind. */
@AnalyzeClasses(packages = "dev.hexrun", importOptions = DoNotIncludeTests.class)
class NamesTest {

    @ArchTest
    static final ArchRule providersHaveTheSuffix = classes()
            .that()
            .areAssignableTo(Provider.class)
            .should()
            .haveSimpleNameEndingWith("Provider")
            .because("the suffix identifies the entry point of an adapter");

    @ArchTest
    static final ArchRule onlyProvidersHaveTheSuffix = classes()
            .that()
            .resideInAPackage("dev.hexrun.adapter..")
            .and()
            .haveSimpleNameEndingWith("Provider")
            .should()
            .beAssignableTo(Provider.class)
            .because("a Provider is a class that ServiceLoader loads, and nothing else");

    @ArchTest
    static final ArchRule providersCanBeLoaded = classes()
            .that()
            .areAssignableTo(Provider.class)
            .and()
            .areNotInterfaces()
            .and()
            .doNotHaveModifier(JavaModifier.ABSTRACT)
            .and()
            .resideOutsideOfPackage(Layer.APPLICATION.packages())
            .should(bePublicAndFinalWithNoArgConstructor())
            .because("ServiceLoader instantiates them from another class loader, and no class extends them");

    @ArchTest
    static final ArchRule contractsHaveTheSuffix = classes()
            .that()
            .resideInAPackage(Layer.TESTKIT.packages())
            .and(declareTests())
            .should()
            .haveSimpleNameEndingWith("Contract")
            .andShould()
            .haveModifier(JavaModifier.ABSTRACT)
            .because(
                    "an adapter's test extends the contract of its port, and reports read as `CgroupfsDriverContractTest`");

    @ArchTest
    static final ArchRule failuresExtendContainerException = classes()
            .that()
            .areAssignableTo(RuntimeException.class)
            .and()
            .arePublic()
            .should()
            .beAssignableTo(ContainerException.class)
            .because("a caller that catches this type handles every failure");

    @ArchTest
    static final ArchRule namesDescribeTheClass = noClasses()
            .that()
            .haveNameNotMatching(".*\\.Dagger[A-Z].*")
            .should()
            .haveNameMatching(".*(Impl|Manager|Utils?|Helpers?|Constants|Misc|Common)(\\$.*)?")
            .because("such a name does not describe the class, which then collects unrelated code");

    @ArchTest
    static final ArchRule packagesAreNamedAfterConcepts = noClasses()
            .should()
            .resideInAnyPackage(
                    "..util..",
                    "..utils..",
                    "..helper..",
                    "..helpers..",
                    "..model..",
                    "..constants..",
                    "..common..",
                    "..impl..")
            .because(
                    "packages are named after container concepts, so that a directory listing reads like a table of contents");

    private static DescribedPredicate<JavaClass> declareTests() {
        return DescribedPredicate.describe(
                "declare tests",
                type -> type.getMethods().stream()
                        .anyMatch(method ->
                                method.isAnnotatedWith(Test.class) || method.isAnnotatedWith(ParameterizedTest.class)));
    }

    private static ArchCondition<JavaClass> bePublicAndFinalWithNoArgConstructor() {
        return new ArchCondition<>("be public and final, with a public no-argument constructor") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                boolean loadable = type.getModifiers().contains(JavaModifier.PUBLIC)
                        && type.getModifiers().contains(JavaModifier.FINAL)
                        && type.getConstructors().stream()
                                .anyMatch(constructor ->
                                        constructor.getRawParameterTypes().isEmpty()
                                                && constructor.getModifiers().contains(JavaModifier.PUBLIC));
                if (!loadable) {
                    events.add(SimpleConditionEvent.violated(type, type.getName() + " is not"));
                }
            }
        };
    }
}
