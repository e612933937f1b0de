/** The read-only use cases: state, list, ps, features and adapters. */
@NullMarked
package dev.hexrun.app.inspect;

import org.jspecify.annotations.NullMarked;
