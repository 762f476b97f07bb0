package dev.slipway.portal.nodes;

import dev.slipway.portal.access.CurrentVisit;
import dev.slipway.portal.access.Visit;
import dev.slipway.portal.layout.Answers;
import dev.slipway.portal.layout.Dialog;
import dev.slipway.portal.layout.Dialogs;
import dev.slipway.portal.layout.Frames;
import dev.slipway.portal.layout.Toast;
import dev.slipway.portal.lists.Lists;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.Optional;

/** The list of nodes, and the page of one. */
@Path("/nodes")
@RunOnVirtualThread
public class NodesResource {
    private final Nodes nodes;
    private final Drains drains;
    private final Lists lists;
    private final Frames frames;
    private final Answers answers;
    private final CurrentVisit current;

    NodesResource(Nodes nodes, Drains drains, Lists lists, Frames frames, Answers answers, CurrentVisit current) {
        this.nodes = nodes;
        this.drains = drains;
        this.lists = lists;
        this.frames = frames;
        this.answers = answers;
        this.current = current;
    }

    @GET
    public Response list(@Context UriInfo requested) {
        return lists.answer(nodes, requested, Templates::list, Templates::part);
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
                        drains.plan(visit, name),
                        nodes.noChange(visit),
                        drains.noDrain(visit))));
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

    @GET
    @Path("{name}/drain")
    public Response askDrain(@PathParam("name") String name) {
        Visit visit = current.get();
        return askDrain(visit, nodes.find(visit, name), drains.noDrain(visit));
    }

    @POST
    @Path("{name}/drain")
    public Response drain(@PathParam("name") String name) {
        Visit visit = current.get();
        NodeRow node = nodes.find(visit, name);
        String not = drains.noDrain(visit);
        if (!not.isEmpty()) {
            return askDrain(visit, node, not);
        }
        Optional<String> refused = drains.drain(visit, name);
        return answers.stay(
                visit,
                refused.map(sentence -> Toast.failure(name + " is not drained as a whole.", sentence))
                        .orElseGet(() -> Toast.success("Draining " + name + ".", "Show tasks", "/tasks")),
                node.path());
    }

    @POST
    @Path("{name}/drain/stop")
    public Response stopDrain(@PathParam("name") String name) {
        Visit visit = current.get();
        NodeRow node = nodes.find(visit, name);
        return answers.stay(
                visit,
                drains.stop(visit, name)
                        .map(sentence -> Toast.failure("The drain of " + name + " was not stopped.", sentence))
                        .orElseGet(() -> Toast.success("Machines that have not left " + name
                                + " stay. New ones keep away until it is uncordoned.")),
                node.path());
    }

    private Response askDrain(Visit visit, NodeRow node, String problem) {
        return Dialogs.ask(
                problem.isEmpty() ? 200 : 422,
                visit,
                frames,
                NodeList.KIND.path(),
                new Dialog(
                        "Drain " + node.name() + "?",
                        drains.plan(visit, node.name()).words(),
                        node.path() + "/drain",
                        visit.csrf(),
                        List.of(),
                        "Drain node",
                        problem,
                        node.path()));
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
