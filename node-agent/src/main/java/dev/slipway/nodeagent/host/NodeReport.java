package dev.slipway.nodeagent.host;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.api.names.KubeVirtNames;
import dev.slipway.api.names.SlipwayNames;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Writes what a node can do to its Node object, and that its node-agent lives. */
public final class NodeReport {
    private final KubernetesClient client;
    private final String node;
    private final Map<String, String> labels;

    /** Reports on a node. */
    public NodeReport(KubernetesClient client, String node, NodeHost host) {
        this.client = client;
        this.node = node;
        this.labels = NodeLabels.of(host);
    }

    /**
     * Writes labels, heartbeat and the relay's address in one patch.
     *
     * @param relay base URL of the relay; empty if there is none
     * @throws IllegalStateException if there is no such Node yet
     */
    public void write(Optional<String> relay, Instant now) {
        Node stored = client.nodes().withName(node).get();
        if (stored == null) {
            throw new IllegalStateException(
                    "there is no Node '" + node + "' yet: is the kubelet of that name running?");
        }
        Map<String, String> old =
                Objects.requireNonNullElse(stored.getMetadata().getLabels(), Map.of());
        ObjectNode patch = JsonNodeFactory.instance.objectNode();
        ObjectNode metadata = patch.putObject("metadata");
        ObjectNode wanted = metadata.putObject("labels");
        labels.forEach((key, value) -> {
            if (!value.equals(old.get(key))) {
                wanted.put(key, value);
            }
        });
        old.keySet().stream()
                .filter(key ->
                        !labels.containsKey(key) && NodeLabels.OWN.stream().anyMatch(key::startsWith))
                .forEach(wanted::putNull);
        ObjectNode annotations = metadata.putObject("annotations");
        annotations.put(
                KubeVirtNames.HEARTBEAT, now.truncatedTo(ChronoUnit.SECONDS).toString());
        relay.ifPresent(url -> annotations.put(SlipwayNames.NODE_AGENT, url));
        client.nodes().withName(node).patch(PatchContext.of(PatchType.JSON_MERGE), patch.toString());
    }
}
