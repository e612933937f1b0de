package dev.hexrun.testkit.extension;

import dev.hexrun.domain.config.Configuration;
import dev.hexrun.domain.validate.Problem;
import dev.hexrun.port.extension.ContainerExtension;
import dev.hexrun.port.extension.LaunchChanges;
import dev.hexrun.testkit.rules.Broken;
import dev.hexrun.testkit.rules.Intercepted;
import dev.hexrun.testkit.rules.Interceptor;
import dev.hexrun.testkit.rules.Interceptor.Call;
import dev.hexrun.testkit.rules.TestedContract;
import java.util.List;
import java.util.Map;

class ContainerExtensionContractRulesTest extends TestedContract<ContainerExtensionContract> {

    private static final String NAME = "org.example.hooks";
    private static final List<Problem> PROBLEM = List.of(new Problem("/annotations", "is wrong"));

    private static final LaunchChanges OUTPUT =
            new LaunchChanges.Builder().hookOutput("/log").build();

    ContainerExtensionContractRulesTest() {
        super(ContainerExtensionContract.class, ContainerExtension.class);
    }

    /** An extension that follows the contract: a file for the output of hooks. */
    private static final class Sample implements ContainerExtension {

        @Override
        public List<String> annotations() {
            return List.of(NAME);
        }

        @Override
        public List<Problem> check(Configuration configuration) {
            return configuration.annotations().getOrDefault(NAME, "/").startsWith("/")
                    ? List.of()
                    : List.of(new Problem("/annotations/" + NAME, "is not an absolute path"));
        }

        @Override
        public LaunchChanges changes(Configuration configuration) {
            String file = configuration.annotations().getOrDefault(NAME, "");
            return file.isEmpty()
                    ? LaunchChanges.NONE
                    : new LaunchChanges.Builder().hookOutput(file).build();
        }

        @Override
        public Map<String, String> features() {
            return Map.of("org.example.hooks.version", "1");
        }
    }

    @Override
    protected ContainerExtensionContract contract(Interceptor interceptor) {
        return new ContainerExtensionContract() {
            @Override
            protected ContainerExtension newExtension() {
                return Intercepted.of(ContainerExtension.class, new Sample(), interceptor);
            }

            @Override
            protected List<Map<String, String>> accepted() {
                return List.of(Map.of(NAME, "/var/log/hooks"));
            }

            @Override
            protected List<Map<String, String>> refused() {
                return List.of(Map.of(NAME, "hooks"));
            }
        };
    }

    private static boolean hasAnnotation(Call call) {
        return call.argument(0, Configuration.class).annotations().containsKey(NAME);
    }

    @Override
    protected List<Broken> broken() {
        int[] counter = new int[1];
        return List.of(
                Broken.of(
                        "foreign-annotations-ignored",
                        "changes",
                        call -> hasAnnotation(call) ? call.proceed() : OUTPUT,
                        "hookOutput"),
                Broken.of(
                        "foreign-annotations-ignored",
                        "check",
                        call -> hasAnnotation(call) ? call.proceed() : PROBLEM,
                        "is wrong"),
                Broken.of("accepted-changes", "changes", _ -> LaunchChanges.NONE, "not to be equal to"),
                Broken.of(
                        "accepted-changes",
                        "check",
                        call -> hasAnnotation(call)
                                ? List.of(new Problem("/annotations/" + NAME, "is wrong"))
                                : call.proceed(),
                        "is wrong"),
                Broken.of("refused-names-annotation", "check", _ -> List.of(), "not to be empty"),
                Broken.of(
                        "refused-names-annotation",
                        "check",
                        call -> call.result(List.class).isEmpty() ? List.of() : PROBLEM,
                        "/annotations"),
                Broken.of(
                        "same-result",
                        "changes",
                        call -> hasAnnotation(call)
                                ? new LaunchChanges.Builder()
                                        .hookOutput("/log" + counter[0]++)
                                        .build()
                                : call.proceed(),
                        "/log"),
                Broken.of(
                        "same-result",
                        "check",
                        call -> call.result(List.class).isEmpty()
                                ? List.of()
                                : List.of(new Problem("/annotations/" + NAME, "problem " + counter[0]++)),
                        "problem "),
                Broken.of("names-its-annotations", "annotations", _ -> List.of("org.example.other"), "matches"),
                Broken.of("features-stable", "features", _ -> Map.of("", "1"), "not to contain"),
                Broken.of(
                        "features-stable",
                        "features",
                        _ -> Map.of("org.example.hooks.version", "" + counter[0]++),
                        "version"));
    }
}
