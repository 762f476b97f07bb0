package dev.slipway.portal.networks;

import dev.slipway.portal.access.Visit;
import dev.slipway.portal.live.LivePart;
import dev.slipway.portal.live.LiveView;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.MultivaluedMap;
import java.util.Optional;

/** The list of networks is read again when a row of it changes. */
@Singleton
class NetworksLive implements LivePart {
    private final Networks networks;

    NetworksLive(Networks networks) {
        this.networks = networks;
    }

    @Override
    public Optional<LiveView> open(Visit visit, MultivaluedMap<String, String> wanted) {
        return NetworkList.KIND.live(wanted, address -> networks.visible(visit, address.get("project")));
    }
}
