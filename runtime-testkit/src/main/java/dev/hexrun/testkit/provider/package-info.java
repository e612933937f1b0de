/** The contract of every provider, as a test class for adapters. */
@NullMarked
package dev.hexrun.testkit.provider;

import org.jspecify.annotations.NullMarked;
