/** The contract of every security module, as a test class for adapters, and a module that passes it. */
@NullMarked
package dev.hexrun.testkit.security;

import org.jspecify.annotations.NullMarked;
