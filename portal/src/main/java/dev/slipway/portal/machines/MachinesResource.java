package dev.slipway.portal.machines;

import dev.slipway.portal.access.Ask;
import dev.slipway.portal.access.CurrentVisit;
import dev.slipway.portal.access.Rights;
import dev.slipway.portal.access.Visible;
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
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The list of machines. */
@Path("/")
@RunOnVirtualThread
public class MachinesResource {
    private final MachineIndex index;
    private final Rights rights;
    private final Frames frames;
    private final CurrentVisit current;
    private final Clock clock = Clock.systemUTC();

    MachinesResource(MachineIndex index, Rights rights, Frames frames, CurrentVisit current) {
        this.index = index;
        this.rights = rights;
        this.frames = frames;
        this.current = current;
    }

    @GET
    public Response home() {
        return Response.seeOther(URI.create("/machines")).build();
    }

    @GET
    @Path("machines")
    public Response list(
            @QueryParam("view") @DefaultValue("") String view,
            @QueryParam("q") @DefaultValue("") String query,
            @QueryParam("project") @DefaultValue("") String project,
            @QueryParam("sort") @DefaultValue("") String sort,
            @QueryParam("page") @DefaultValue("1") String page,
            @QueryParam("cols") @Nullable List<String> columns) {
        ListRequest request = new ListRequest(
                MachineView.parse(view),
                query.strip(),
                project,
                MachineOrder.parse(sort),
                number(page),
                MachineColumn.parse(columns == null ? List.of() : columns));
        Visit visit = current.get();
        ListPage model = page(visit, request);
        return Answers.page(200, visit.inPlace() ? Templates.part(model) : Templates.list(model));
    }

    private ListPage page(Visit visit, ListRequest request) {
        Visible visible = rights.visible(visit.identity(), Ask.LIST_MACHINES);
        MachineQuery query = MachineQuery.parse(request.query());
        Listing listing = Listing.of(index.ordered(request.order()), visible, request, query, clock.instant());
        boolean blind = request.project().isEmpty()
                ? visible instanceof Visible.Only only && only.namespaces().isEmpty()
                : !visible.in(request.project());
        boolean mayCreate = rights.may(visit.identity(), Ask.CREATE_MACHINES, request.project());
        return ListPage.of(
                frames.frame(visit, "Machines", "/machines", request.project()),
                request,
                query,
                listing,
                blind,
                mayCreate ? "/machines/new" : "");
    }

    private static int number(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException _) {
            return 1;
        }
    }
}
