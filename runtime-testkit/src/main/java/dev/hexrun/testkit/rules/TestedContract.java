package dev.hexrun.testkit.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The tests of a contract. A subclass has a correct implementation of the port, for example a fake, and a broken one
 * for each rule of the contract.
 *
 * @param <C> the contract
 */
public abstract class TestedContract<C> {

    private final ContractRules rules;
    private final List<Class<?>> ports;

    /**
     * Creates the test.
     *
     * @param contract the contract
     * @param ports the interfaces whose methods it must call
     */
    protected TestedContract(Class<C> contract, Class<?>... ports) {
        this.rules = ContractRules.of(contract);
        this.ports = List.of(ports);
    }

    /**
     * Creates a test of a correct implementation whose calls are intercepted.
     *
     * @param interceptor the handler of the calls
     * @return a new instance, for one test
     */
    protected abstract C contract(Interceptor interceptor);

    /**
     * Creates a test of an implementation that is expected to fail it, for example with shorter timeouts.
     *
     * @param rule the id of the rule
     * @param interceptor the handler of the calls
     * @return a new instance, for one test; by default the same as {@link #contract}
     */
    protected C failing(String rule, Interceptor interceptor) {
        return contract(interceptor);
    }

    /**
     * Creates tests of further implementations, so that together they call every method.
     *
     * @param interceptor the handler of the calls
     * @return new instances, for one test; none by default
     */
    protected List<C> further(Interceptor interceptor) {
        return List.of();
    }

    /**
     * Returns a broken implementation for each rule.
     *
     * @return the implementations, one or more for each rule
     */
    protected abstract List<Broken> broken();

    @Test
    void must_passForACorrectImplementation_andCallEveryMethod() {
        TreeSet<String> called = new TreeSet<>();
        Interceptor recorder = call -> {
            called.add(name(call.method()));
            return call.proceed();
        };
        for (String rule : rules.tests().keySet()) {
            assertPasses(rule, contract(recorder));
            for (int i = 0; i < further(recorder).size(); i++) {
                assertPasses(rule, further(recorder).get(i));
            }
        }
        assertThat(called).containsAll(declared());
    }

    private void assertPasses(String rule, C instance) {
        ContractRules.Result result = rules.run(rule, instance);
        assertThat(result.failure()).as("the rule %s", rule).isEmpty();
    }

    private Set<String> declared() {
        Set<String> declared = new TreeSet<>();
        for (Class<?> port : ports) {
            for (Method method : port.getDeclaredMethods()) {
                if (!Modifier.isStatic(method.getModifiers()) && !method.isSynthetic()) {
                    declared.add(name(method));
                }
            }
        }
        return declared;
    }

    private static String name(Method method) {
        StringBuilder name = new StringBuilder(method.getDeclaringClass().getSimpleName())
                .append('.')
                .append(method.getName());
        for (Class<?> parameter : method.getParameterTypes()) {
            name.append(' ').append(parameter.getSimpleName());
        }
        return name.toString();
    }

    @Test
    void must_haveABrokenImplementationForEveryRule() {
        Set<String> violated = new TreeSet<>();
        broken().forEach(implementation -> violated.add(implementation.rule()));
        assertThat(violated).isEqualTo(rules.tests().keySet());
    }

    @TestFactory
    Stream<DynamicTest> must_failForABrokenImplementation_onlyTheViolatedRules() {
        return broken().stream()
                .map(implementation ->
                        DynamicTest.dynamicTest(implementation.rule(), () -> assertFails(implementation)));
    }

    private void assertFails(Broken implementation) {
        ContractRules.Result result =
                rules.run(implementation.rule(), failing(implementation.rule(), implementation.interceptor()));
        assertThat(result.executed()).as("the test runs").isTrue();
        assertThat(result.messages()).as("the failure").contains(implementation.reason());
        Map<String, String> failed = new TreeMap<>();
        failed.put(implementation.rule(), "");
        for (String rule : rules.tests().keySet()) {
            if (!rule.equals(implementation.rule())) {
                boolean expected = implementation.also().contains(rule);
                ContractRules.Result other = rules.run(
                        rule,
                        expected
                                ? failing(rule, implementation.interceptor())
                                : contract(implementation.interceptor()));
                other.failure().ifPresent(_ -> failed.put(rule, other.messages()));
            }
        }
        assertThat(failed.keySet()).as(() -> "failed rules: " + failed).isEqualTo(implementation.violated());
    }
}
