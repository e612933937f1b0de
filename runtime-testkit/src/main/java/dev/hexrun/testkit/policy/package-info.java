/** The contract of every policy, as a test class for adapters, and the services for policies in a test. */
@NullMarked
package dev.hexrun.testkit.policy;

import org.jspecify.annotations.NullMarked;
