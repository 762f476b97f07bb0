package dev.slipway.machine.subresource;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.machine.lifecycle.Refusal;
import java.util.Optional;

/**
 * What a client wrote into the body of a call.
 *
 * @param options the options; empty if there is no body
 * @param malformed why the body is none; KubeVirt tells that before it looks for the object, or after, action by action
 */
public record Wish(ObjectNode options, Optional<Refusal> malformed) {
    /** Returns a wish of these options. */
    public static Wish of(ObjectNode options) {
        return new Wish(options, Optional.empty());
    }

    /** Returns a wish whose body could not be read. */
    public static Wish malformed(Refusal why) {
        return new Wish(JsonNodeFactory.instance.objectNode(), Optional.of(why));
    }

    String text(String field) {
        return options.path(field).asText("");
    }
}
