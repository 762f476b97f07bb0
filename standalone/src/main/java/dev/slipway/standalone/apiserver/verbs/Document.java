package dev.slipway.standalone.apiserver.verbs;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.standalone.apiserver.json.Json;
import dev.slipway.standalone.apiserver.kinds.Versions;
import dev.slipway.standalone.apiserver.resource.ResourceType;
import dev.slipway.standalone.apiserver.store.StoredObject;

/** An object on its way to a client: stored bytes, or a tree that was not stored. */
public sealed interface Document {
    byte[] json(ResourceType type);

    ObjectNode tree(ResourceType type);

    record Stored(StoredObject object) implements Document {
        @Override
        public byte[] json(ResourceType type) {
            return Versions.served(type, object);
        }

        @Override
        public ObjectNode tree(ResourceType type) {
            return Json.parseStored(json(type));
        }
    }

    /** The result of a dry run, already in the version of the request. */
    record Unstored(ObjectNode object) implements Document {
        @Override
        public byte[] json(ResourceType type) {
            return Json.bytes(object);
        }

        @Override
        public ObjectNode tree(ResourceType type) {
            return object.deepCopy();
        }
    }
}
