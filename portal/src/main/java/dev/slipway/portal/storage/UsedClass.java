package dev.slipway.portal.storage;

import dev.slipway.api.cdi.StorageProfile;
import dev.slipway.portal.access.Visible;
import io.fabric8.kubernetes.api.model.storage.StorageClass;
import java.util.Map;
import java.util.Optional;

/**
 * A storage class with all that uses it.
 *
 * @param storage the class
 * @param profile what CDI knows of it
 * @param uses what the claims of each project hold
 */
record UsedClass(StorageClass storage, Optional<StorageProfile> profile, Map<String, StorageRow.Use> uses) {
    UsedClass {
        uses = Map.copyOf(uses);
    }

    /** Returns its row for somebody who may see the claims of some projects. */
    StorageRow row(Visible claims) {
        return StorageRow.of(
                storage,
                profile,
                uses.entrySet().stream()
                        .filter(entry -> claims.in(entry.getKey()))
                        .map(Map.Entry::getValue)
                        .reduce(StorageRow.Use.NONE, StorageRow.Use::plus));
    }
}
