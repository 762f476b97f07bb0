package dev.slipway.standalone.apiserver.http;

import dev.slipway.standalone.apiserver.json.Json;
import dev.slipway.standalone.apiserver.protobuf.ProtobufException;
import dev.slipway.standalone.apiserver.protobuf.ProtobufObject;
import dev.slipway.standalone.apiserver.status.Problem;
import io.vertx.core.buffer.Buffer;

/**
 * A body that is no longer protobuf.
 *
 * @param content as it came, or as JSON if it was protobuf
 * @param contentType of the content
 */
record DecodedBody(Buffer content, String contentType) {

    /** @throws dev.slipway.standalone.apiserver.status.ProblemException 400 */
    static DecodedBody of(Exchange exchange) {
        if (!exchange.contentType().equals(ProtobufObject.MEDIA_TYPE)
                || exchange.body().length() == 0) {
            return new DecodedBody(exchange.body(), exchange.contentType());
        }
        try {
            return new DecodedBody(
                    Buffer.buffer(
                            Json.bytes(ProtobufObject.decode(exchange.body().getBytes()))),
                    "application/json");
        } catch (ProtobufException e) {
            throw Problem.badRequest("the protobuf body " + e.getMessage()).exception();
        }
    }
}
