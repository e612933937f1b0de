package dev.hexrun.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hexrun.testkit.bundle.BundleReaderContract;
import dev.hexrun.testkit.cgroup.CgroupDriverContract;
import dev.hexrun.testkit.extension.ContainerExtensionContract;
import dev.hexrun.testkit.host.HostContract;
import dev.hexrun.testkit.host.HostFilesContract;
import dev.hexrun.testkit.host.ProcessTableContract;
import dev.hexrun.testkit.json.JsonFormatContract;
import dev.hexrun.testkit.launch.CommandChannelContract;
import dev.hexrun.testkit.launch.ContainerLauncherContract;
import dev.hexrun.testkit.policy.PlanPolicyContract;
import dev.hexrun.testkit.provider.ProviderContract;
import dev.hexrun.testkit.rules.ContractRules;
import dev.hexrun.testkit.seccomp.SeccompCompilerContract;
import dev.hexrun.testkit.security.SecurityModuleContract;
import dev.hexrun.testkit.state.ArtifactCacheContract;
import dev.hexrun.testkit.state.StateStoreContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/**
 * Compares README.md with the contracts and the example. With {@code -Dhexrun.readme.renew=true}, the test writes the
 * file instead.
 */
class ReadmeTest {

    private static final Path README = Path.of("README.md");
    private static final Path EXAMPLE = Path.of("src/test/java/dev/hexrun/testkit/cgroup/FakeCgroupContract.java");
    private static final String RULES = "<!-- rules -->\n";
    private static final String CODE = "```java\n";

    private static final List<Class<?>> CONTRACTS = List.of(
            ArtifactCacheContract.class,
            BundleReaderContract.class,
            CgroupDriverContract.class,
            CommandChannelContract.class,
            ContainerExtensionContract.class,
            ContainerLauncherContract.class,
            HostContract.class,
            HostFilesContract.class,
            JsonFormatContract.class,
            PlanPolicyContract.class,
            ProcessTableContract.class,
            ProviderContract.class,
            SeccompCompilerContract.class,
            SecurityModuleContract.class,
            StateStoreContract.class);

    @Test
    void listsTheRulesOfEveryContract_andTheExample() throws IOException {
        String readme = Files.readString(README);
        int code = readme.indexOf(CODE) + CODE.length();
        int rules = readme.indexOf(RULES) + RULES.length();
        String expected = readme.substring(0, code)
                + example()
                + readme.substring(readme.indexOf("```\n", code), rules)
                + tables();
        if (Boolean.getBoolean("hexrun.readme.renew")) {
            Files.writeString(README, expected);
        } else {
            assertThat(readme)
                    .as("README.md; renew it with -Dhexrun.readme.renew=true")
                    .isEqualTo(expected);
        }
    }

    private static String example() throws IOException {
        String source = Files.readString(EXAMPLE);
        return source.substring(source.indexOf("import "));
    }

    private static String tables() {
        StringBuilder text = new StringBuilder();
        for (Class<?> contract : CONTRACTS) {
            text.append("\n### ").append(contract.getSimpleName()).append("\n\n| rule | test |\n|---|---|\n");
            ContractRules.of(contract)
                    .tests()
                    .forEach((rule, test) -> text.append("| `")
                            .append(rule)
                            .append("` | ")
                            .append(sentence(test))
                            .append(" |\n"));
        }
        return text.toString();
    }

    /** Returns the words of a method's name, {@code must_keepTheParent_whenDeleted}. */
    private static String sentence(String name) {
        StringBuilder words = new StringBuilder();
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c == '_') {
                words.append(words.indexOf(" ") < 0 ? " " : ", ");
            } else if (Character.isUpperCase(c)) {
                words.append(' ').append(Character.toLowerCase(c));
            } else {
                words.append(c);
            }
        }
        return words.toString().toLowerCase(Locale.ROOT);
    }
}
