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

/** A name says what a thing is, in the words of the container world, and never of what kind. */
@AnalyzeClasses(packages = "dev.hexrun", importOptions = DoNotIncludeTests.class)
class NamesTest {

    @ArchTest
    static final ArchRule providersAreNamedSo = classes()
            .that()
            .areAssignableTo(Provider.class)
            .should()
            .haveSimpleNameEndingWith("Provider")
            .because("who looks for the entrance of an adapter finds it by its name");

    @ArchTest
    static final ArchRule onlyProvidersAreNamedSo = classes()
            .that()
            .resideInAPackage("dev.hexrun.adapter..")
            .and()
            .haveSimpleNameEndingWith("Provider")
            .should()
            .beAssignableTo(Provider.class)
            .because("the word means one thing here: what ServiceLoader finds");

    @ArchTest
    static final ArchRule providersCanBeLoaded = classes()
            .that()
            .areAssignableTo(Provider.class)
            .and()
            .areNotInterfaces()
            .and()
            .resideOutsideOfPackage(Layer.APPLICATION.packages())
            .should(bePublicAndFinalWithAConstructorThatTakesNothing())
            .because("ServiceLoader instantiates them from another class loader, and nobody extends them");

    @ArchTest
    static final ArchRule contractsAreNamedSo = classes()
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
    static final ArchRule failuresAreOneFamily = classes()
            .that()
            .areAssignableTo(RuntimeException.class)
            .and()
            .arePublic()
            .should()
            .beAssignableTo(ContainerException.class)
            .because("a caller catches one type and gets every failure, with data");

    @ArchTest
    static final ArchRule namesSayWhatAThingIs = noClasses()
            .that()
            .haveNameNotMatching(".*\\.Dagger[A-Z].*")
            .should()
            .haveNameMatching(".*(Impl|Manager|Utils?|Helpers?|Constants|Misc|Common)(\\$.*)?")
            .because("such a name says nothing that a reader can use, and the class becomes a drawer for anything");

    @ArchTest
    static final ArchRule packagesAreNamedForWhatIsInThem = noClasses()
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
            .because("packages follow the container world, so that `ls` is the table of contents");

    private static DescribedPredicate<JavaClass> declareTests() {
        return DescribedPredicate.describe(
                "declare tests",
                type -> type.getMethods().stream()
                        .anyMatch(method ->
                                method.isAnnotatedWith(Test.class) || method.isAnnotatedWith(ParameterizedTest.class)));
    }

    private static ArchCondition<JavaClass> bePublicAndFinalWithAConstructorThatTakesNothing() {
        return new ArchCondition<>("be public and final, with a public constructor that takes nothing") {
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
