package dev.slipway.portal.disks;

import dev.slipway.portal.access.Visit;
import dev.slipway.portal.live.LivePart;
import dev.slipway.portal.live.LiveView;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.MultivaluedMap;
import java.util.Optional;

/** The list of disks is read again when a row of it changes. */
@Singleton
class DisksLive implements LivePart {
    private final StoredDisks disks;

    DisksLive(StoredDisks disks) {
        this.disks = disks;
    }

    @Override
    public Optional<LiveView> open(Visit visit, MultivaluedMap<String, String> wanted) {
        return DiskList.KIND.live(wanted, address -> disks.visible(visit, address.get("project")));
    }
}
