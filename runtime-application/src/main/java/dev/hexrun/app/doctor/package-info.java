/** The doctor use case: whether this caller can run containers on this host, and what to change where it cannot. */
@NullMarked
package dev.hexrun.app.doctor;

import org.jspecify.annotations.NullMarked;
