package dev.slipway.standalone.apiserver.collect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.standalone.apiserver.json.Json;
import dev.slipway.standalone.apiserver.request.Caller;
import dev.slipway.standalone.apiserver.resource.ResourceRegistry;
import dev.slipway.standalone.apiserver.resource.ResourceType;
import dev.slipway.standalone.apiserver.status.ProblemException;
import dev.slipway.standalone.apiserver.store.ObjectKey;
import dev.slipway.standalone.apiserver.verbs.Call;
import dev.slipway.standalone.apiserver.verbs.Verbs;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Writes in the name of the server's own controllers, through the same verbs as every client. */
public final class Servant {
    private static final System.Logger LOG = System.getLogger(Servant.class.getName());

    private final Verbs verbs;
    private final ResourceRegistry registry;
    private final Caller caller;

    /** @param name e.g. {@code generic-garbage-collector} */
    public Servant(Verbs verbs, ResourceRegistry registry, String name) {
        this.verbs = verbs;
        this.registry = registry;
        this.caller = new Caller(
                "system:serviceaccount:kube-system:" + name,
                "",
                List.of("system:serviceaccounts", "system:serviceaccounts:kube-system", "system:authenticated"),
                Map.of());
    }

    void create(ResourceType type, String namespace, ObjectNode object) {
        run(type, "create", namespace, "", "", "application/json", object);
    }

    /** Deletes an object if it still has the uid. */
    void delete(ObjectKey key, String uid, String propagation) {
        ObjectNode options = Json.object();
        if (!propagation.isEmpty()) {
            options.put("propagationPolicy", propagation);
        }
        options.putObject("preconditions").put("uid", uid);
        type(key).ifPresent(type -> run(type, "delete", key.namespace(), key.name(), "", "", options));
    }

    /** Returns false if another write came first. */
    public boolean merge(ObjectKey key, String subresource, JsonNode patch) {
        return type(key)
                .map(type -> run(
                        type, "patch", key.namespace(), key.name(), subresource, "application/merge-patch+json", patch))
                .orElse(true);
    }

    private Optional<ResourceType> type(ObjectKey key) {
        return registry.stored(key.resource());
    }

    /** Returns false if another write came first. */
    private boolean run(
            ResourceType type,
            String verb,
            String namespace,
            String name,
            String subresource,
            String contentType,
            JsonNode body) {
        try {
            verbs.answer(new Call(
                    type,
                    verb,
                    namespace,
                    name,
                    subresource,
                    MultiMap.caseInsensitiveMultiMap(),
                    Buffer.buffer(Json.bytes(body)),
                    contentType,
                    caller,
                    "kube-controller-manager",
                    List.of()));
            return true;
        } catch (ProblemException e) {
            // 404 and 409: somebody was faster, and the change that did it is looked at next.
            if (e.problem().code() != 404 && e.problem().code() != 409) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "{0} {1} {2}/{3}: {4}",
                        caller.name(),
                        verb,
                        type.plural(),
                        name,
                        e.getMessage());
            }
            return e.problem().code() != 409;
        }
    }
}
