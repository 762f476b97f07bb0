package dev.slipway.standalone.apiserver.collect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.standalone.apiserver.json.Json;
import dev.slipway.standalone.apiserver.json.Metadata;
import dev.slipway.standalone.apiserver.resource.GroupResource;
import dev.slipway.standalone.apiserver.resource.ResourceRegistry;
import dev.slipway.standalone.apiserver.resource.ResourceType;
import dev.slipway.standalone.apiserver.store.ObjectKey;
import dev.slipway.standalone.apiserver.store.ObjectStore;
import dev.slipway.standalone.apiserver.store.StoredObject;
import java.util.ArrayList;
import java.util.List;

/** Gives each namespace its default service account, and empties namespaces that are deleted. */
final class NamespaceCleaner {
    static final GroupResource NAMESPACES = new GroupResource("", "namespaces");
    private static final GroupResource ACCOUNTS = new GroupResource("", "serviceaccounts");

    private final ObjectStore store;
    private final ResourceRegistry registry;
    private final Servant servant;

    NamespaceCleaner(ObjectStore store, ResourceRegistry registry, Servant servant) {
        this.store = store;
        this.registry = registry;
        this.servant = servant;
    }

    /** Looks at a namespace that changed, or in which something changed. */
    void look(String name) {
        store.get(new ObjectKey(NAMESPACES, "", name)).map(StoredObject::tree).ifPresent(tree -> {
            if (Metadata.isDeleting(tree)) {
                empty(name, tree);
            } else {
                giveAccount(name);
            }
        });
    }

    private void giveAccount(String namespace) {
        if (store.get(new ObjectKey(ACCOUNTS, namespace, "default")).isEmpty()) {
            ObjectNode account = Json.object();
            account.putObject("metadata").put("name", "default");
            registry.stored(ACCOUNTS).ifPresent(type -> servant.create(type, namespace, account));
        }
    }

    private void empty(String name, JsonNode namespace) {
        List<StoredObject> contents = contents(name);
        contents.stream()
                .filter(object -> !Metadata.isDeleting(object.tree()))
                .forEach(object -> servant.delete(object.key(), object.uid(), "Background"));
        if (contents(name).isEmpty()) {
            ObjectNode patch = Json.object();
            patch.putObject("metadata").put("resourceVersion", Metadata.resourceVersion(namespace));
            patch.putObject("spec").putArray("finalizers");
            servant.merge(new ObjectKey(NAMESPACES, "", name), "finalize", patch);
        }
    }

    private List<StoredObject> contents(String name) {
        List<StoredObject> contents = new ArrayList<>();
        for (ResourceType type : registry.all()) {
            if (type.namespaced() && type.storage()) {
                contents.addAll(store.list(type.storedAs(), name).objects());
            }
        }
        return contents;
    }
}
