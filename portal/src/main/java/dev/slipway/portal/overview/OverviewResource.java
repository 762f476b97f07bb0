package dev.slipway.portal.overview;

import dev.slipway.portal.access.Ask;
import dev.slipway.portal.access.CurrentVisit;
import dev.slipway.portal.access.Rights;
import dev.slipway.portal.access.Visit;
import dev.slipway.portal.layout.Answers;
import dev.slipway.portal.layout.Frames;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.net.URI;

/** The first page. */
@Path("/")
@RunOnVirtualThread
public class OverviewResource {
    private final Overviews overviews;
    private final Rights rights;
    private final Frames frames;
    private final CurrentVisit current;

    OverviewResource(Overviews overviews, Rights rights, Frames frames, CurrentVisit current) {
        this.overviews = overviews;
        this.rights = rights;
        this.frames = frames;
        this.current = current;
    }

    @GET
    public Response home() {
        return Response.seeOther(URI.create("/overview")).build();
    }

    @GET
    @Path("overview")
    public Response overview(@QueryParam("project") @DefaultValue("") String project) {
        Visit visit = current.get();
        return Answers.page(
                200,
                Templates.page(new OverviewPage(
                        frames.frame(visit, "Overview", "/overview", project),
                        overviews.of(visit, project),
                        rights.may(visit.identity(), Ask.CREATE_MACHINES, project),
                        rights.may(visit.identity(), Ask.CREATE_IMAGES, project))));
    }
}
