/** The contract of container extensions. */
@NullMarked
package dev.hexrun.testkit.extension;

import org.jspecify.annotations.NullMarked;
