package dev.slipway.portal.nodes;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.api.kubevirt.VirtualMachineInstance;
import dev.slipway.api.names.KubeVirtNames;
import dev.slipway.portal.access.Ask;
import dev.slipway.portal.access.Rights;
import dev.slipway.portal.access.Visible;
import dev.slipway.portal.access.Visit;
import dev.slipway.portal.cluster.ApiReply;
import dev.slipway.portal.cluster.ApiRequest;
import dev.slipway.portal.cluster.ClusterConnection;
import dev.slipway.portal.cluster.ClusterMirror;
import dev.slipway.portal.cluster.Identity;
import dev.slipway.portal.cluster.ObjectKey;
import dev.slipway.portal.cluster.References;
import dev.slipway.portal.tasks.Task;
import dev.slipway.portal.tasks.Tasks;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Empties nodes, and stops that: each machine is asked to leave by an eviction of its Pod, in the name of the visitor. */
@Singleton
class Drains {
    private static final Ask LIST_PODS = Ask.of("list", "", "pods");
    private static final Ask EVICT = new Ask("create", "", "pods", "eviction");
    private static final Set<String> ENDED = Set.of("Succeeded", "Failed");

    /** An eviction that the guest's move answers is refused with this code, by Slipway's webhook and by KubeVirt's. */
    private static final int TOO_MANY_REQUESTS = 429;

    private final ClusterConnection connection;
    private final ClusterMirror mirror;
    private final Nodes nodes;
    private final Rights rights;
    private final Tasks tasks;
    private final References hosted;

    Drains(ClusterConnection connection, ClusterMirror mirror, Nodes nodes, Rights rights, Tasks tasks) {
        this.connection = connection;
        this.mirror = mirror;
        this.nodes = nodes;
        this.rights = rights;
        this.tasks = tasks;
        this.hosted = mirror.instances().referring(Drains::node);
    }

    /** Returns the instances that run on a node, also those without a machine. */
    List<VirtualMachineInstance> guests(String node) {
        return hosted.to(new ObjectKey("", node)).stream()
                .flatMap(guest -> mirror.instances().find(guest).stream())
                .filter(instance -> instance.getStatus() != null
                        && node.equals(instance.getStatus().nodeName())
                        && !ENDED.contains(String.valueOf(instance.getStatus().phase())))
                .toList();
    }

