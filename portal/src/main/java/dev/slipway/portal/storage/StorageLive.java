package dev.slipway.portal.storage;

import dev.slipway.portal.access.Visit;
import dev.slipway.portal.live.LivePart;
import dev.slipway.portal.live.LiveView;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.MultivaluedMap;
import java.util.Optional;

/** The list of storage classes is read again when a row of it changes. */
@Singleton
class StorageLive implements LivePart {
    private final StorageClasses classes;

    StorageLive(StorageClasses classes) {
        this.classes = classes;
    }

    @Override
    public Optional<LiveView> open(Visit visit, MultivaluedMap<String, String> wanted) {
        return StorageList.KIND.live(wanted, _ -> classes.all(visit));
    }
}
