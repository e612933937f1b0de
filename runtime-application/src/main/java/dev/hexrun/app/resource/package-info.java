/** The use cases for resources: update, events and stats. */
@NullMarked
package dev.hexrun.app.resource;

import org.jspecify.annotations.NullMarked;
