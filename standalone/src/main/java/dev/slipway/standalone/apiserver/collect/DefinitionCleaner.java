package dev.slipway.standalone.apiserver.collect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.standalone.apiserver.json.Json;
import dev.slipway.standalone.apiserver.json.Metadata;
import dev.slipway.standalone.apiserver.resource.GroupResource;
import dev.slipway.standalone.apiserver.store.ObjectKey;
import dev.slipway.standalone.apiserver.store.ObjectStore;
import dev.slipway.standalone.apiserver.store.StoredObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Deletes the custom resources of a CustomResourceDefinition that is deleted. */
final class DefinitionCleaner {
    static final GroupResource DEFINITIONS = new GroupResource("apiextensions.k8s.io", "customresourcedefinitions");
    private static final String CLEANUP = "customresourcecleanup.apiextensions.k8s.io";

    private final ObjectStore store;
    private final Servant servant;
    private final Set<String> deleting = new HashSet<>();

    DefinitionCleaner(ObjectStore store, Servant servant) {
        this.store = store;
        this.servant = servant;
    }

    /** Looks at a definition that changed. */
    void look(String name) {
        ObjectKey key = new ObjectKey(DEFINITIONS, "", name);
        Optional<JsonNode> ending = store.get(key)
                .<JsonNode>map(StoredObject::tree)
                .filter(tree ->
                        Metadata.isDeleting(tree) && Metadata.finalizers(tree).contains(CLEANUP));
        if (ending.isPresent()) {
            deleting.add(name);
            clean(key, ending.get());
        } else {
            deleting.remove(name);
        }
    }

    /** Looks at the definition of an object that changed; definitions are large, so only if it is being deleted. */
    void lookAtDefinitionOf(GroupResource resource) {
        if (deleting.contains(resource.toString())) {
            look(resource.toString());
        }
    }

    private void clean(ObjectKey key, JsonNode definition) {
        JsonNode spec = definition.path("spec");
        GroupResource resource = new GroupResource(
                spec.path("group").asText(), spec.path("names").path("plural").asText());
        store.list(resource, "").objects().stream()
                .filter(object -> !Metadata.isDeleting(object.tree()))
                .forEach(object -> servant.delete(object.key(), object.uid(), "Background"));
        if (store.list(resource, "").objects().isEmpty()) {
            List<String> rest = new ArrayList<>(Metadata.finalizers(definition));
            rest.remove(CLEANUP);
            ObjectNode patch = Json.object();
            ObjectNode metadata = patch.putObject("metadata");
            metadata.put("resourceVersion", Metadata.resourceVersion(definition));
            rest.forEach(metadata.putArray("finalizers")::add);
            servant.merge(key, "", patch);
        }
    }
}
