/** The ids and statuses of containers (runtime.md, "State" and "Lifecycle"). */
@NullMarked
package dev.hexrun.domain.state;

import org.jspecify.annotations.NullMarked;
