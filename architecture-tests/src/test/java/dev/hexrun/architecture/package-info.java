/**
 * Tests of the structure of the code. Every rule states its reason. A rule that applies to no class fails (ArchUnit's
 * {@code failOnEmptyShould}), and {@link LayersTest} checks that each layer has classes.
 */
@NullMarked
package dev.hexrun.architecture;

import org.jspecify.annotations.NullMarked;
