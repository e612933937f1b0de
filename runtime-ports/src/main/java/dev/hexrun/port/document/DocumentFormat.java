package dev.hexrun.port.document;

/** A text format for documents. Yours to implement; the runtime calls. */
public interface DocumentFormat {

    /**
     * Writes a document.
     *
     * @param document the document
     * @param indent how many spaces a level is indented by; 0 writes everything on one line; -1 indents by tabs
     * @return the text, without a newline at its end
     */
    String write(Document document, int indent);

    /**
     * Reads a document.
     *
     * @param text the text in UTF-8
     * @return the document
     * @throws dev.hexrun.domain.failure.ContainerException if it is malformed; the message has line and column
     */
    Document read(byte[] text);
}
