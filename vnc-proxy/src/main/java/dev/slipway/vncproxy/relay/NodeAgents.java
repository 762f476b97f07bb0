package dev.slipway.vncproxy.relay;

import dev.slipway.api.kubevirt.VirtualMachineInstance;
import dev.slipway.api.names.SlipwayNames;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;

/** Finds the node-agent of an instance by the annotation of its Node. */
public final class NodeAgents {
    private final KubernetesClient client;

    /** Reads Nodes through {@code client}. */
    public NodeAgents(KubernetesClient client) {
        this.client = client;
    }

    /** Returns the address of the node-agent that serves {@code instance}; blocks. */
    public Optional<URI> of(VirtualMachineInstance instance) {
        return nodeName(instance)
                .map(name -> client.nodes().withName(name).get())
                .map(Node::getMetadata)
                .map(metadata -> metadata.getAnnotations().get(SlipwayNames.NODE_AGENT))
                .flatMap(NodeAgents::address);
    }

    /** Returns the node that runs {@code instance}, if one does. */
    public static Optional<String> nodeName(VirtualMachineInstance instance) {
        return Optional.ofNullable(instance.getStatus())
                .map(status -> status.nodeName())
                .filter(name -> !name.isEmpty());
    }

    private static Optional<URI> address(String annotation) {
        try {
            URI address = new URI(annotation);
            return "https".equals(address.getScheme()) && address.getHost() != null
                    ? Optional.of(address)
                    : Optional.empty();
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }
}
