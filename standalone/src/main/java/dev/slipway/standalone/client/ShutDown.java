package dev.slipway.standalone.client;

import dev.slipway.api.kubevirt.VirtualMachineInstance;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** Shuts every running machine down in order, keeping its run strategy, so that the next start brings it back. */
public final class ShutDown {
    /** Annotation of nodes that take no machine until Slipway starts again. */
    public static final String CORDONED = "slipway.dev/shut-down";

    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final Set<String> ENDED = Set.of("Succeeded", "Failed");

    private final KubernetesClient client;
    private final Consumer<String> progress;

    ShutDown(KubernetesClient client, Consumer<String> progress) {
        this.client = client;
        this.progress = progress;
    }

    void all() throws Client.Failed, InterruptedException {
        client.nodes()
                .list()
                .getItems()
                .forEach(node -> client.nodes()
                        .withName(node.getMetadata().getName())
                        .edit(now -> new NodeBuilder(now)
                                .editMetadata()
                                .addToAnnotations(CORDONED, "true")
                                .endMetadata()
                                .editOrNewSpec()
                                .withUnschedulable(true)
                                .endSpec()
                                .build()));
        List<VirtualMachineInstance> running = running();
        running.forEach(vmi -> {
            progress.accept("Shutting down " + name(vmi));
            client.resource(vmi).delete();
        });
        Instant deadline = Instant.now().plus(LIMIT);
        while (!pods().isEmpty()) {
            if (Instant.now().isAfter(deadline)) {
                throw new Client.Failed(
                        "after " + LIMIT.toMinutes() + " minutes these still run: " + String.join(", ", pods()));
            }
            Thread.sleep(250);
        }
    }

    private List<VirtualMachineInstance> running() {
        return client.resources(VirtualMachineInstance.class).inAnyNamespace().list().getItems().stream()
                .filter(vmi -> vmi.getStatus() == null
                        || vmi.getStatus().phase() == null
                        || !ENDED.contains(vmi.getStatus().phase()))
                .toList();
    }

    private List<String> pods() {
        return client.pods().inAnyNamespace().withLabel("kubevirt.io", "virt-launcher").list().getItems().stream()
                .filter(pod -> pod.getStatus() == null
                        || !ENDED.contains(pod.getStatus().getPhase()))
                .filter(pod -> pod.getSpec().getNodeName() != null)
                .map(pod -> pod.getMetadata().getNamespace() + "/"
                        + pod.getMetadata().getName())
                .toList();
    }

    private static String name(VirtualMachineInstance vmi) {
        return vmi.getMetadata().getNamespace() + "/" + vmi.getMetadata().getName();
    }
}
