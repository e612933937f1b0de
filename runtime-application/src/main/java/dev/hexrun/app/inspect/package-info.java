/** The use cases that read: state, list, ps, features and adapters. They change nothing. */
@NullMarked
package dev.hexrun.app.inspect;

import org.jspecify.annotations.NullMarked;
