/**
 * Annotations that users of crun rely on (crun(1), "EXTENSIONS"). The adapter is optional: without it, the runtime
 * ignores these annotations.
 */
@NullMarked
package dev.hexrun.adapter.crun;

import org.jspecify.annotations.NullMarked;
