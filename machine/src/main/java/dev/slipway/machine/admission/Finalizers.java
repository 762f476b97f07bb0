package dev.slipway.machine.admission;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.stream.StreamSupport;

/** Finalizers that instances and migrations have from birth, as in KubeVirt; machines get theirs from the controller. */
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
