package dev.slipway.portal.storage;

import dev.slipway.portal.access.CurrentVisit;
import dev.slipway.portal.access.Visit;
import dev.slipway.portal.layout.Answers;
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

/** The list of storage classes. */
@Path("/storage")
@RunOnVirtualThread
public class StorageResource {
    private final StorageClasses classes;
    private final Lists lists;
    private final Answers answers;
    private final CurrentVisit current;

    StorageResource(StorageClasses classes, Lists lists, Answers answers, CurrentVisit current) {
        this.classes = classes;
        this.lists = lists;
        this.answers = answers;
        this.current = current;
    }

    @GET
    public Response list(@Context UriInfo requested) {
        return lists.answer(classes, requested, Templates::list, Templates::part);
    }

    @GET
    @Path("{name}/menu")
    public Response menu(@PathParam("name") String name) {
        Visit visit = current.get();
        StorageRow storage = classes.find(visit, name);
        return Answers.page(200, Templates.menu(storage, classes.noChoice(visit, storage), visit.csrf()));
    }

    @POST
    @Path("{name}/default")
    public Response choose(@PathParam("name") String name) {
        Visit visit = current.get();
        StorageRow storage = classes.find(visit, name);
        return answers.stay(
                visit,
                classes.choose(visit, storage)
                        .map(sentence -> Toast.failure("The default was not changed as asked.", sentence))
                        .orElseGet(() -> Toast.success("Disks that name no class get " + name + " from now on.")),
                StorageList.KIND.path());
    }
}
