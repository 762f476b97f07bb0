package dev.slipway.standalone.apiserver.verbs;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.standalone.apiserver.kinds.Versions;
import dev.slipway.standalone.apiserver.resource.CustomTypes;
import dev.slipway.standalone.apiserver.resource.GroupResource;
import dev.slipway.standalone.apiserver.resource.ResourceRegistry;
import dev.slipway.standalone.apiserver.resource.ResourceType;
import dev.slipway.standalone.apiserver.status.Problem;
import dev.slipway.standalone.apiserver.store.ObjectKey;
import dev.slipway.standalone.apiserver.store.ObjectStore;
import dev.slipway.standalone.apiserver.store.StoreException;
import dev.slipway.standalone.apiserver.store.StoredObject;
import dev.slipway.standalone.apiserver.store.Write;
import java.util.List;
import java.util.Optional;

/** The last step of every write: into the store, and for CustomResourceDefinitions into the registry. */
public final class Commit {
    private static final GroupResource DEFINITIONS =
            new GroupResource("apiextensions.k8s.io", "customresourcedefinitions");

    private final ObjectStore store;
    private final ResourceRegistry registry;

    public Commit(ObjectStore store, ResourceRegistry registry) {
        this.store = store;
        this.registry = registry;
    }

    /** Serves the custom resources that were defined before this start. */
    public void serveDefinitions() {
        store.list(DEFINITIONS, "")
                .objects()
                .forEach(definition ->
                        registry.replaceCustom(definition.key().name(), CustomTypes.of(definition.tree())));
    }

    /**
     * Stores an object; returns nothing if it changed meanwhile.
     *
     * @param object in the version of the type
     */
    public Optional<StoredObject> put(ResourceType type, ObjectKey key, long expected, ObjectNode object) {
        ObjectNode stored = inStorageVersion(type, object);
        Optional<StoredObject> done = write(new Write.Put(key, expected, stored));
        if (done.isPresent() && key.resource().equals(DEFINITIONS)) {
            registry.replaceCustom(key.name(), CustomTypes.of(stored));
        }
        return done;
    }

    /** Removes an object; returns nothing if it changed meanwhile. */
    public Optional<StoredObject> remove(ResourceType type, ObjectKey key, long expected, ObjectNode last) {
        Optional<StoredObject> done = write(new Write.Remove(key, expected, inStorageVersion(type, last)));
        if (done.isPresent() && key.resource().equals(DEFINITIONS)) {
            registry.replaceCustom(key.name(), List.of());
        }
        return done;
    }

    private ObjectNode inStorageVersion(ResourceType type, ObjectNode object) {
        if (type.storage()) {
            return object;
        }
        String version =
                registry.stored(type.storedAs()).map(ResourceType::apiVersion).orElse(type.apiVersion());
        return Versions.stored(type, version, object.deepCopy());
    }

    private Optional<StoredObject> write(Write write) {
        try {
            return switch (store.write(write)) {
                case Write.Outcome.Done done -> Optional.of(done.object());
                case Write.Outcome.Stale _ -> Optional.empty();
            };
        } catch (StoreException e) {
            throw Problem.internal(e.getMessage() == null ? "the store failed" : e.getMessage())
                    .exception();
        }
    }
}
