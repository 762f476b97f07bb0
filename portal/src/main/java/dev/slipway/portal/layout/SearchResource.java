package dev.slipway.portal.layout;

import dev.slipway.portal.access.CurrentVisit;
import dev.slipway.portal.access.Visit;
import io.quarkus.arc.All;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Finds things by words, for the search page and the palette. */
@Path("/search")
@RunOnVirtualThread
public class SearchResource {
    private static final int IN_PALETTE = 8;
    private static final int ON_PAGE = 100;

    private final List<Findable> findables;
    private final List<Area> areas;
    private final Frames frames;
    private final CurrentVisit current;

    SearchResource(@All List<Findable> findables, @All List<Area> areas, Frames frames, CurrentVisit current) {
        this.findables = findables;
        this.areas = areas;
        this.frames = frames;
        this.current = current;
    }

    @GET
    public Response find(@QueryParam("q") @DefaultValue("") String query) {
        Visit visit = current.get();
        String words = query.strip().toLowerCase(Locale.ROOT);
        int limit = visit.inPlace() ? IN_PALETTE : ON_PAGE;
        List<Findable.Found> found = new ArrayList<>();
        if (!words.isEmpty()) {
            areas.stream()
                    .sorted(Comparator.comparingInt(Area::position))
                    .filter(area -> area.visible(visit)
                            && area.name().toLowerCase(Locale.ROOT).contains(words))
                    .forEach(area -> found.add(new Findable.Found(area.icon(), area.name(), "page", area.path())));
            findables.forEach(findable -> found.addAll(findable.find(visit, words, limit)));
        }
        List<Findable.Found> shown = found.stream().limit(limit).toList();
        return Answers.page(
                200,
                visit.inPlace()
                        ? Templates.found(query, shown)
                        : Templates.search(frames.frame(visit, "Search", ""), query, shown));
    }
}
