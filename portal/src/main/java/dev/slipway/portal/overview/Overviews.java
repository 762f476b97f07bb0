package dev.slipway.portal.overview;

import dev.slipway.portal.access.Visit;
import dev.slipway.portal.images.ImageIndex;
import dev.slipway.portal.images.ImageRow;
import dev.slipway.portal.layout.Gauges;
import dev.slipway.portal.lists.Recent;
import dev.slipway.portal.lists.Seen;
import dev.slipway.portal.machines.KnownMachines;
import dev.slipway.portal.machines.MachineRow;
import dev.slipway.portal.tasks.Tasks;
import jakarta.inject.Singleton;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Gathers what a visitor may see for the overview. */
@Singleton
class Overviews {
    private static final int TASKS = 8;
    private static final int MOST_REMEMBERED = 16;

    private final KnownMachines machines;
    private final ImageIndex images;
    private final Gauges gauges;
    private final Tasks tasks;
    private final Recent<Wanted, Overview> known = new Recent<>(MOST_REMEMBERED);

    private record Wanted(String project, Same machines, Same images) {}

    /** The very same rows, and not only equal ones: to compare these takes as long as to sum them up. */
    private record Same(Object rows) {
        @Override
        @SuppressWarnings("ReferenceEquality") // that is what it is for
        public boolean equals(@Nullable Object other) {
            return other instanceof Same same && same.rows == rows;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(rows);
        }
    }

    Overviews(KnownMachines machines, ImageIndex images, Gauges gauges, Tasks tasks) {
        this.machines = machines;
        this.images = images;
        this.gauges = gauges;
        this.tasks = tasks;
    }

    Overview of(Visit visit, String project) {
        return sum(project, machines.visible(visit, project), images.seen(visit))
                .with(gauges.gauges(visit), tasks.newest(visit, project, TASKS));
    }

    /** Sums up anew when a machine or an image has changed. */
    private Overview sum(String project, List<MachineRow> all, Seen<ImageRow> seen) {
        Wanted wanted = new Wanted(project, new Same(all), new Same(seen));
        return known.find(wanted).orElseGet(() -> {
            Overview fresh = Overview.of(
                    project,
                    all,
                    seen.rows().stream()
                            .filter(row -> project.isEmpty() || project.equals(row.project()))
                            .toList());
            known.put(wanted, fresh);
            return fresh;
        });
    }
}
