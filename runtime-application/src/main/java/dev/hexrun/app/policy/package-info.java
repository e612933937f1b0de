/**
 * The policies of the operator. The use cases that start processes or change limits call them before the first step. A policy
 * that does not answer denies the operation.
 */
@NullMarked
package dev.hexrun.app.policy;

import org.jspecify.annotations.NullMarked;
