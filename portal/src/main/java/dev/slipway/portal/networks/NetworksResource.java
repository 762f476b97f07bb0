package dev.slipway.portal.networks;

import dev.slipway.portal.access.CurrentVisit;
import dev.slipway.portal.access.Rights;
import dev.slipway.portal.access.Visit;
import dev.slipway.portal.layout.Answers;
import dev.slipway.portal.layout.Frames;
import dev.slipway.portal.layout.ListAddress;
import dev.slipway.portal.layout.ListTable;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;

/** The list of networks. */
@Path("/networks")
@RunOnVirtualThread
public class NetworksResource {
    private final Networks networks;
    private final Rights rights;
    private final Frames frames;
    private final CurrentVisit current;

    NetworksResource(Networks networks, Rights rights, Frames frames, CurrentVisit current) {
        this.networks = networks;
        this.rights = rights;
        this.frames = frames;
        this.current = current;
    }

    @GET
    public Response list(@Context UriInfo requested) {
        Visit visit = current.get();
        ListAddress address = NetworkList.KIND.address(requested.getQueryParameters());
        String project = address.get("project");
        ListTable<NetworkRow> table = NetworkList.KIND.table(
                frames.frame(visit, "Networks", NetworkList.KIND.path(), project),
                address,
                networks.visible(visit, project),
                rights.visible(visit.identity(), NetworkList.KIND.right()));
        return Answers.page(200, visit.inPlace() ? Templates.part(table) : Templates.list(table));
    }
}
