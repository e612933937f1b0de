package dev.hexrun.testkit.rules;

import dev.hexrun.testkit.Rule;
import java.io.IOException;
import java.lang.annotation.Annotation;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.opentest4j.TestAbortedException;

/** The rules of a contract, and a runner of their tests. */
public final class ContractRules {

    private final Class<?> contract;
    private final SortedMap<String, Method> tests = new TreeMap<>();

    private ContractRules(Class<?> contract) {
        this.contract = contract;
    }

    /**
     * Reads the rules of a contract.
     *
     * @param contract the contract, an abstract test class
     * @return its rules
     * @throws IllegalArgumentException if a test has no rule, or two tests have the same
     */
    public static ContractRules of(Class<?> contract) {
        ContractRules rules = new ContractRules(contract);
        for (Method method : contract.getDeclaredMethods()) {
            if (method.isAnnotationPresent(Test.class)) {
                Rule rule = method.getAnnotation(Rule.class);
                if (rule == null || rule.value().isEmpty()) {
                    throw new IllegalArgumentException("no rule: " + contract.getName() + '.' + method.getName());
                }
                if (rules.tests.put(rule.value(), method) != null) {
                    throw new IllegalArgumentException("two tests of the rule " + rule.value());
                }
            }
        }
        return rules;
    }

    /**
     * Returns the rules.
     *
     * @return the name of the test of each rule, by the rule's id
     */
    public SortedMap<String, String> tests() {
        SortedMap<String, String> names = new TreeMap<>();
        tests.forEach((rule, test) -> names.put(rule, test.getName()));
        return names;
    }

    /**
     * The result of a test.
     *
     * @param executed whether the test was not skipped
     * @param failure its failure; empty if it has passed or was skipped
     */
    public record Result(boolean executed, Optional<Throwable> failure) {

        /**
         * Returns the messages of the failure, of its causes and of its suppressed exceptions.
         *
         * @return the messages, each in a line; empty without a failure
         */
        public String messages() {
            StringBuilder text = new StringBuilder();
            failure.ifPresent(thrown -> append(thrown, text));
            return text.toString();
        }

        private static void append(Throwable thrown, StringBuilder text) {
            text.append(thrown).append('\n');
            if (thrown.getCause() != null) {
                append(thrown.getCause(), text);
            }
            for (Throwable suppressed : thrown.getSuppressed()) {
                append(suppressed, text);
            }
        }
    }

    /**
     * Runs the test of a rule, with the {@link BeforeEach} and {@link AfterEach} methods of the contract. Parameters
     * of the test are temporary directories.
     *
     * @param rule the id of the rule
     * @param instance a new instance of the contract's subclass, on which no test was run
     * @return the result
     */
    public Result run(String rule, Object instance) {
        Method test = tests.get(rule);
        if (test == null) {
            throw new IllegalArgumentException("no rule " + rule + " in " + contract.getName());
        }
        Optional<Throwable> failure = Optional.empty();
        try {
            callAll(BeforeEach.class, instance);
            call(test, instance);
        } catch (Throwable thrown) {
            failure = Optional.of(thrown);
        }
        try {
            callAll(AfterEach.class, instance);
        } catch (Throwable thrown) {
            if (failure.isPresent()) {
                failure.get().addSuppressed(thrown);
            } else {
                failure = Optional.of(thrown);
            }
        }
        return failure.orElse(null) instanceof TestAbortedException
                ? new Result(false, Optional.empty())
                : new Result(true, failure);
    }

    private void callAll(Class<? extends Annotation> annotation, Object instance) throws Throwable {
        for (Method method : contract.getDeclaredMethods()) {
            if (method.isAnnotationPresent(annotation)) {
                call(method, instance);
            }
        }
    }

    private static void call(Method method, Object instance) throws Throwable {
        List<Path> directories = new ArrayList<>();
        try {
            for (Parameter _ : method.getParameters()) {
                directories.add(Files.createTempDirectory("contract"));
            }
            method.setAccessible(true);
            method.invoke(instance, directories.toArray());
        } catch (InvocationTargetException failure) {
            throw failure.getCause();
        } finally {
            for (Path directory : directories) {
                delete(directory);
            }
        }
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
