package dev.slipway.standalone.apiserver;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.standalone.apiserver.access.AccessObjects;
import dev.slipway.standalone.apiserver.resource.GroupResource;
import dev.slipway.standalone.apiserver.store.ObjectKey;
import dev.slipway.standalone.apiserver.store.ObjectStore;
import dev.slipway.standalone.apiserver.store.StoredObject;
import java.util.List;
import java.util.Optional;

/** The objects that decide about access, as the store has them. */
record StoredAccessObjects(ObjectStore store) implements AccessObjects {
    @Override
    public Optional<ObjectNode> get(GroupResource resource, String namespace, String name) {
        return store.get(new ObjectKey(resource, namespace, name)).map(StoredObject::tree);
    }

    @Override
    public List<ObjectNode> list(GroupResource resource) {
        return store.list(resource, "").objects().stream()
                .map(StoredObject::tree)
                .toList();
    }

    @Override
    public long revision(GroupResource resource) {
        return store.lastChange(resource);
    }
}
