/**
 * Documents that tools read and write: state, lists, features. Use cases build trees of values; an adapter knows the
 * text format.
 */
@NullMarked
package dev.hexrun.port.document;

import org.jspecify.annotations.NullMarked;
