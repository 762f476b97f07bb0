package dev.slipway.standalone.apiserver.verbs;

import dev.slipway.standalone.apiserver.json.Metadata;
import dev.slipway.standalone.apiserver.resource.GroupResource;
import dev.slipway.standalone.apiserver.status.Cause;
import dev.slipway.standalone.apiserver.status.Problem;
import dev.slipway.standalone.apiserver.store.ObjectKey;
import dev.slipway.standalone.apiserver.store.ObjectStore;
import dev.slipway.standalone.apiserver.store.StoredObject;
import java.util.List;

/** Whether a namespace takes new objects. */
final class Namespaces {
    static final GroupResource RESOURCE = new GroupResource("", "namespaces");

    private final ObjectStore store;

    Namespaces(ObjectStore store) {
        this.store = store;
    }

    /** Refuses a new object in a namespace that is absent or goes away. */
    void check(GroupResource resource, String namespace, String name) {
        StoredObject found = store.get(new ObjectKey(RESOURCE, "", namespace))
                .orElseThrow(() -> Problem.notFound(RESOURCE, namespace).exception());
        if (Metadata.isDeleting(found.tree())) {
            String why =
                    "unable to create new content in namespace %s because it is being terminated".formatted(namespace);
            Cause cause = new Cause(
                    "NamespaceTerminating",
                    "namespace %s is being terminated".formatted(namespace),
                    "metadata.namespace");
            throw Problem.forbidden(resource, name, why)
                    .withCauses(List.of(cause))
                    .exception();
        }
    }
}
