package dev.slipway.portal.nodes;

import dev.slipway.portal.access.CurrentVisit;
import dev.slipway.portal.access.Visit;
import dev.slipway.portal.layout.Answers;
import dev.slipway.portal.layout.Frames;
import dev.slipway.portal.layout.ListTable;
import dev.slipway.portal.layout.Toast;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.Optional;

/** The list of nodes, and the page of one. */
@Path("/nodes")
@RunOnVirtualThread
public class NodesResource {
    private final Nodes nodes;
    private final Frames frames;
    private final Answers answers;
    private final CurrentVisit current;

    NodesResource(Nodes nodes, Frames frames, Answers answers, CurrentVisit current) {
        this.nodes = nodes;
        this.frames = frames;
        this.answers = answers;
        this.current = current;
    }

    @GET
    public Response list(@Context UriInfo requested) {
        Visit visit = current.get();
        ListTable<NodeRow> table = NodeList.KIND.table(
                frames.frame(visit, "Nodes", NodeList.KIND.path()),
                NodeList.KIND.address(requested.getQueryParameters()),
                nodes.all(visit),
                nodes.mayList(visit));
        return Answers.page(200, visit.inPlace() ? Templates.part(table) : Templates.list(table));
    }

    @GET
    @Path("{name}")
    public Response node(@PathParam("name") String name) {
        Visit visit = current.get();
        return Answers.page(
                200,
                Templates.node(new NodePage(
                        frames.frame(visit, name, NodeList.KIND.path()),
                        nodes.find(visit, name),
                        nodes.machinesOn(visit, name),
                        nodes.noChange(visit))));
    }

    @POST
    @Path("{name}/cordon")
    public Response cordon(@PathParam("name") String name) {
        return change(name, true, "New machines keep away from " + name + ".");
    }

    @POST
    @Path("{name}/uncordon")
    public Response uncordon(@PathParam("name") String name) {
        return change(name, false, "New machines may come to " + name + ".");
    }

    private Response change(String name, boolean away, String done) {
        Visit visit = current.get();
        NodeRow node = nodes.find(visit, name);
        Optional<String> refused = nodes.cordon(visit, name, away);
        return answers.stay(
                visit,
                refused.map(sentence -> Toast.failure(name + " was not changed.", sentence))
                        .orElseGet(() -> Toast.success(done)),
                node.path());
    }
}
