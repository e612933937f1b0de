package dev.hexrun.testkit.rules;

import java.util.Set;
import java.util.TreeSet;

/**
 * An implementation that violates a rule.
 *
 * @param rule the id of the rule
 * @param reason a part of the message with which the test of the rule fails
 * @param interceptor the difference from a correct implementation
 * @param also the other rules that such an implementation cannot follow
 */
public record Broken(String rule, String reason, Interceptor interceptor, Set<String> also) {

    /** Copies the set. */
    public Broken {
        also = Set.copyOf(also);
    }

    /**
     * Creates an implementation in which one method is broken.
     *
     * @param rule the id of the rule
     * @param method the name of the method
     * @param instead the behavior of the method
     * @param reason a part of the message with which the test of the rule fails
     * @return the implementation
     */
    public static Broken of(String rule, String method, Interceptor instead, String reason) {
        return all(rule, Interceptor.of(method, instead), reason);
    }

    /**
     * Creates an implementation with several broken methods.
     *
     * @param rule the id of the rule
     * @param interceptor the behavior of all methods
     * @param reason a part of the message with which the test of the rule fails
     * @return the implementation
     */
    public static Broken all(String rule, Interceptor interceptor, String reason) {
        return new Broken(rule, reason, interceptor, Set.of());
    }

    /**
     * Returns this implementation with further rules that it violates.
     *
     * @param rules their ids
     * @return the copy
     */
    public Broken andRules(String... rules) {
        return new Broken(rule, reason, interceptor, Set.of(rules));
    }

    /**
     * Returns the rules that the implementation violates.
     *
     * @return their ids, ascending
     */
    public Set<String> violated() {
        Set<String> all = new TreeSet<>(also);
        all.add(rule);
        return all;
    }

    @Override
    public String toString() {
        return rule;
    }
}
