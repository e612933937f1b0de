/** The records that commands save about containers, and their encoding in {@code state.json}. */
@NullMarked
@RecordStyle
package dev.hexrun.app.record;

import org.jspecify.annotations.NullMarked;
