package dev.hexrun.testkit.extension;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hexrun.domain.config.Configuration;
import dev.hexrun.domain.config.Root;
import dev.hexrun.domain.validate.Problem;
import dev.hexrun.port.extension.ContainerExtension;
import dev.hexrun.port.extension.LaunchChanges;
import dev.hexrun.testkit.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * The contract of every {@link ContainerExtension}. Extend it in the tests of an extension and implement the abstract
 * methods; each test of this class is then a test of the extension.
 */
public abstract class ContainerExtensionContract {

    /** Creates the test class. */
    protected ContainerExtensionContract() {}

    /**
     * Creates the extension under test.
     *
     * @return a new extension
     */
    protected abstract ContainerExtension newExtension();

    /**
     * Returns annotations that the extension accepts, and for which it makes changes.
     *
     * @return at least one set of annotations
     */
    protected abstract List<Map<String, String>> accepted();

    /**
     * Returns annotations that the extension refuses.
     *
     * @return at least one set of annotations
     */
    protected abstract List<Map<String, String>> refused();

    private static Configuration configuration(Map<String, String> annotations) {
        return Configuration.builder()
                .ociVersion("1.3.0")
                .root(new Root("rootfs", false))
                .annotations(annotations)
                .build();
    }

    @Test
    @Rule("foreign-annotations-ignored")
    void must_ignoreAnnotationsOfOthers() {
        for (Map<String, String> annotations :
                List.of(Map.<String, String>of(), Map.of("com.example.unrelated", "../\u0000"))) {
            Configuration configuration = configuration(annotations);

            assertThat(newExtension().check(configuration)).isEmpty();
            assertThat(newExtension().changes(configuration)).isEqualTo(LaunchChanges.NONE);
        }
    }

    @Test
    @Rule("accepted-changes")
    void must_changeTheLaunchForItsAnnotations() {
        for (Map<String, String> annotations : accepted()) {
            Configuration configuration = configuration(annotations);

            assertThat(newExtension().check(configuration))
                    .as("%s", annotations)
                    .isEmpty();
            assertThat(newExtension().changes(configuration))
                    .as("%s", annotations)
                    .isNotEqualTo(LaunchChanges.NONE);
        }
    }

    @Test
    @Rule("refused-names-annotation")
    void must_refuseWithThePointerOfTheAnnotation() {
        for (Map<String, String> annotations : refused()) {
            List<Problem> problems = newExtension().check(configuration(annotations));

            assertThat(problems).as("%s", annotations).isNotEmpty();
            List<String> pointers = new ArrayList<>();
            for (String name : annotations.keySet()) {
                pointers.add("/annotations/" + Problem.escape(name));
            }
            assertThat(problems).extracting(Problem::pointer).isSubsetOf(pointers);
        }
    }

    @Test
    @Rule("same-result")
    void must_returnTheSameResultForTheSameConfiguration() {
        ContainerExtension extension = newExtension();
        for (Map<String, String> annotations : accepted()) {
            Configuration configuration = configuration(annotations);

            assertThat(extension.changes(configuration))
                    .isEqualTo(extension.changes(configuration))
                    .isEqualTo(newExtension().changes(configuration));
        }
        for (Map<String, String> annotations : refused()) {
            Configuration configuration = configuration(annotations);

            assertThat(extension.check(configuration)).isEqualTo(newExtension().check(configuration));
        }
    }

    @Test
    @Rule("names-its-annotations")
    void must_nameTheAnnotationsThatItUnderstands() {
        List<String> names = newExtension().annotations();
        assertThat(names).isNotEmpty().doesNotHaveDuplicates();
        List<Map<String, String>> all = new ArrayList<>(accepted());
        all.addAll(refused());
        for (Map<String, String> annotations : all) {
            assertThat(annotations.keySet())
                    .allSatisfy(annotation -> assertThat(names)
                            .anySatisfy(name -> assertThat(matches(name, annotation))
                                    .as("%s matches %s", name, annotation)
                                    .isTrue()));
        }
    }

    private static boolean matches(String name, String annotation) {
        return name.endsWith(".") ? annotation.startsWith(name) : annotation.equals(name);
    }

    @Test
    @Rule("features-stable")
    void must_describeItsFeaturesWithoutEmptyNames() {
        Map<String, String> features = newExtension().features();
        assertThat(features).isEqualTo(newExtension().features());
        assertThat(features.keySet()).doesNotContain("");
    }
}
