package dev.slipway.benchmarks.scale;

import dev.slipway.api.names.KubeVirtNames;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** Nodes without a machine behind them: kwok plays their kubelets, as big as those under which KubeVirt was measured. */
final class FakeNodes {
    /** By this label kwok and the Pods of the benchmark find them. */
    static final String LABEL = "slipway.dev/fake";

    static final int COUNT = 20;
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private FakeNodes() {}

    /** Makes them; returns when all are ready. */
    static void make(KubernetesClient client) {
        IntStream.rangeClosed(1, COUNT)
                .mapToObj(number -> node("fake%02d".formatted(number)))
                .forEach(node -> {
                    client.resource(node).create();
                    client.resource(node).patchStatus();
                });
        client.nodes()
                .withLabel(LABEL)
                .resources()
                .forEach(node -> node.waitUntilReady(PATIENCE.toSeconds(), TimeUnit.SECONDS));
    }

    private static Node node(String name) {
        Map<String, Quantity> room = new HashMap<>();
        room.put("cpu", new Quantity("64"));
        room.put("memory", new Quantity("256Gi"));
        room.put("pods", new Quantity("1000"));
        room.put("ephemeral-storage", new Quantity("1Ti"));
        for (String device : new String[] {"kvm", "tun", "vhost-net"}) {
            room.put("devices.kubevirt.io/" + device, new Quantity("1000"));
        }
        return new NodeBuilder()
                .withNewMetadata()
                .withName(name)
                .addToLabels(LABEL, "true")
                .addToLabels("kubernetes.io/hostname", name)
                .addToLabels("kubernetes.io/os", "linux")
                .addToLabels("kubernetes.io/arch", "amd64")
                .addToLabels(KubeVirtNames.SCHEDULABLE, "true")
                .addToLabels("machine-type.node.kubevirt.io/q35", "true")
                .addToAnnotations(
                        KubeVirtNames.HEARTBEAT,
                        Instant.now().truncatedTo(ChronoUnit.SECONDS).toString())
                .endMetadata()
                .withNewStatus()
                .withCapacity(room)
                .withAllocatable(room)
                .endStatus()
                .build();
    }

    /** Signs of life, as the node-agents of the nodes would give them. */
    static void beat(KubernetesClient client) {
        String now = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
        client.nodes()
                .withLabel(LABEL)
                .resources()
                .forEach(node -> node.edit(known -> new NodeBuilder(known)
                        .editMetadata()
                        .addToAnnotations(KubeVirtNames.HEARTBEAT, now)
                        .endMetadata()
                        .build()));
    }
}
