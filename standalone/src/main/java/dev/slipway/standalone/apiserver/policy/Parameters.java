package dev.slipway.standalone.apiserver.policy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.slipway.standalone.apiserver.resource.ResourceRegistry;
import dev.slipway.standalone.apiserver.resource.ResourceType;
import dev.slipway.standalone.apiserver.store.ObjectKey;
import dev.slipway.standalone.apiserver.store.ObjectStore;
import dev.slipway.standalone.apiserver.store.StoredObject;
import java.util.List;
import java.util.Optional;

/** Finds the objects that configure a policy. */
final class Parameters {
    private static final List<JsonNode> NONE = List.of(JsonNodeFactory.instance.nullNode());

    private final ObjectStore store;
    private final ResourceRegistry registry;

    Parameters(ObjectStore store, ResourceRegistry registry) {
        this.store = store;
        this.registry = registry;
    }

    /** They cannot be found; the message says why. */
    static final class Missing extends Exception {
        private static final long serialVersionUID = 1L;

        Missing(String message) {
            super(message);
        }
    }

    /** @throws Missing if the kind is not served */
    Optional<ResourceType> kind(Policy policy) throws Missing {
        if (policy.params().isEmpty()) {
            return Optional.empty();
        }
        Policy.ParamKind kind = policy.params().get();
        Optional<ResourceType> type = registry.ofKind(kind.apiVersion(), kind.kind());
        if (type.isEmpty()) {
            String version = kind.apiVersion().contains("/") ? kind.apiVersion() : "/" + kind.apiVersion();
            throw new Missing(
                    "failed to find resource referenced by paramKind: '%s, Kind=%s'".formatted(version, kind.kind()));
        }
        return type;
    }

    /**
     * Returns the objects, null for one that nobody named, none if the policy does not apply without.
     *
     * @param type of the objects, if the policy has any
     * @param namespace of the write
     */
    List<JsonNode> of(Optional<ResourceType> type, PolicyBinding binding, String namespace) throws Missing {
        if (type.isEmpty() || binding.params().isEmpty()) {
            return NONE;
        }
        ResourceType kind = type.get();
        PolicyBinding.ParamRef ref = binding.params().get();
        if (!kind.namespaced() && !ref.namespace().isEmpty()) {
            throw new Missing("paramRef.namespace must not be provided for a cluster-scoped `paramKind`");
        }
        String place = ref.namespace().isEmpty() && kind.namespaced() ? namespace : ref.namespace();
        if (kind.namespaced() && place.isEmpty()) {
            throw new Missing("cannot use namespaced paramRef in policy binding that matches cluster-scoped resources");
        }
        List<JsonNode> found = find(kind, ref, place);
        if (found.isEmpty() && ref.required()) {
            throw new Missing("no params found for policy binding with `Deny` parameterNotFoundAction");
        }
        return found;
    }

    private List<JsonNode> find(ResourceType kind, PolicyBinding.ParamRef ref, String namespace) {
        if (!ref.name().isEmpty()) {
            return store.get(new ObjectKey(kind.storedAs(), namespace, ref.name()))
                    .<JsonNode>map(object -> in(kind, object))
                    .map(List::of)
                    .orElse(List.of());
        }
        return store.list(kind.storedAs(), namespace).objects().stream()
                .filter(object -> ref.labels().matches(object.labels()))
                .map(object -> in(kind, object))
                .toList();
    }

    /** Versions of one resource differ in their name only. */
    private static JsonNode in(ResourceType kind, StoredObject object) {
        return object.tree().put("apiVersion", kind.apiVersion());
    }
}
