package dev.hexrun.port.json;

import dev.hexrun.domain.config.Configuration;
import dev.hexrun.domain.config.LinuxResources;
import dev.hexrun.domain.json.JsonValue;
import dev.hexrun.domain.json.JsonValue.JsonObject;

/** A reader and writer of JSON text. Adapters implement it; the runtime calls it. */
public interface JsonFormat {

    /**
     * Writes a value. In strings, only the characters that RFC 8259 section 7 requires are escaped.
     *
     * @param value the value
     * @param indent spaces per level; 0 writes a single line; -1 indents with tabs
     * @return the text, without a trailing newline
     */
    String write(JsonValue value, int indent);

    /**
     * Reads a value.
     *
     * @param text one JSON value in UTF-8, with optional white space around it
     * @return the value; if an object has several members with one name, it has the last of them
     * @throws dev.hexrun.domain.failure.ContainerException if the text is malformed; the message has line and column
     */
    JsonValue read(byte[] text);

    /**
     * Encodes a configuration in the format of config.json. Absent values are left out.
     *
     * @param configuration the configuration
     * @return the object; a {@link dev.hexrun.port.bundle.BundleReader} decodes it to an equal configuration
     */
    JsonObject encode(Configuration configuration);

    /**
     * Encodes resource limits in the format of {@code linux.resources}. Absent values are left out.
     *
     * @param resources the limits
     * @return the object; a {@link dev.hexrun.port.bundle.BundleReader} decodes it to equal limits
     */
    JsonObject encode(LinuxResources resources);
}
