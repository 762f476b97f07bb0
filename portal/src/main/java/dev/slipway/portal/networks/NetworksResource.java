package dev.slipway.portal.networks;

import dev.slipway.portal.access.CurrentVisit;
import dev.slipway.portal.access.Rights;
import dev.slipway.portal.access.Visible;
import dev.slipway.portal.access.Visit;
import dev.slipway.portal.layout.Answers;
import dev.slipway.portal.layout.Frames;
import dev.slipway.portal.layout.ListAddress;
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
        ListAddress address = ListAddress.of(NetworksPage.PATH, requested.getQueryParameters());
        String project = address.get("project");
        Visible visible = rights.visible(visit.identity(), Networks.LIST);
        boolean blind = project.isEmpty()
                ? visible instanceof Visible.Only only && only.namespaces().isEmpty()
                : !visible.in(project);
        NetworksPage page = NetworksPage.of(
                frames.frame(visit, "Networks", NetworksPage.PATH, project),
                address,
                networks.visible(visit, project),
                blind);
        return Answers.page(200, visit.inPlace() ? Templates.part(page) : Templates.list(page));
    }
}
