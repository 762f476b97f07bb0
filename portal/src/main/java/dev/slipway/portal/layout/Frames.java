package dev.slipway.portal.layout;

import dev.slipway.portal.PortalSettings;
import dev.slipway.portal.access.Ask;
import dev.slipway.portal.access.Rights;
import dev.slipway.portal.access.Theme;
import dev.slipway.portal.access.Visible;
import dev.slipway.portal.access.Visit;
import dev.slipway.portal.cluster.ClusterMirror;
import dev.slipway.portal.cluster.ClusterWatch;
import dev.slipway.portal.cluster.Reachability;
import io.quarkus.arc.All;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Makes the frame of a page. */
@Singleton
public class Frames {
    private static final DateTimeFormatter CLOCK_TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss").withZone(ZoneId.systemDefault());

    private final PortalSettings settings;
    private final Rights rights;
    private final ClusterMirror mirror;
    private final ClusterWatch watch;
    private final PendingToasts toasts;
    private final List<Area> areas;
    private final Gauges gauges;
    private final TasksPill tasks;
    private final Clock clock = Clock.systemUTC();

    Frames(
            PortalSettings settings,
            Rights rights,
            ClusterMirror mirror,
            ClusterWatch watch,
            PendingToasts toasts,
            @All List<Area> areas,
            Gauges gauges,
            TasksPill tasks) {
        this.settings = settings;
        this.rights = rights;
        this.mirror = mirror;
        this.watch = watch;
        this.toasts = toasts;
        this.areas =
                areas.stream().sorted(Comparator.comparingInt(Area::position)).toList();
        this.gauges = gauges;
        this.tasks = tasks;
    }

    /**
     * Returns the frame of a page.
     *
     * @param title words for the browser's tab
     * @param path path of the navigation entry that the page belongs to
     * @param project project that lists are limited to; empty for all
     */
    public Frame frame(Visit visit, String title, String path, String project) {
        return new Frame(
                title,
                visit.identity().user(),
                visit.local(),
                visit.csrf(),
                visit.theme(),
                visit.theme() == Theme.DARK,
                settings.clusterName().orElse(""),
                project,
                projects(visit),
                entries(visit, path, project),
                gauges.gauges(visit),
                tasks.html(visit),
                outage(watch.reachability(), clock.instant()),
                toasts.take(visit.session()),
                visit.address());
    }

    /** Returns the frame of a page that is not limited to a project. */
    public Frame frame(Visit visit, String title, String path) {
        return frame(visit, title, path, "");
    }

    /** Returns the sentence for an API that does not answer. */
    public static Optional<Frame.Outage> outage(Reachability reachability, Instant now) {
        return switch (reachability) {
            case Reachability.Reached _ -> Optional.empty();
            case Reachability.Starting _ ->
                Optional.of(new Frame.Outage(
                        "The portal is still reading the cluster, so lists are not complete.",
                        "It has just started, or kubevirt.io/v1 is not installed in this cluster. The page"
                                + " fills by itself; machines are not affected."));
            case Reachability.Lost lost ->
                Optional.of(new Frame.Outage(
                        "The Kubernetes API does not answer. You see the state of " + CLOCK_TIME.format(lost.since())
                                + ", " + Formats.span(Duration.between(lost.since(), now)) + " ago; actions wait.",
                        "Machines keep running. Last error: " + lost.error() + ". The portal tries again every 2 s."));
        };
    }

    private List<String> projects(Visit visit) {
        Visible visible = rights.visible(visit.identity(), Ask.LIST_MACHINES);
        return mirror.namespaces().all().stream()
                .map(namespace -> namespace.getMetadata().getName())
                .filter(visible::in)
                .sorted()
                .toList();
    }

    private List<Frame.Entry> entries(Visit visit, String path, String project) {
        List<Frame.Entry> entries = new ArrayList<>();
        int ten = 0;
        for (Area area : areas) {
            if (area.visible(visit)) {
                boolean ruled = !entries.isEmpty() && area.position() / 10 != ten;
                ten = area.position() / 10;
                String address = project.isEmpty() ? area.path() : area.path() + "?project=" + project;
                entries.add(new Frame.Entry(
                        area.name(),
                        area.icon(),
                        address,
                        area.key(),
                        area.path().equals(path),
                        ruled,
                        area.count(visit)));
            }
        }
        return entries;
    }
}
