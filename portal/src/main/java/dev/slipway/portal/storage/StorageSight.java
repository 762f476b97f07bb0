package dev.slipway.portal.storage;

import dev.slipway.portal.access.Visible;
import dev.slipway.portal.lists.Sight;
import java.util.Optional;

/**
 * What somebody may see of storage classes.
 *
 * @param classes whether he may see them at all
 * @param claims where he may see the claims that have them
 */
record StorageSight(boolean classes, Visible claims) implements Sight<UsedClass, StorageRow> {
    @Override
    public Optional<StorageRow> see(UsedClass storage) {
        return classes ? Optional.of(storage.row(claims)) : Optional.empty();
    }
}
