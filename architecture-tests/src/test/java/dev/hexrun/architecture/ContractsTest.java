package dev.hexrun.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hexrun.app.adapters.Port;
import dev.hexrun.testkit.rules.ContractRules;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every port has a contract in the test kit, and every contract has negative tests. */
class ContractsTest {

    private static final Path TESTKIT = PlainEnglish.ROOT.resolve("runtime-testkit/src/main/java/dev/hexrun/testkit");

    static List<Port<?>> ports() {
        return Port.all();
    }

    @ParameterizedTest
    @MethodSource("ports")
    void everyPortHasAContractWithRules(Port<?> port) throws ClassNotFoundException {
        Class<?> type = null;
        for (Method method : port.type().getDeclaredMethods()) {
            type = method.getReturnType().isInterface() ? method.getReturnType() : type;
        }
        assertThat(type).as("the interface that %s creates", port.type()).isNotNull();
        if (type != null) {
            String name = type.getName().replace("dev.hexrun.port.", "dev.hexrun.testkit.") + "Contract";
            assertThat(ContractRules.of(Class.forName(name)).tests())
                    .as("rules of %s", name)
                    .isNotEmpty();
        }
    }

    @Test
    void everyContractIsTestedWithBrokenImplementations() throws IOException {
        Set<String> contracts = new TreeSet<>();
        try (Stream<Path> files = Files.walk(TESTKIT)) {
            files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith("Contract.java") && !name.equals("TestedContract.java"))
                    .forEach(name -> contracts.add(name.replace(".java", "RulesTest.java")));
        }
        Set<String> tests = new TreeSet<>();
        try (Stream<Path> modules = Files.list(PlainEnglish.ROOT)) {
            for (Path module : (Iterable<Path>) modules::iterator) {
                Path directory = module.resolve("src/test/java");
                if (Files.isDirectory(directory)) {
                    try (Stream<Path> files = Files.walk(directory)) {
                        files.map(file -> file.getFileName().toString())
                                .filter(name -> name.endsWith("ContractRulesTest.java"))
                                .forEach(tests::add);
                    }
                }
            }
        }
        assertThat(contracts).isNotEmpty().isEqualTo(tests);
    }
}
