/** Calls of libseccomp through JNA. */
@NullMarked
package dev.hexrun.adapter.seccomp.libseccomp;

import org.jspecify.annotations.NullMarked;
