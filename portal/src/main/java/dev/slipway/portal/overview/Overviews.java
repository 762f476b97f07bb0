package dev.slipway.portal.overview;

import dev.slipway.portal.access.Ask;
import dev.slipway.portal.access.Rights;
import dev.slipway.portal.access.Visible;
import dev.slipway.portal.access.Visit;
import dev.slipway.portal.images.ImageIndex;
import dev.slipway.portal.layout.Gauges;
import dev.slipway.portal.machines.KnownMachines;
import dev.slipway.portal.tasks.Tasks;
import jakarta.inject.Singleton;

/** Gathers what a visitor may see for the overview. */
@Singleton
class Overviews {
    private static final int TASKS = 8;

    private final KnownMachines machines;
    private final ImageIndex images;
    private final Gauges gauges;
    private final Tasks tasks;
    private final Rights rights;

    Overviews(KnownMachines machines, ImageIndex images, Gauges gauges, Tasks tasks, Rights rights) {
        this.machines = machines;
        this.images = images;
        this.gauges = gauges;
        this.tasks = tasks;
        this.rights = rights;
    }

    Overview of(Visit visit, String project) {
        Visible visible = rights.visible(visit.identity(), Ask.LIST_IMAGES);
        return Overview.of(
                project,
                machines.visible(visit, project),
                images.all().stream()
                        .filter(row -> visible.in(row.key().namespace()))
                        .filter(row ->
                                project.isEmpty() || project.equals(row.key().namespace()))
                        .toList(),
                gauges.gauges(visit),
                tasks.newest(visit, project, TASKS));
    }
}
