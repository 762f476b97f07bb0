package dev.slipway.portal.disks;

import dev.slipway.portal.access.CurrentVisit;
import dev.slipway.portal.access.Visit;
import dev.slipway.portal.cluster.ObjectKey;
import dev.slipway.portal.layout.Answers;
import dev.slipway.portal.layout.Dialog;
import dev.slipway.portal.layout.Dialogs;
import dev.slipway.portal.layout.Formats;
import dev.slipway.portal.layout.Frames;
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
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;

/** The list of disks, and the end of one that nobody uses. */
@Path("/disks")
@RunOnVirtualThread
public class DisksResource {
    private final StoredDisks disks;
    private final Lists lists;
    private final Frames frames;
    private final Answers answers;
    private final CurrentVisit current;

    DisksResource(StoredDisks disks, Lists lists, Frames frames, Answers answers, CurrentVisit current) {
        this.disks = disks;
        this.lists = lists;
        this.frames = frames;
        this.answers = answers;
        this.current = current;
    }

    @GET
    public Response list(@Context UriInfo requested) {
        return lists.answer(disks, requested, Templates::list, Templates::part);
    }

    @GET
    @Path("{namespace}/{name}/menu")
    public Response menu(@PathParam("namespace") String namespace, @PathParam("name") String name) {
        Visit visit = current.get();
        StoredDisk disk = disks.find(visit, new ObjectKey(namespace, name));
        return Answers.page(200, Templates.menu(disk, disks.noDelete(visit, disk)));
    }

    @GET
    @Path("{namespace}/{name}/delete")
    public Response askDelete(@PathParam("namespace") String namespace, @PathParam("name") String name) {
        Visit visit = current.get();
        StoredDisk disk = disks.find(visit, new ObjectKey(namespace, name));
        return ask(visit, disk, TypedDeletion.asked(disks.noDelete(visit, disk)));
    }

    @POST
    @Path("{namespace}/{name}/delete")
    public Response delete(
            @PathParam("namespace") String namespace,
            @PathParam("name") String name,
            @FormParam("word") @DefaultValue("") String word) {
        Visit visit = current.get();
        StoredDisk disk = disks.find(visit, new ObjectKey(namespace, name));
        TypedDeletion deletion = TypedDeletion.tried(
                word, name, disks.noDelete(visit, disk), () -> disks.delete(visit.identity(), disk));
        return deletion.isFree()
                ? answers.stay(visit, Toast.success("Deleting disk " + name + "."), DiskList.KIND.path())
                : ask(visit, disk, deletion);
    }

    private Response ask(Visit visit, StoredDisk disk, TypedDeletion deletion) {
        String name = disk.key().name();
        return Dialogs.ask(
                deletion.status(),
                visit,
                frames,
                DiskList.KIND.path(),
                new Dialog(
                        "Delete disk " + name + "?",
                        (disk.bytes() > 0 ? Formats.bytes(disk.bytes()) + " in " : "In ")
                                + disk.key().namespace()
                                + ", used by no machine and no image. What it holds is gone for good.",
                        disk.path() + "/delete",
                        visit.csrf(),
                        List.of(Dialog.Field.word(name).wrong(deletion.wrong())),
                        "Delete disk",
                        deletion.refused(),
                        DiskList.KIND.path()));
    }
}
