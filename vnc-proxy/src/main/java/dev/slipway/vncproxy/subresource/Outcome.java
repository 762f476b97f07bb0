package dev.slipway.vncproxy.subresource;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.machine.lifecycle.Refusal;
import dev.slipway.vncproxy.relay.RelayTarget;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.util.List;

/** What is to be done about an authorized request. */
sealed interface Outcome {
    /**
     * Nothing; say why.
     *
     * @param why the reason
     */
    record Refuse(Refusal why) implements Outcome {}

    /**
     * Nothing; the call as such is not offered here, which is told as a Status whatever the form of its answers.
     *
     * @param why the reason
     */
    record Unoffered(Refusal why) implements Outcome {}

    /**
     * It is done; answer without body.
     *
     * @param code HTTP status
     */
    record Done(int code) implements Outcome {}

    /**
     * It is done; answer with a document.
     *
     * @param content the document
     */
    record Document(JsonNode content) implements Outcome {}

    /**
     * Nothing; the machine that was sent is not of its type.
     *
     * @param problems what is wrong with it
     */
    record Malformed(List<String> problems) implements Outcome {}

    /**
     * Ask the node, pass on what it answers.
     *
     * @param method HTTP method
     * @param target where
     * @param body what to send; may be empty
     */
    record AskNode(HttpMethod method, RelayTarget target, Buffer body) implements Outcome {}

    /**
     * Join the client to a stream of the node.
     *
     * @param target where
     */
    record OpenStream(RelayTarget target) implements Outcome {}
}
