/**
 * The port that reads JSON, writes JSON and encodes configurations as JSON. Adapters implement it. The runtime calls it
 * in the JVM of a command, to read and write the documents of containers in the state root and to write the output of
 * commands.
 */
@NullMarked
package dev.hexrun.port.json;

import org.jspecify.annotations.NullMarked;
