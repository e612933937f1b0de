/**
 * Tests of contracts: every test of a contract has a rule, the contract calls every method of its port, and an
 * implementation that violates one rule fails the test of that rule and no other.
 */
@NullMarked
package dev.hexrun.testkit.rules;

import org.jspecify.annotations.NullMarked;
