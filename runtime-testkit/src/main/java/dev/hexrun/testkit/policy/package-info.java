/** The services for policies in a test. */
@NullMarked
package dev.hexrun.testkit.policy;

import org.jspecify.annotations.NullMarked;
