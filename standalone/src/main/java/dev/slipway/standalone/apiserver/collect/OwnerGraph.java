package dev.slipway.standalone.apiserver.collect;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.standalone.apiserver.store.ObjectKey;
import dev.slipway.standalone.apiserver.store.StoredObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Which objects there are and whom they name as owners. Used by one thread. */
final class OwnerGraph {
    private final Map<String, ObjectKey> byUid = new HashMap<>();
    private final Map<ObjectKey, Node> nodes = new HashMap<>();
    private final Map<String, Set<ObjectKey>> dependents = new HashMap<>();

    /**
     * A reference to an owner.
     *
     * @param blocks whether the owner waits for the dependent in a foreground deletion
     */
    record Owner(String apiVersion, String kind, String name, String uid, boolean blocks) {}

    /** An object with its owners. */
    record Node(ObjectKey key, String uid, List<Owner> owners) {}

    /** Puts in the present state of an object. */
    Node put(StoredObject object, JsonNode tree) {
        remove(object.key());
        List<Owner> owners = new ArrayList<>();
        for (JsonNode owner : tree.path("metadata").path("ownerReferences")) {
            owners.add(new Owner(
                    owner.path("apiVersion").asText(),
                    owner.path("kind").asText(),
                    owner.path("name").asText(),
                    owner.path("uid").asText(),
                    owner.path("blockOwnerDeletion").asBoolean()));
        }
        Node node = new Node(object.key(), object.uid(), List.copyOf(owners));
        nodes.put(object.key(), node);
        byUid.put(object.uid(), object.key());
        owners.forEach(owner -> dependents
                .computeIfAbsent(owner.uid, _ -> new LinkedHashSet<>())
                .add(object.key()));
        return node;
    }

    /** Takes an object out; returns what was known of it. */
    Optional<Node> remove(ObjectKey key) {
        Node node = nodes.remove(key);
        if (node == null) {
            return Optional.empty();
        }
        byUid.remove(node.uid);
        for (Owner owner : node.owners) {
            Set<ObjectKey> siblings = dependents.getOrDefault(owner.uid, Set.of());
            siblings.remove(key);
            if (siblings.isEmpty()) {
                dependents.remove(owner.uid);
            }
        }
        return Optional.of(node);
    }

    /** Returns whether an object with the uid exists where a dependent may have its owner. */
    boolean exists(Owner owner, ObjectKey dependent) {
        ObjectKey key = byUid.get(owner.uid);
        return key != null && (key.namespace().isEmpty() || key.namespace().equals(dependent.namespace()));
    }

    Optional<ObjectKey> keyOf(String uid) {
        return Optional.ofNullable(byUid.get(uid));
    }

    List<Node> dependentsOf(String uid) {
        return dependents.getOrDefault(uid, Set.of()).stream().map(nodes::get).toList();
    }
}
