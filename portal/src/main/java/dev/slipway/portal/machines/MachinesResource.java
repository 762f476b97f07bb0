package dev.slipway.portal.machines;

import dev.slipway.portal.access.Ask;
import dev.slipway.portal.access.CurrentVisit;
import dev.slipway.portal.access.Rights;
import dev.slipway.portal.access.Visible;
import dev.slipway.portal.access.Visit;
import dev.slipway.portal.layout.Answers;
import dev.slipway.portal.layout.Frames;
import dev.slipway.portal.lists.Habits;
import dev.slipway.portal.lists.ListAddress;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The list of machines. */
@Path("/machines")
@RunOnVirtualThread
public class MachinesResource {
    private static final String LIST = "machines";

    private final MachineIndex index;
    private final Listings listings;
    private final RenderedRows rendered;
    private final Rights rights;
    private final Habits habits;
    private final Frames frames;
    private final CurrentVisit current;

    MachinesResource(
            MachineIndex index,
            Listings listings,
            RenderedRows rendered,
            Rights rights,
            Habits habits,
            Frames frames,
            CurrentVisit current) {
        this.index = index;
        this.listings = listings;
        this.rendered = rendered;
        this.rights = rights;
        this.habits = habits;
        this.frames = frames;
        this.current = current;
    }

    @GET
    public Response list(@Context UriInfo address) {
        MultivaluedMap<String, String> parameters = address.getQueryParameters();
        Map<String, String> values = new HashMap<>();
        parameters.forEach((name, all) -> values.put(name, all.getFirst()));
        Visit visit = current.get();
        ListRequest asked = ListRequest.of(values, parameters.getOrDefault("cols", List.of()));
        ListAddress said = ListAddress.of("/machines", parameters);
        if (habits.keep(visit, LIST, said, asked.habit())) {
            return Response.seeOther(URI.create(asked.href())).build();
        }
        ListPage model = page(visit, asked.shown(habits.shown(visit, LIST, said, asked.habit())));
        return Answers.page(200, visit.inPlace() ? Templates.part(model) : Templates.list(model));
    }

    private ListPage page(Visit visit, ListRequest request) {
        Visible visible = rights.visible(visit.identity(), Ask.LIST_MACHINES);
        MachineQuery query = MachineQuery.parse(request.query());
        long version = index.version();
        Listing listing = listings.of(visible, request, query);
        boolean blind = !visible.sees(request.project());
        boolean mayCreate = rights.may(visit.identity(), Ask.CREATE_MACHINES, request.project());
        return ListPage.of(
                frames.frame(visit, "Machines", "/machines", request.project()),
                request,
                query,
                listing,
                rendered.html(listing.rows(), request.columns()),
                blind,
                version,
                mayCreate ? "/machines/new" : "");
    }
}
