/** The types of Linux namespaces, {@code namespaces(7)}. */
@NullMarked
package dev.hexrun.domain.namespace;

import org.jspecify.annotations.NullMarked;
