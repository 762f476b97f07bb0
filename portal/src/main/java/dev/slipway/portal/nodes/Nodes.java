package dev.slipway.portal.nodes;

import dev.slipway.portal.access.Ask;
import dev.slipway.portal.access.Rights;
import dev.slipway.portal.access.Visible;
import dev.slipway.portal.access.Visit;
import dev.slipway.portal.cluster.ApiReply;
import dev.slipway.portal.cluster.ApiRequest;
import dev.slipway.portal.cluster.ClusterConnection;
import dev.slipway.portal.cluster.ClusterMirror;
import dev.slipway.portal.cluster.ObjectKey;
import dev.slipway.portal.cluster.References;
import dev.slipway.portal.layout.Missing;
import dev.slipway.portal.lists.ListKind;
import dev.slipway.portal.lists.Listed;
import dev.slipway.portal.lists.RowIndex;
import dev.slipway.portal.lists.Seen;
import dev.slipway.portal.live.Pulse;
import dev.slipway.portal.machines.KnownMachines;
import dev.slipway.portal.machines.MachineRow;
import dev.slipway.portal.tasks.Tasks;
import io.quarkus.runtime.Startup;
import jakarta.annotation.PostConstruct;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Finds nodes, and keeps new machines away from them, as far as the visitor may. */
@Startup
@Singleton
class Nodes implements Listed<NodeRow> {
    /** Changes nodes. */
    static final Ask CHANGE = Ask.of("patch", "", "nodes");

    private final ClusterConnection connection;
    private final ClusterMirror mirror;
    private final KnownMachines machines;
    private final Rights rights;
    private final Tasks tasks;
    private final References running = new References();
    private final RowIndex<LoadedNode, NodeRow> index;

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
        this.index = new RowIndex<>(this::loaded, pulse);
    }

    @PostConstruct
    void follow() {
        mirror.nodes().listen(index::touch);
        machines.listen(this::moved);
        machines.keys().forEach(this::moved);
        mirror.nodes().keys().forEach(index::touch);
    }

    /** What a machine holds counts where it runs and, until now, where it ran. */
    private void moved(ObjectKey machine) {
        running.from(machine).forEach(index::touch);
        running.put(
                machine,
                () -> machines.find(machine)
                        .filter(row -> row.state().hasScreen() && !row.node().isEmpty())
                        .map(row -> Set.of(new ObjectKey("", row.node())))
                        .orElse(Set.of()));
        running.from(machine).forEach(index::touch);
    }

    @Override
    public ListKind<NodeRow> kind() {
        return NodeList.KIND;
    }

    @Override
    public Seen<NodeRow> seen(Visit visit) {
        return index.seen(new NodeSight(mayList(visit), rights.visible(visit.identity(), Ask.LIST_MACHINES)));
    }

    /** Returns whether a visitor may see nodes. */
    boolean mayList(Visit visit) {
        return rights.may(visit.identity(), NodeList.KIND.right(), "");
    }

    /** Returns the running machines of a node that a visitor may see, by name. */
    List<MachineRow> machinesOn(Visit visit, String node) {
        Visible visible = rights.visible(visit.identity(), Ask.LIST_MACHINES);
        return machinesOn(new ObjectKey("", node)).stream()
                .filter(row -> visible.in(row.key().namespace()))
                .toList();
    }

    private List<MachineRow> machinesOn(ObjectKey node) {
        return running.to(node).stream()
                .flatMap(machine -> machines.find(machine).stream())
                .filter(row -> row.node().equals(node.name()) && row.state().hasScreen())
                .toList();
    }

    /** Returns a node; {@link Missing} if there is none that the visitor may see. */
    NodeRow find(Visit visit, String name) {
        return Optional.of(new ObjectKey("", name))
                .filter(_ -> mayList(visit))
                .flatMap(this::loaded)
                .map(node -> node.row(rights.visible(visit.identity(), Ask.LIST_MACHINES)))
                .orElseThrow(() -> new Missing(
                        "There is no node " + name + ".", "Either it does not exist, or you may not see nodes."));
    }

    private Optional<LoadedNode> loaded(ObjectKey key) {
        return mirror.nodes().find(key).map(node -> LoadedNode.of(node, machinesOn(key)));
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
