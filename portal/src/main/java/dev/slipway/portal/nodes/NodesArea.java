package dev.slipway.portal.nodes;

import dev.slipway.portal.access.Visit;
import dev.slipway.portal.cluster.ClusterMirror;
import dev.slipway.portal.layout.Area;
import jakarta.inject.Singleton;
import java.util.Optional;

@Singleton
class NodesArea implements Area {
    private final Nodes nodes;
    private final ClusterMirror mirror;

    NodesArea(Nodes nodes, ClusterMirror mirror) {
        this.nodes = nodes;
        this.mirror = mirror;
    }

    @Override
    public int position() {
        return 31;
    }

    @Override
    public String name() {
        return "Nodes";
    }

    @Override
    public String icon() {
        return "node";
    }

    @Override
    public String path() {
        return NodeList.KIND.path();
    }

    @Override
    public String key() {
        return "n";
    }

    @Override
    public boolean visible(Visit visit) {
        return nodes.mayList(visit);
    }

    @Override
    public Optional<Integer> count(Visit visit) {
        return Optional.of(mirror.nodes().all().size());
    }
}
