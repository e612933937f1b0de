/** The state machine of a container: ids, statuses, what is allowed in which (runtime.md, "Lifecycle"). */
@NullMarked
package dev.hexrun.domain.state;

import org.jspecify.annotations.NullMarked;
