package dev.slipway.portal.networks;

import dev.slipway.portal.access.Visible;
import dev.slipway.portal.lists.Sight;
import java.util.Optional;

/** What somebody may see of networks, and of the machines that are attached to them. */
record NetworkSight(Visible networks, Visible machines) implements Sight<NetworkRow, NetworkRow> {
    @Override
    public Optional<NetworkRow> see(NetworkRow network) {
        return networks.in(network.project()) ? Optional.of(network.seen(machines)) : Optional.empty();
    }
}
