/** The port that reads JSON, and encodes configurations as JSON. The runtime calls it; adapters implement it. */
@NullMarked
package dev.hexrun.port.json;

import org.jspecify.annotations.NullMarked;
