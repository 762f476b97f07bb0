package dev.slipway.standalone.scheduler;

import dev.slipway.operator.cluster.Events;
import dev.slipway.standalone.events.EventQueue;
import dev.slipway.standalone.watch.Changes;
import io.fabric8.kubernetes.api.model.Binding;
import io.fabric8.kubernetes.api.model.BindingBuilder;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodConditionBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Binds Pods that have no node yet, one after the other, and says in their status why if it cannot. */
public final class Scheduler implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Scheduler.class);

    private final KubernetesClient client;
    private final EventQueue events;
    private final SharedIndexInformer<Pod> pods;
    private final SharedIndexInformer<Node> nodes;
    private final Changes changes = new Changes();
    private final Thread thread;
    /** Pods bound by this scheduler whose informer event has not come yet: uid to node. */
    private final Map<String, String> bound = new HashMap<>();

    private Scheduler(KubernetesClient client) {
        this.client = client;
        this.events = new EventQueue(client, new Events.Source("default-scheduler", Optional.empty()));
        // A first list that took too long is asked for again.
        this.pods = client.pods().inAnyNamespace().runnableInformer(0).exceptionHandler((started, cause) -> true);
        this.nodes = client.nodes().runnableInformer(0).exceptionHandler((started, cause) -> true);
        this.thread = Thread.ofPlatform().name("scheduler").daemon().unstarted(this::loop);
    }

    /** Starts to schedule. */
    public static Scheduler start(KubernetesClient client) {
        Scheduler scheduler = new Scheduler(client);
        scheduler.pods.addEventHandler(scheduler.changes.handler());
        scheduler.nodes.addEventHandler(scheduler.changes.handler());
        scheduler.nodes.run();
        scheduler.pods.run();
        scheduler.thread.start();
        return scheduler;
    }

    private void loop() {
        while (!Thread.currentThread().isInterrupted()) {
            try {
                changes.await(30);
                scheduleAll();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void scheduleAll() {
        List<Pod> all = new ArrayList<>(pods.getIndexer().list());
        bound.keySet()
                .removeIf(uid -> all.stream()
                        .noneMatch(pod -> pod.getMetadata().getUid().equals(uid)
                                && pod.getSpec().getNodeName() == null));
        all.replaceAll(this::asBound);
        for (int i = 0; i < all.size(); i++) {
            Pod pod = all.get(i);
            if (pod.getSpec().getNodeName() == null && pod.getMetadata().getDeletionTimestamp() == null) {
                try {
                    all.set(i, schedule(pod, all));
                } catch (KubernetesClientException e) {
                    LOG.warn("{}: {}", key(pod), e.getMessage());
                }
            }
        }
    }

    private Pod asBound(Pod pod) {
        String node = bound.get(pod.getMetadata().getUid());
        return node == null || pod.getSpec().getNodeName() != null
                ? pod
                : new PodBuilder(pod).editSpec().withNodeName(node).endSpec().build();
    }

    private Pod schedule(Pod pod, List<Pod> all) {
        return switch (Placement.of(pod, nodes.getIndexer().list(), all)) {
            case Placement.On(String node) -> {
                bind(pod, node);
                bound.put(pod.getMetadata().getUid(), node);
                events.normal(pod, "Scheduled", "Successfully assigned " + key(pod) + " to " + node);
                yield asBound(pod);
            }
            case Placement.Nowhere(String message) -> {
                report(pod, message);
                yield pod;
            }
        };
    }

    private void bind(Pod pod, String node) {
        String namespace = pod.getMetadata().getNamespace();
        String name = pod.getMetadata().getName();
        Binding binding = new BindingBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(namespace)
                .withUid(pod.getMetadata().getUid())
                .endMetadata()
                .withNewTarget()
                .withApiVersion("v1")
                .withKind("Node")
                .withName(node)
                .endTarget()
                .build();
        client.raw(
                "/api/v1/namespaces/" + namespace + "/pods/" + name + "/binding",
                "POST",
                Serialization.asJson(binding));
    }

    private void report(Pod pod, String message) {
        boolean said = pod.getStatus() != null
                && pod.getStatus().getConditions().stream()
                        .anyMatch(condition ->
                                condition.getType().equals("PodScheduled") && message.equals(condition.getMessage()));
        if (said) {
            return;
        }
        client.pods()
                .inNamespace(pod.getMetadata().getNamespace())
                .withName(pod.getMetadata().getName())
                .editStatus(now -> new PodBuilder(now)
                        .editOrNewStatus()
                        .removeMatchingFromConditions(
                                condition -> condition.getType().equals("PodScheduled"))
                        .addToConditions(new PodConditionBuilder()
                                .withType("PodScheduled")
                                .withStatus("False")
                                .withReason("Unschedulable")
                                .withMessage(message)
                                .withLastTransitionTime(Instant.now()
                                        .truncatedTo(ChronoUnit.SECONDS)
                                        .toString())
                                .build())
                        .endStatus()
                        .build());
        events.warning(pod, "FailedScheduling", message);
    }

    private static String key(Pod pod) {
        return pod.getMetadata().getNamespace() + "/" + pod.getMetadata().getName();
    }

    @Override
    public void close() {
        thread.interrupt();
        pods.close();
        nodes.close();
        events.close();
    }
}
