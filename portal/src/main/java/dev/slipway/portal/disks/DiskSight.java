package dev.slipway.portal.disks;

import dev.slipway.portal.access.Visible;
import dev.slipway.portal.lists.Sight;
import java.util.Optional;

/** What somebody may see of disks, and of the machines and images that use them. */
record DiskSight(Visible disks, Visible machines, Visible images) implements Sight<StoredDisk, StoredDisk> {
    @Override
    public Optional<StoredDisk> see(StoredDisk disk) {
        return disks.in(disk.project())
                ? Optional.of(disk.seen(disk.users().seen(machines, images)))
                : Optional.empty();
    }
}
