/** For whoever asks about the host: facts of the test's choice in place of the machine's. */
@NullMarked
package dev.hexrun.testkit.host;

import org.jspecify.annotations.NullMarked;
