package dev.slipway.operator.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.DeleteOptions;
import io.fabric8.kubernetes.api.model.DeleteOptionsBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Writes changes of objects as JSON merge patches that hold only what differs, and the version they are based on: a
 * write based on stale knowledge is refused with 409 and decided anew.
 */
public final class ObjectWriter {
    /** Name under which the operator's writes appear in managedFields. */
    public static final String FIELD_MANAGER = "slipway-operator";

    private static final String MERGE = "application/merge-patch+json";
    private static final String STRATEGIC = "application/strategic-merge-patch+json";
    private static final String STATUS = "status";
    private static final String METADATA = "metadata";

    private final KubernetesClient client;
    private final ApiRequests requests;
    private final Overwritten overwritten = new Overwritten();

    /** Writes through this client. */
    public ObjectWriter(KubernetesClient client) {
        this.client = client;
        this.requests = new ApiRequests(client);
    }

    /** Returns whether an object, as a cache shows it, was changed here since: the change is on its way to the cache. */
    public boolean isBehind(HasMetadata cached) {
        return overwritten.holds(cached.getMetadata());
    }

    /** Makes an object, and returns it as stored. */
    public <T extends HasMetadata> T create(T object) {
        return client.resource(object).create();
    }

    /** Makes an object unless one of the same name exists. */
    public <T extends HasMetadata> void createIfAbsent(T object) {
        try {
            create(object);
        } catch (KubernetesClientException e) {
            if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
                throw e;
            }
        }
    }

    /**
     * Writes the status of a kind that has a status subresource, if it differs.
     *
     * @return whether something was written
     */
    public boolean status(HasMetadata stored, @Nullable Object before, Object after) {
        if (after.equals(before)) {
            return false; // most looks find nothing new, and trees are dear
        }
        Optional<ObjectNode> patch = MergePatch.between(tree(before), tree(after));
        patch.ifPresent(change -> write(stored, path(stored) + "/status", based(stored, change)));
        return patch.isPresent();
    }

    /**
     * Writes labels, annotations, finalizers, owners, spec and status of a kind without status subresource, as far as
     * they differ.
     *
     * @return whether something was written
     */
    public <T extends HasMetadata> boolean whole(T stored, T wanted) {
        if (stored.equals(wanted)) {
            return false;
        }
        Optional<ObjectNode> patch = difference(stored, wanted);
        patch.ifPresent(change -> write(stored, path(stored), withVersion(stored, change)));
        return patch.isPresent();
    }

    private void write(HasMetadata stored, String path, ObjectNode patch) {
        overwritten.note(stored.getMetadata(), requests.patch(path, MERGE, patch.toString()));
    }

    /** A spec that both share, the largest part of most objects, is not looked at. */
    private <T extends HasMetadata> Optional<ObjectNode> difference(T stored, T wanted) {
        if (stored instanceof CustomResource<?, ?> before
                && wanted instanceof CustomResource<?, ?> after
                && Objects.equals(before.getSpec(), after.getSpec())) {
            ObjectNode patch = JsonNodeFactory.instance.objectNode();
            MergePatch.between(tree(before.getMetadata()), tree(after.getMetadata()))
                    .ifPresent(change -> patch.set(METADATA, change));
            MergePatch.between(tree(before.getStatus()), tree(after.getStatus()))
                    .ifPresent(change -> patch.set(STATUS, change));
            return patch.isEmpty() ? Optional.empty() : Optional.of(patch);
        }
        return MergePatch.between(tree(stored), tree(wanted));
    }

    /**
     * Adds or replaces one condition of a Pod, whatever other writers do to other conditions, and with it what differs of its
     * labels and annotations, which the status subresource of built-in kinds takes as well.
     */
    public void condition(Pod stored, Pod wanted, ObjectNode condition) {
        ObjectNode patch = JsonNodeFactory.instance.objectNode();
        MergePatch.between(tree(stored.getMetadata()), tree(wanted.getMetadata()))
                .ifPresent(change -> patch.set(METADATA, change));
        patch.withObjectProperty(METADATA).put("uid", stored.getMetadata().getUid());
        patch.putObject(STATUS).putArray("conditions").add(condition);
        requests.patch(path(stored) + "/status", STRATEGIC, patch.toString());
    }

    /**
     * Deletes this very object, not a later one of the same name, or the one of its name if it was not read; one that is gone
     * already is fine.
     *
     * @param graceSeconds grace period; nothing for the object's own
     */
    public void delete(HasMetadata stored, Optional<Long> graceSeconds) {
        DeleteOptions options = new DeleteOptionsBuilder()
                .withApiVersion("v1")
                .withKind("DeleteOptions")
                .withPropagationPolicy("Background")
                .withGracePeriodSeconds(graceSeconds.orElse(null))
                .withNewPreconditions(null, stored.getMetadata().getUid())
                .build();
        try {
            requests.delete(path(stored), client.getKubernetesSerialization().asJson(options));
        } catch (KubernetesClientException e) {
            if (e.getCode() != HttpURLConnection.HTTP_NOT_FOUND) {
                throw e;
            }
        }
    }

    private static String path(HasMetadata object) {
        String version = object.getApiVersion();
        String root = version.indexOf('/') < 0 ? "/api/" : "/apis/";
        String namespace = object.getMetadata().getNamespace();
        return root + version + (namespace == null ? "" : "/namespaces/" + namespace) + "/" + object.getPlural() + "/"
                + object.getMetadata().getName();
    }

    private ObjectNode based(HasMetadata stored, ObjectNode change) {
        ObjectNode patch = JsonNodeFactory.instance.objectNode();
        patch.set(STATUS, change);
        return withVersion(stored, patch);
    }

    private static ObjectNode withVersion(HasMetadata stored, ObjectNode patch) {
        patch.withObjectProperty(METADATA)
                .put("uid", stored.getMetadata().getUid())
                .put("resourceVersion", stored.getMetadata().getResourceVersion());
        return patch;
    }

    private JsonNode tree(@Nullable Object value) {
        return value == null
                ? JsonNodeFactory.instance.objectNode()
                : client.getKubernetesSerialization().convertValue(value, JsonNode.class);
    }
}
