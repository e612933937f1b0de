/** What commands print: tables for people, documents for tools. */
@NullMarked
package dev.hexrun.cli.output;

import org.jspecify.annotations.NullMarked;
