/** How adapters are found, judged and chosen: one rule for every port. */
@NullMarked
package dev.hexrun.app.adapters;

import org.jspecify.annotations.NullMarked;
