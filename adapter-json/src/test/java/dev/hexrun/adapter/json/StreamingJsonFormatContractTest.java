package dev.hexrun.adapter.json;

import dev.hexrun.port.json.JsonFormat;
import dev.hexrun.testkit.json.JsonFormatContract;

class StreamingJsonFormatContractTest extends JsonFormatContract {

    @Override
    protected JsonFormat newFormat() {
        return new StreamingJsonFormat();
    }
}
