/** Types that every contract uses. */
@NullMarked
package dev.hexrun.testkit;

import org.jspecify.annotations.NullMarked;
