/** Tests for implementations of {@link dev.hexrun.port.seccomp.SeccompCompiler}. */
@NullMarked
package dev.hexrun.testkit.seccomp;

import org.jspecify.annotations.NullMarked;
