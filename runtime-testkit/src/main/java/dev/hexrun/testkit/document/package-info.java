/** For whoever implements {@link dev.hexrun.port.document.DocumentFormat}: the contract that every text format keeps. */
@NullMarked
package dev.hexrun.testkit.document;

import org.jspecify.annotations.NullMarked;
