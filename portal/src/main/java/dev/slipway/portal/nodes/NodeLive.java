package dev.slipway.portal.nodes;

import dev.slipway.portal.access.Visit;
import dev.slipway.portal.layout.Missing;
import dev.slipway.portal.live.LivePart;
import dev.slipway.portal.live.LiveView;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.MultivaluedMap;
import java.util.Optional;

/** The page of a node is read again when it would look different. */
@Singleton
class NodeLive implements LivePart {
    private final Nodes nodes;
    private final Drains drains;

    NodeLive(Nodes nodes, Drains drains) {
        this.nodes = nodes;
        this.drains = drains;
    }

    @Override
    public Optional<LiveView> open(Visit visit, MultivaluedMap<String, String> wanted) {
        String at = wanted.getFirst("at");
        return Optional.ofNullable(wanted.getFirst("node"))
                .map(name -> LiveView.readAgain(() -> print(visit, name), at == null ? "" : at));
    }

    private String print(Visit visit, String name) {
        try {
            return NodePage.print(nodes.find(visit, name), nodes.machinesOn(visit, name), drains.plan(visit, name));
        } catch (Missing _) {
            return "gone";
        }
    }
}
