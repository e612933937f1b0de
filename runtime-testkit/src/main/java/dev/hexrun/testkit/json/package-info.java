/** For whoever implements {@link dev.hexrun.port.json.JsonFormat}: the contract that every text format keeps. */
@NullMarked
package dev.hexrun.testkit.json;

import org.jspecify.annotations.NullMarked;
