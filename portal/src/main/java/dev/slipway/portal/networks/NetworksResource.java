package dev.slipway.portal.networks;

import dev.slipway.portal.access.CurrentVisit;
import dev.slipway.portal.access.Visit;
import dev.slipway.portal.cluster.ObjectKey;
import dev.slipway.portal.layout.Answers;
import dev.slipway.portal.layout.Dialog;
import dev.slipway.portal.layout.Dialogs;
import dev.slipway.portal.layout.Frames;
import dev.slipway.portal.layout.Projects;
import dev.slipway.portal.layout.Toast;
import dev.slipway.portal.layout.TypedDeletion;
import dev.slipway.portal.lists.Lists;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The list of networks, the form for a new one, and their deletion. */
@Path("/networks")
@RunOnVirtualThread
public class NetworksResource {
    private final Networks networks;
    private final Lists lists;
    private final Projects projects;
    private final Frames frames;
    private final Answers answers;
    private final CurrentVisit current;

    NetworksResource(
            Networks networks, Lists lists, Projects projects, Frames frames, Answers answers, CurrentVisit current) {
        this.networks = networks;
        this.lists = lists;
        this.projects = projects;
        this.frames = frames;
        this.answers = answers;
        this.current = current;
    }

    @GET
    public Response list(@Context UriInfo requested) {
        return lists.answer(
                networks,
                requested,
                table -> Templates.list(
                        table, !projects.with(current.get(), Networks.CREATE).isEmpty()),
                Templates::part);
    }

    @GET
    @Path("new")
    public Response form(@QueryParam("project") @DefaultValue("") String project) {
        Visit visit = current.get();
        List<String> all = projects.with(visit, Networks.CREATE);
        NetworkWish wish = NetworkWish.fresh(
                all.contains(project) ? project : all.stream().findFirst().orElse(project));
        return Answers.page(200, Templates.form(page(visit, wish, Map.of(), "")));
    }

    /** What would be made, while somebody types. */
    @POST
    @Path("preview")
    public Response preview(MultivaluedMap<String, String> fields) {
        return Answers.page(200, Templates.side(page(current.get(), NetworkWish.of(fields), Map.of(), "")));
    }

    @POST
    @Path("new")
    public Response create(MultivaluedMap<String, String> fields) {
        Visit visit = current.get();
        NetworkWish wish = NetworkWish.of(fields);
        Map<String, String> problems = wish.problems();
        Optional<String> refused = problems.isEmpty() ? networks.create(visit, wish) : Optional.of("");
        return refused.isPresent()
                ? Answers.page(422, Templates.form(page(visit, wish, problems, refused.get())))
                : answers.move(
                        visit,
                        Toast.success("Network " + wish.name() + " is there; interfaces can be attached to it."),
                        NetworkList.KIND.path());
    }

    @GET
    @Path("{namespace}/{name}/menu")
    public Response menu(@PathParam("namespace") String namespace, @PathParam("name") String name) {
        Visit visit = current.get();
        NetworkRow network = networks.find(visit, new ObjectKey(namespace, name));
        return Answers.page(200, Templates.menu(network, networks.noDelete(visit, namespace)));
    }

    @GET
    @Path("{namespace}/{name}/delete")
    public Response askDelete(@PathParam("namespace") String namespace, @PathParam("name") String name) {
        Visit visit = current.get();
        NetworkRow network = networks.find(visit, new ObjectKey(namespace, name));
        return ask(visit, network, TypedDeletion.asked(networks.noDelete(visit, namespace)));
    }

    @POST
    @Path("{namespace}/{name}/delete")
    public Response delete(
            @PathParam("namespace") String namespace,
            @PathParam("name") String name,
            @FormParam("word") @DefaultValue("") String word) {
        Visit visit = current.get();
        NetworkRow network = networks.find(visit, new ObjectKey(namespace, name));
        TypedDeletion deletion = TypedDeletion.tried(
                word, name, networks.noDelete(visit, namespace), () -> networks.delete(visit, network));
        return deletion.isFree()
                ? answers.stay(visit, Toast.success("Deleted network " + name + "."), NetworkList.KIND.path())
                : ask(visit, network, deletion);
    }

    private Response ask(Visit visit, NetworkRow network, TypedDeletion deletion) {
        String name = network.key().name();
        return Dialogs.ask(
                deletion.status(),
                visit,
                frames,
                NetworkList.KIND.path(),
                new Dialog(
                        "Delete network " + name + "?",
                        network.loss(),
                        network.path() + "/delete",
                        visit.csrf(),
                        List.of(Dialog.Field.word(name).wrong(deletion.wrong())),
                        "Delete network",
                        deletion.refused(),
                        NetworkList.KIND.path()));
    }

    private NetworkFormPage page(Visit visit, NetworkWish wish, Map<String, String> problems, String refusal) {
        return new NetworkFormPage(
                frames.frame(visit, "Create network", NetworkList.KIND.path()),
                wish,
                problems,
                refusal,
                projects.with(visit, Networks.CREATE));
    }
}
