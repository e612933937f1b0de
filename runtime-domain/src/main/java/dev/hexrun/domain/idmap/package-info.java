/** User and group id mappings, {@code user_namespaces(7)}. */
@NullMarked
package dev.hexrun.domain.idmap;

import org.jspecify.annotations.NullMarked;
