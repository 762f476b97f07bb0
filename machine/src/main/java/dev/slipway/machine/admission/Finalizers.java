package dev.slipway.machine.admission;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.stream.StreamSupport;

/** Finalizers that objects have from birth: a later write of the controller, and a moment without it, are spared. */
final class Finalizers {
    private Finalizers() {}

    /** Adds a finalizer to an object that does not have it. */
    static void add(ObjectNode object, String finalizer) {
        ArrayNode finalizers = object.withObjectProperty("metadata").withArrayProperty("finalizers");
        boolean there = StreamSupport.stream(finalizers.spliterator(), false)
                .anyMatch(text -> text.asText().equals(finalizer));
        if (!there) {
            finalizers.add(finalizer);
        }
    }
}
