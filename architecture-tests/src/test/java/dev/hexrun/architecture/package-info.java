/**
 * The shape of the code as tests. Every rule says why it is there; a rule whose subject holds no class fails by itself
 * (ArchUnit's {@code failOnEmptyShould}), and {@link LayersTest} checks that each layer a rule names has classes.
 */
@NullMarked
package dev.hexrun.architecture;

import org.jspecify.annotations.NullMarked;
