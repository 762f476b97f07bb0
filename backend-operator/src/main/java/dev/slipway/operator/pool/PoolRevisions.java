package dev.slipway.operator.pool;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.slipway.api.pool.VirtualMachinePool;
import dev.slipway.operator.cluster.ObjectWriter;
import dev.slipway.operator.cluster.Owners;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import io.fabric8.kubernetes.api.model.apps.ControllerRevisionBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Keeps what a pool asked for at each of its generations that a machine or an instance still follows. */
final class PoolRevisions {
    private final KubernetesClient client;
    private final ObjectWriter writer;

    /** What was followed when the rest was forgotten last, by the pool's uid: all revisions of a namespace are dear to list. */
    private final Map<String, Set<String>> settled = new ConcurrentHashMap<>();

    PoolRevisions(KubernetesClient client, ObjectWriter writer) {
        this.client = client;
        this.writer = writer;
    }

    static String name(VirtualMachinePool pool) {
        return pool.getMetadata().getName() + "-" + pool.getMetadata().getGeneration();
    }

    /** Keeps what the pool asks for now; returns the name under which it is kept. */
    String keep(VirtualMachinePool pool) {
        ControllerRevision revision = new ControllerRevisionBuilder()
                .withNewMetadata()
                .withName(name(pool))
                .withNamespace(pool.getMetadata().getNamespace())
                .withOwnerReferences(Owners.controlling(pool))
                .endMetadata()
                .withData(client.getKubernetesSerialization().convertValue(pool.getSpec(), Map.class))
                .withRevision(pool.getMetadata().getGeneration())
                .build();
        settled.remove(pool.getMetadata().getUid());
        writer.createIfAbsent(revision);
        return name(pool);
    }

    /** Returns the template of machines that was kept under this name; nothing if none was. */
    Optional<JsonNode> template(VirtualMachinePool pool, String name) {
        return Optional.ofNullable(client.apps()
                        .controllerRevisions()
                        .inNamespace(pool.getMetadata().getNamespace())
                        .withName(name)
                        .get())
                .filter(revision -> Owners.controls(pool, revision))
                .map(revision -> tree(revision.getData()).path("virtualMachineTemplate"));
    }

    /** Returns the template of machines as the pool has it now. */
    JsonNode template(VirtualMachinePool pool) {
        return Optional.ofNullable(pool.getSpec().virtualMachineTemplate())
                .map(this::tree)
                .orElseGet(MissingNode::getInstance);
    }

    /** By way of the text, so that numbers of different width compare as what they are. */
    private JsonNode tree(Object value) {
        return client.getKubernetesSerialization()
                .unmarshal(client.getKubernetesSerialization().asJson(value), JsonNode.class);
    }

    /** Forgets those that nobody follows. */
    void forget(VirtualMachinePool pool, Set<String> followed) {
        if (followed.equals(settled.get(pool.getMetadata().getUid()))) {
            return;
        }
        client.apps().controllerRevisions().inNamespace(pool.getMetadata().getNamespace()).list().getItems().stream()
                .filter(revision -> Owners.controls(pool, revision))
                .filter(revision -> !followed.contains(revision.getMetadata().getName()))
                .forEach(revision -> writer.delete(revision, Optional.empty()));
        settled.put(pool.getMetadata().getUid(), followed);
    }

    /** Remembers nothing more of a pool that is going. */
    void end(VirtualMachinePool pool) {
        settled.remove(pool.getMetadata().getUid());
    }
}
