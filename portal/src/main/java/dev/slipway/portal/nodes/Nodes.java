package dev.slipway.portal.nodes;

import dev.slipway.portal.access.Ask;
import dev.slipway.portal.access.Rights;
import dev.slipway.portal.access.Visit;
import dev.slipway.portal.cluster.ApiReply;
import dev.slipway.portal.cluster.ApiRequest;
import dev.slipway.portal.cluster.ClusterConnection;
import dev.slipway.portal.cluster.ClusterMirror;
import dev.slipway.portal.cluster.ObjectKey;
import dev.slipway.portal.layout.Missing;
import dev.slipway.portal.live.Pulse;
import dev.slipway.portal.machines.KnownMachines;
import dev.slipway.portal.machines.MachineRow;
import dev.slipway.portal.tasks.Tasks;
import jakarta.annotation.PostConstruct;
import jakarta.inject.Singleton;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Finds nodes, and keeps new machines away from them, as far as the visitor may. */
@Singleton
class Nodes {
    /** Changes nodes. */
    static final Ask CHANGE = Ask.of("patch", "", "nodes");

    private final ClusterConnection connection;
    private final ClusterMirror mirror;
    private final KnownMachines machines;
    private final Rights rights;
    private final Tasks tasks;
    private final Pulse pulse;

    Nodes(
            ClusterConnection connection,
            ClusterMirror mirror,
            KnownMachines machines,
            Rights rights,
            Tasks tasks,
            Pulse pulse) {
        this.connection = connection;
        this.mirror = mirror;
        this.machines = machines;
        this.rights = rights;
        this.tasks = tasks;
        this.pulse = pulse;
    }

    @PostConstruct
    void follow() {
        mirror.nodes().listen(_ -> pulse.beat());
    }

    /** Returns whether a visitor may see nodes. */
    boolean mayList(Visit visit) {
        return rights.may(visit.identity(), Ask.LIST_NODES, "");
    }

    /** Returns all nodes by name; none without the right. */
    List<NodeRow> all(Visit visit) {
        if (!mayList(visit)) {
            return List.of();
        }
        Map<String, List<MachineRow>> running = machines.visible(visit, "").stream()
                .filter(row -> row.state().hasScreen())
                .collect(Collectors.groupingBy(MachineRow::node));
        return mirror.nodes().all().stream()
                .map(node ->
                        NodeRow.of(node, running.getOrDefault(node.getMetadata().getName(), List.of())))
                .sorted(Comparator.comparing(NodeRow::name))
                .toList();
    }

    /** Returns the running machines of a node that a visitor may see, by name. */
    List<MachineRow> machinesOn(Visit visit, String node) {
        return machines.visible(visit, "").stream()
                .filter(row -> row.node().equals(node) && row.state().hasScreen())
                .toList();
    }

    /** Returns a node; {@link Missing} if there is none that the visitor may see. */
    NodeRow find(Visit visit, String name) {
        return Optional.of(name)
                .filter(_ -> mayList(visit))
                .flatMap(known -> mirror.nodes().find("", known))
                .map(node -> NodeRow.of(node, machinesOn(visit, name)))
                .orElseThrow(() -> new Missing(
                        "There is no node " + name + ".", "Either it does not exist, or you may not see nodes."));
    }

    /** Returns why a visitor may not change nodes; empty if so. */
    String noChange(Visit visit) {
        return rights.may(visit.identity(), CHANGE, "")
                ? ""
                : "You may not change nodes: it needs the right to patch nodes in the whole cluster.";
    }

    /** Keeps new machines away from a node, or lets them come again. Returns the sentence why it was not done. */
    Optional<String> cordon(Visit visit, String name, boolean away) {
        String not = noChange(visit);
        if (!not.isEmpty()) {
            return Optional.of(not);
        }
        ApiReply reply = connection.send(
                visit.identity(),
                ApiRequest.merge(
                        "/api/v1/nodes/" + name + "?fieldManager=slipway-portal",
                        "{\"spec\":{\"unschedulable\":" + (away ? "true" : "null") + "}}"));
        if (reply.succeeded()) {
            tasks.wrote(visit.identity(), away ? "Cordon" : "Uncordon", "Node", new ObjectKey("", name), "");
            return Optional.empty();
        }
        return Optional.of(reply.refusal());
    }
}
