package dev.slipway.standalone.apiserver.webhook;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.standalone.apiserver.admission.Admission.Review;
import dev.slipway.standalone.apiserver.resource.GroupResource;
import dev.slipway.standalone.apiserver.resource.ResourceRegistry;
import dev.slipway.standalone.apiserver.resource.ResourceType;
import dev.slipway.standalone.apiserver.selector.LabelSelector;
import dev.slipway.standalone.apiserver.store.ObjectKey;
import dev.slipway.standalone.apiserver.store.ObjectStore;
import dev.slipway.standalone.apiserver.store.StoredObject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What is around a write: the versions of its resource, its namespace. */
public record WriteScene(ObjectStore store, ResourceRegistry registry) {
    private static final GroupResource NAMESPACES = new GroupResource("", "namespaces");

    /** Returns all versions that are served of what is written, its own first. */
    public List<ResourceType> versions(Review review) {
        List<ResourceType> all = registry.all().stream()
                .filter(type -> type.groupResource().equals(review.resource()))
                .toList();
        return Stream.concat(
                        all.stream().filter(type -> type.apiVersion().equals(review.apiVersion())),
                        all.stream().filter(type -> !type.apiVersion().equals(review.apiVersion())))
                .toList();
    }

    /** Returns the labels of the namespace that is written or written to. */
    public Map<String, String> namespaceLabels(Review review) {
        return namespace(review.namespace().isEmpty() ? review.name() : review.namespace())
                .map(LabelSelector::labels)
                .orElse(Map.of());
    }

    public Optional<ObjectNode> namespace(String name) {
        return store.get(new ObjectKey(NAMESPACES, "", name)).map(StoredObject::tree);
    }
}
