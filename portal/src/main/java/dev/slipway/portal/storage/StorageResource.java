package dev.slipway.portal.storage;

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

/** The list of storage classes. */
@Path("/storage")
@RunOnVirtualThread
public class StorageResource {
    private final StorageClasses classes;
    private final Frames frames;
    private final Answers answers;
    private final CurrentVisit current;

    StorageResource(StorageClasses classes, Frames frames, Answers answers, CurrentVisit current) {
        this.classes = classes;
        this.frames = frames;
        this.answers = answers;
        this.current = current;
    }

    @GET
    public Response list(@Context UriInfo requested) {
        Visit visit = current.get();
        ListTable<StorageRow> table = StorageList.KIND.table(
                frames.frame(visit, "Storage classes", StorageList.KIND.path()),
                StorageList.KIND.address(requested.getQueryParameters()),
                classes.all(visit),
                classes.mayList(visit));
        return Answers.page(200, visit.inPlace() ? Templates.part(table) : Templates.list(table));
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
