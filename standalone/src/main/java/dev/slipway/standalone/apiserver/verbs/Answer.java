package dev.slipway.standalone.apiserver.verbs;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.standalone.apiserver.resource.ResourceType;
import dev.slipway.standalone.apiserver.store.StoredObject;
import java.util.List;

/** What a verb gives back, before it takes the form that the client asked for. */
public sealed interface Answer {
    int code();

    /** One object, as it is or would be stored. */
    record One(int code, ResourceType type, Document object) implements Answer {}

    /**
     * A list.
     *
     * @param metadata {@code resourceVersion}, {@code continue}, {@code remainingItemCount}
     */
    record Many(int code, ResourceType type, ObjectNode metadata, List<StoredObject> objects) implements Answer {}

    /** Something that is no object of the resource, e.g. a {@code Status} or a {@code Scale}. */
    record Other(int code, ObjectNode document) implements Answer {}
}
