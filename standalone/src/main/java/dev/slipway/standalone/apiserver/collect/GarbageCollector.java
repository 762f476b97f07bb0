package dev.slipway.standalone.apiserver.collect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.standalone.apiserver.collect.OwnerGraph.Node;
import dev.slipway.standalone.apiserver.collect.OwnerGraph.Owner;
import dev.slipway.standalone.apiserver.json.Json;
import dev.slipway.standalone.apiserver.json.Metadata;
import dev.slipway.standalone.apiserver.resource.ResourceRegistry;
import dev.slipway.standalone.apiserver.store.ObjectKey;
import dev.slipway.standalone.apiserver.store.ObjectStore;
import dev.slipway.standalone.apiserver.store.StoredObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Deletes objects whose owners are gone, and ends foreground and orphaning deletions. */
final class GarbageCollector {
    private static final String FOREGROUND = "foregroundDeletion";
    private static final String ORPHAN = "orphan";

    private final ObjectStore store;
    private final ResourceRegistry registry;
    private final Servant servant;
    private final Consumer<ObjectKey> lookAgain;
    private final Supplier<List<ObjectKey>> unseen;
    private final OwnerGraph graph = new OwnerGraph();

    /**
     * @param lookAgain takes objects that are to be looked at after this one
     * @param unseen gives, once, the objects that changed since it was asked before
     */
    GarbageCollector(
            ObjectStore store,
            ResourceRegistry registry,
            Servant servant,
            Consumer<ObjectKey> lookAgain,
            Supplier<List<ObjectKey>> unseen) {
        this.store = store;
        this.registry = registry;
        this.servant = servant;
        this.lookAgain = lookAgain;
        this.unseen = unseen;
    }

    /** Learns every object, before any is judged. */
    void learn(List<StoredObject> all) {
        all.forEach(object -> graph.put(object, object.tree()));
    }

    /** Looks at an object that changed. */
    void look(ObjectKey key) {
        Optional<StoredObject> present = store.get(key);
        // The object is read in its newest state: owners and dependents from before that must be known, too.
        learnUnseen();
        Optional<Node> before = graph.remove(key);
        if (before.isPresent()
                && !present.map(StoredObject::uid)
                        .equals(Optional.of(before.get().uid()))) {
            ownerGone(before.get());
        }
        present.ifPresent(object -> {
            JsonNode tree = object.tree();
            Node node = graph.put(object, tree);
            if (Metadata.isDeleting(tree)) {
                endDeletion(node, tree);
            }
            judge(node);
            waitingOwners(node).forEach(lookAgain);
        });
        before.ifPresent(node -> waitingOwners(node).forEach(lookAgain));
    }

    private void learnUnseen() {
        List<Node> replaced = new ArrayList<>();
        for (ObjectKey key : unseen.get()) {
            store.get(key).ifPresent(object -> {
                Optional<Node> before = graph.remove(key);
                graph.put(object, object.tree());
                before.ifPresent(node -> waitingOwners(node).forEach(lookAgain));
                before.filter(node -> !node.uid().equals(object.uid())).ifPresent(replaced::add);
            });
        }
        replaced.forEach(this::ownerGone);
    }

    /** What is known of a dependent may be older than the owner's end: it may have been let go of since. */
    private void ownerGone(Node owner) {
        graph.dependentsOf(owner.uid())
                .forEach(dependent -> store.get(dependent.key())
                        .filter(object -> object.uid().equals(dependent.uid()))
                        .ifPresent(object -> judge(graph.put(object, object.tree()))));
    }

    /** Deletes an object all of whose owners are gone; takes the names of gone owners from one that has others. */
    private void judge(Node node) {
        List<Owner> gone = node.owners().stream()
                .filter(owner -> isResolvable(owner) && !exists(owner, node.key()))
                .toList();
        if (gone.isEmpty()) {
            return;
        }
        if (gone.size() == node.owners().size()) {
            servant.delete(node.key(), node.uid(), "Background");
        } else {
            disown(node, gone);
        }
    }

    /** An owner that came to be a moment ago is in the store before it is in the graph. */
    private boolean exists(Owner owner, ObjectKey dependent) {
        return graph.exists(owner, dependent)
                || registry.ofKind(owner.apiVersion(), owner.kind())
                        .map(type -> new ObjectKey(
                                type.groupResource(), type.namespaced() ? dependent.namespace() : "", owner.name()))
                        .flatMap(store::get)
                        .filter(object -> object.uid().equals(owner.uid()))
                        .isPresent();
    }

