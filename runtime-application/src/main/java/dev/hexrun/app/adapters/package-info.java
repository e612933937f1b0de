/** The discovery, checking and choice of adapters: one rule for every port. */
@NullMarked
package dev.hexrun.app.adapters;

import org.jspecify.annotations.NullMarked;