    private static Set<ObjectKey> node(VirtualMachineInstance instance) {
        return Optional.ofNullable(instance.getStatus()).map(status -> status.nodeName()).stream()
                .map(name -> new ObjectKey("", name))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Returns what a drain of a node does, or is doing, as far as a visitor may know. */
    DrainPlan plan(Visit visit, String node) {
        Visible visible = rights.visible(visit.identity(), Ask.LIST_MACHINES);
        // who may list all Pods may count the machines, too
        boolean counts = rights.may(visit.identity(), LIST_PODS, "");
        List<VirtualMachineInstance> guests = guests(node);
        List<DrainFate> fates = guests.stream()
                .filter(guest -> visible.in(guest.getMetadata().getNamespace()))
                .map(DrainFate::of)
                .toList();
        return DrainPlan.of(
                fates,
                counts ? guests.size() - fates.size() : 0,
                !counts && !(visible instanceof Visible.Everything),
                running(node).findAny().isPresent() || guests.stream().anyMatch(DrainFate::leaves));
    }

    /** Returns why a visitor may not drain nodes; empty if he may. */
    String noDrain(Visit visit) {
        return Stream.of(Nodes.CHANGE, LIST_PODS, EVICT)
                .filter(ask -> !rights.may(visit.identity(), ask, ""))
                .findFirst()
                .map(ask -> "You may not drain nodes: it needs the right to " + ask.verb() + " " + ask.resource()
                        + (ask.subresource().isEmpty() ? "" : "/" + ask.subresource()) + " in the whole cluster.")
                .orElse("");
    }

    /**
     * Keeps new machines away from a node and asks those on it to leave. What becomes of them is told by the task.
     *
     * @return why it was not done, or not for all
     */
    Optional<String> drain(Visit visit, String node) {
        Optional<String> refused =
                Optional.of(noDrain(visit)).filter(why -> !why.isEmpty()).or(() -> nodes.cordon(visit, node, true));
        if (refused.isPresent()) {
            return refused;
        }
        ApiReply pods = connection.send(
                visit.identity(),
                ApiRequest.get("/api/v1/pods?labelSelector=" + KubeVirtNames.APP + "%3D" + KubeVirtNames.LAUNCHER
                        + "&fieldSelector=spec.nodeName%3D" + node));
        if (!pods.succeeded()) {
            return Optional.of("New machines keep away, but those on it stay: " + pods.refusal());
        }
        tasks.begin(visit.identity(), "Drain", NodeTasks.KIND, new ObjectKey("", node), NodeTasks.EMPTY);
        List<String> kept = new ArrayList<>();
        for (JsonNode pod : pods.json().path("items")) {
            if (!ENDED.contains(pod.at("/status/phase").asText())) {
                evict(visit.identity(), pod).ifPresent(kept::add);
            }
        }
        return kept.isEmpty()
                ? Optional.empty()
                : Optional.of("The others leave, but not " + String.join("; ", kept) + ".");
    }

    /** Asks the guest of a Pod to leave. Returns its name and why it does not. */
    private Optional<String> evict(Identity identity, JsonNode pod) {
        String namespace = pod.at("/metadata/namespace").asText();
        String name = pod.at("/metadata/name").asText();
        ApiReply reply = connection.send(
                identity,
                ApiRequest.post(
                        "/api/v1/namespaces/" + namespace + "/pods/" + name + "/eviction",
                        "{\"apiVersion\":\"policy/v1\",\"kind\":\"Eviction\",\"metadata\":{\"name\":\"" + name
                                + "\",\"namespace\":\"" + namespace + "\"}}"));
        boolean moves = reply.status() == TOO_MANY_REQUESTS && reply.message().contains(KubeVirtNames.EVACUATES);
        boolean gone = reply.status() == 404;
        String machine =
                pod.at("/metadata/annotations").path(KubeVirtNames.DOMAIN).asText(name);
        return reply.succeeded() || moves || gone ? Optional.empty() : Optional.of(machine + ": " + reply.message());
    }

    /** Lets the machines that have not begun to move stay; the node remains cordoned. Returns why that was not done for all. */
    Optional<String> stop(Visit visit, String node) {
        String not = noDrain(visit);
        if (!not.isEmpty()) {
            return Optional.of(not);
        }
        List<String> kept = new ArrayList<>();
        guests(node).stream().filter(DrainFate::leaves).forEach(guest -> {
            ObjectKey key = ObjectKey.of(guest);
            ApiReply reply = connection.send(
                    visit.identity(),
                    ApiRequest.put(
                            "/apis/subresources.kubevirt.io/v1/namespaces/" + key.namespace()
                                    + "/virtualmachineinstances/" + key.name() + "/evacuate/cancel",
                            "{\"evacuationNodeName\":\"" + node + "\"}"));
            if (!reply.succeeded()) {
                kept.add(key.name() + ": " + reply.message());
            }
        });
        running(node)
                .forEach(task -> tasks.failed(
                        task,
                        "Stopped by " + visit.identity().user()
                                + "; machines that had not left stay, and new ones keep away until " + node
                                + " is uncordoned."));
        return kept.isEmpty()
                ? Optional.empty()
                : Optional.of("Some leave all the same: " + String.join("; ", kept) + ".");
    }

    private Stream<Task> running(String node) {
        return tasks.running(NodeTasks.KIND).stream()
                .filter(task -> task.object().name().equals(node) && task.goal().equals(NodeTasks.EMPTY));
    }
}