    /** An owner of a kind that nobody serves may exist elsewhere. */
    private boolean isResolvable(Owner owner) {
        return registry.ofKind(owner.apiVersion(), owner.kind()).isPresent();
    }

    /** Returns false if another write came first. */
    private boolean disown(Node node, List<Owner> owners) {
        Set<String> uids = owners.stream().map(Owner::uid).collect(Collectors.toSet());
        return store.get(node.key())
                .map(StoredObject::tree)
                .map(tree -> {
                    ArrayNode rest = Json.MAPPER.createArrayNode();
                    tree.path("metadata").path("ownerReferences").forEach(owner -> {
                        if (!uids.contains(owner.path("uid").asText())) {
                            rest.add(owner);
                        }
                    });
                    ObjectNode patch = Json.object();
                    patch.putObject("metadata")
                            .put("resourceVersion", Metadata.resourceVersion(tree))
                            .set("ownerReferences", rest);
                    return servant.merge(node.key(), "", patch);
                })
                .orElse(true);
    }

    private void endDeletion(Node node, JsonNode tree) {
        List<String> finalizers = Metadata.finalizers(tree);
        List<Node> dependents = graph.dependentsOf(node.uid());
        if (finalizers.contains(ORPHAN)) {
            if (orphan(dependents, node)) {
                withoutFinalizer(node, tree, finalizers, ORPHAN);
            } else {
                // Somebody else wrote first. Without the finalizer, what shall stay would be deleted.
                lookAgain.accept(node.key());
            }
        } else if (finalizers.contains(FOREGROUND)) {
            dependents.forEach(dependent -> deleteDependent(dependent, node));
            boolean waits = dependents.stream().anyMatch(dependent -> blocks(dependent, node));
            if (!waits) {
                withoutFinalizer(node, tree, finalizers, FOREGROUND);
            }
        }
    }

    private boolean orphan(List<Node> dependents, Node owner) {
        boolean all = true;
        for (Node dependent : dependents) {
            all &= disown(
                    dependent,
                    dependent.owners().stream()
                            .filter(reference -> reference.uid().equals(owner.uid()))
                            .toList());
        }
        return all;
    }

    /** A dependent with another owner that stays is not deleted with this one. */
    private void deleteDependent(Node dependent, Node owner) {
        boolean kept = dependent.owners().stream()
                .anyMatch(other ->
                        !other.uid().equals(owner.uid()) && graph.exists(other, dependent.key()) && !isDeleting(other));
        boolean deleting = store.get(dependent.key())
                .map(object -> Metadata.isDeleting(object.tree()))
                .orElse(true);
        if (!kept && !deleting) {
            servant.delete(dependent.key(), dependent.uid(), "Foreground");
        }
    }

    private boolean isDeleting(Owner owner) {
        return graph.keyOf(owner.uid())
                .flatMap(store::get)
                .map(object -> Metadata.isDeleting(object.tree()))
                .orElse(true);
    }

    private static boolean blocks(Node dependent, Node owner) {
        return dependent.owners().stream()
                .anyMatch(reference -> reference.uid().equals(owner.uid()) && reference.blocks());
    }

    private void withoutFinalizer(Node node, JsonNode tree, List<String> finalizers, String ended) {
        List<String> rest = new ArrayList<>(finalizers);
        rest.remove(ended);
        ObjectNode patch = Json.object();
        ObjectNode metadata = patch.putObject("metadata");
        metadata.put("resourceVersion", Metadata.resourceVersion(tree));
        rest.forEach(metadata.putArray("finalizers")::add);
        servant.merge(node.key(), "", patch);
    }

    /** Owners in a foreground deletion may have waited for this object. */
    private List<ObjectKey> waitingOwners(Node node) {
        return node.owners().stream()
                .filter(Owner::blocks)
                .map(owner -> graph.keyOf(owner.uid()))
                .flatMap(Optional::stream)
                .filter(key -> !key.equals(node.key()))
                .filter(key -> store.get(key)
                        .map(StoredObject::tree)
                        .filter(tree -> Metadata.isDeleting(tree)
                                && Metadata.finalizers(tree).contains(FOREGROUND))
                        .isPresent())
                .toList();
    }
}
