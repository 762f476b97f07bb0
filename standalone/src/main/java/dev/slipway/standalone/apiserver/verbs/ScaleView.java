package dev.slipway.standalone.apiserver.verbs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.standalone.apiserver.json.Json;
import dev.slipway.standalone.apiserver.status.Problem;
import java.util.List;

/**
 * An object as a {@code Scale}: where its numbers are, as paths like {@code .spec.replicas}.
 *
 * @param wanted how many there shall be
 * @param present how many there are
 * @param selector of what is counted; empty: there is none
 */
record ScaleView(String wanted, String present, String selector) {
    /** Returns the scale of an object that has a number already. */
    ObjectNode existing(ObjectNode object) {
        if (at(object, wanted).isMissingNode()) {
            throw Problem.internal("the spec replicas field \"%s\" does not exist".formatted(wanted))
                    .exception();
        }
        return of(object);
    }

    /** A number that is missing counts as 0. */
    ObjectNode of(ObjectNode object) {
        ObjectNode scale = Json.object().put("kind", "Scale").put("apiVersion", "autoscaling/v1");
        ObjectNode metadata = scale.putObject("metadata");
        for (String field : List.of("name", "namespace", "uid", "resourceVersion", "creationTimestamp")) {
            metadata.set(field, object.path("metadata").path(field));
        }
        scale.putObject("spec").put("replicas", at(object, wanted).asLong(0));
        ObjectNode status = scale.putObject("status");
        status.put("replicas", at(object, present).asLong(0));
        if (!selector.isEmpty() && at(object, selector).isTextual()) {
            status.set("selector", at(object, selector));
        }
        return scale;
    }

    /** Returns the object with the number that the scale wants. */
    ObjectNode with(ObjectNode object, JsonNode scale) {
        ObjectNode changed = object.deepCopy();
        set(changed, scale.at("/spec/replicas").asLong());
        return changed;
    }

    void set(ObjectNode object, long replicas) {
        String[] names = wanted.substring(1).split("\\.");
        ObjectNode parent = object;
        for (int i = 0; i < names.length - 1; i++) {
            parent = parent.withObjectProperty(names[i]);
        }
        parent.put(names[names.length - 1], replicas);
    }

    private static JsonNode at(JsonNode object, String path) {
        return object.at(path.replace('.', '/'));
    }
}
