package dev.slipway.portal.nodes;

import dev.slipway.portal.access.Visible;
import dev.slipway.portal.lists.Sight;
import java.util.Optional;

/**
 * What somebody may see of nodes.
 *
 * @param nodes whether he may see them at all
 * @param machines where he may see the machines that run on them
 */
record NodeSight(boolean nodes, Visible machines) implements Sight<LoadedNode, NodeRow> {
    @Override
    public Optional<NodeRow> see(LoadedNode node) {
        return nodes ? Optional.of(node.row(machines)) : Optional.empty();
    }
}
