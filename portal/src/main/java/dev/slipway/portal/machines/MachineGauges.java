package dev.slipway.portal.machines;

import dev.slipway.portal.access.Ask;
import dev.slipway.portal.access.Rights;
import dev.slipway.portal.access.Visit;
import dev.slipway.portal.cluster.ClusterMirror;
import dev.slipway.portal.layout.Formats;
import dev.slipway.portal.layout.Gauge;
import dev.slipway.portal.layout.Gauges;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Quantity;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** How much of the nodes' processors and memory running machines hold; only for those who may see all nodes and all machines. */
@Singleton
class MachineGauges implements Gauges {
    private final ClusterMirror mirror;
    private final MachineIndex index;
    private final Rights rights;

    MachineGauges(ClusterMirror mirror, MachineIndex index, Rights rights) {
        this.mirror = mirror;
        this.index = index;
        this.rights = rights;
    }

    @Override
    public List<Gauge> gauges(Visit visit) {
        return rights.may(visit.identity(), Ask.LIST_NODES, "") && rights.may(visit.identity(), Ask.LIST_MACHINES, "")
                ? of(mirror.nodes().all(), index.given())
                : List.of();
    }

    /** Returns the gauges of nodes and machines; none without nodes. */
    static List<Gauge> of(Collection<Node> nodes, MachineIndex.Given given) {
        double cpus =
                nodes.stream().mapToDouble(node -> allocatable(node, "cpu")).sum();
        double memory =
                nodes.stream().mapToDouble(node -> allocatable(node, "memory")).sum();
        if (cpus == 0 || memory == 0) {
            return List.of();
        }
        return List.of(
                new Gauge(
                        "CPU",
                        given.cpus() / cpus,
                        given.cpus() + " of " + Formats.number(cpus) + " CPUs are given to machines"),
                new Gauge(
                        "Memory",
                        given.memoryBytes() / memory,
                        Formats.bytes(given.memoryBytes()) + " of " + Formats.bytes((long) memory)
                                + " are given to machines"));
    }

    private static double allocatable(Node node, String resource) {
        Map<String, Quantity> allocatable =
                node.getStatus() == null ? null : node.getStatus().getAllocatable();
        Quantity quantity = allocatable == null ? null : allocatable.get(resource);
        return quantity == null ? 0 : quantity.getNumericalAmount().doubleValue();
    }
}
