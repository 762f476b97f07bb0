package dev.slipway.portal.images;

import dev.slipway.portal.access.Visible;
import dev.slipway.portal.cluster.ObjectKey;
import java.util.List;
import java.util.Set;

/**
 * An image with all that was made from it.
 *
 * @param row its row with everything
 * @param bare its row for those who may not see the project of its disk
 * @param diskProject project of its disk
 * @param machines machines made from it
 */
record UsedImage(ImageRow row, ImageRow bare, String diskProject, List<ObjectKey> machines) {
    UsedImage {
        machines = List.copyOf(machines);
    }

    static UsedImage of(ImageFacts facts) {
        Visible nothing = new Visible.Only(Set.of());
        return new UsedImage(
                ImageRow.of(facts), ImageRow.of(facts.seen(nothing, nothing)), facts.diskProject(), facts.machines());
    }

    /** Returns its row for somebody who may see the machines of some projects, and the disks of some. */
    ImageRow row(Visible inMachines, Visible ofDisks) {
        boolean whole = diskProject.equals(row.project()) || ofDisks.in(diskProject);
        int seen = (int) machines.stream()
                .filter(machine -> inMachines.in(machine.namespace()))
                .count();
        return (whole ? row : bare).madeInto(seen);
    }
}
