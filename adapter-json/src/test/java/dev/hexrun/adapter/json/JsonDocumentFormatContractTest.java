package dev.hexrun.adapter.json;

import dev.hexrun.port.document.DocumentFormat;
import dev.hexrun.testkit.document.DocumentFormatContract;

class JsonDocumentFormatContractTest extends DocumentFormatContract {

    @Override
    protected DocumentFormat newFormat() {
        return new JsonDocumentFormat();
    }
}
