package dev.slipway.machine.subresource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.machine.lifecycle.Refusal;

/** What a call of a subresource comes to. */
public sealed interface Reaction {
    /**
     * Nothing changes.
     *
     * @param refusal why
     */
    record Refused(Refusal refusal) implements Reaction {}

    /**
     * All is as it shall be; nothing changes.
     *
     * @param code HTTP status of the answer
     */
    record AlreadySo(int code) implements Reaction {}

    /**
     * One stored object changes.
     *
     * @param place which part of it
     * @param patch the change
     * @param code HTTP status of the answer
     */
    record Patched(Place place, JsonPatch patch, int code) implements Reaction {}

    /**
     * An object of kubevirt.io/v1 is made.
     *
     * @param plural of its kind
     * @param object the object
     * @param code HTTP status of the answer
     */
    record Made(String plural, ObjectNode object, int code) implements Reaction {}

    /**
     * A document is the answer.
     *
     * @param document the document
     */
    record Shown(JsonNode document) implements Reaction {}

    /** A part of the object that was called. */
    enum Place {
        MACHINE,
        MACHINE_STATUS,
        INSTANCE
    }
}
