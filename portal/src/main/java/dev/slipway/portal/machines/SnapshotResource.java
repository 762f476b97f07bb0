package dev.slipway.portal.machines;

import dev.slipway.portal.access.CurrentVisit;
import dev.slipway.portal.access.Visit;
import dev.slipway.portal.cluster.ClusterMirror;
import dev.slipway.portal.cluster.ObjectKey;
import dev.slipway.portal.layout.Answers;
import dev.slipway.portal.layout.Dialog;
import dev.slipway.portal.layout.Dialogs;
import dev.slipway.portal.layout.Frames;
import dev.slipway.portal.layout.Missing;
import dev.slipway.portal.layout.Toast;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The tab Snapshots of a machine, and its clones. */
@Path("/machines/{namespace}/{name}")
@RunOnVirtualThread
public class SnapshotResource {
    private static final String NAME = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
    private static final int LONGEST = 63;

    private final MachinePages pages;
    private final SnapshotActions actions;
    private final ClusterMirror mirror;
    private final Frames frames;
    private final CurrentVisit current;
    private final Answers answers;

    SnapshotResource(
            MachinePages pages,
            SnapshotActions actions,
            ClusterMirror mirror,
            Frames frames,
            CurrentVisit current,
            Answers answers) {
        this.pages = pages;
        this.actions = actions;
        this.mirror = mirror;
        this.frames = frames;
        this.current = current;
        this.answers = answers;
    }

    @GET
    @Path("snapshots")
    public Response snapshots(@PathParam("namespace") String namespace, @PathParam("name") String name) {
        Visit visit = current.get();
        MachineFacts facts = facts(visit, namespace, name);
        return Answers.page(
                200,
                Templates.snapshots(new MachinePage.Snapshots(
                        frames.frame(visit, name + " snapshots", "/machines"),
                        pages.head(visit, facts, "snapshots"),
                        SnapshotTab.of(
                                facts, mirror, pages.snapshotRights(visit, facts), visit.csrf(), Instant.now()))));
    }

    @POST
    @Path("snapshots")
    public Response take(
            @PathParam("namespace") String namespace,
            @PathParam("name") String name,
            @FormParam("snapshot") @DefaultValue("") String snapshot) {
        Visit visit = current.get();
        MachineFacts facts = facts(visit, namespace, name);
        Optional<String> refused = problem(snapshot)
                .or(() ->
                        Optional.of(pages.snapshotRights(visit, facts).noTake()).filter(reason -> !reason.isEmpty()))
                .or(() -> actions.take(visit.identity(), facts.key(), snapshot));
        return answer(
                visit, facts, refused, "Taking snapshot " + snapshot + ".", "No snapshot of " + name + " was taken.");
    }

    @GET
    @Path("snapshots/{snapshot}/restore")
    public Response askRestore(
            @PathParam("namespace") String namespace,
            @PathParam("name") String name,
            @PathParam("snapshot") String snapshot) {
        Visit visit = current.get();
        MachineFacts facts = facts(visit, namespace, name);
        row(facts, snapshot);
        return question(
                visit,
                facts,
                "Restore " + name + "?",
                "Its disks and settings become what they were when " + snapshot
                        + " was taken. What was written to its disks since then is lost.",
                "/snapshots/" + snapshot + "/restore",
                "Restore");
    }

    @POST
    @Path("snapshots/{snapshot}/restore")
    public Response restore(
            @PathParam("namespace") String namespace,
            @PathParam("name") String name,
            @PathParam("snapshot") String snapshot) {
        Visit visit = current.get();
        MachineFacts facts = facts(visit, namespace, name);
        SnapshotRow row = row(facts, snapshot);
        Optional<String> refused = Optional.of(row.noRestore())
                .filter(reason -> !reason.isEmpty())
                .or(() -> actions.restore(visit.identity(), facts.key(), snapshot));
        return answer(visit, facts, refused, "Restoring " + name + ".", name + " was not restored.");
    }

    @GET
    @Path("snapshots/{snapshot}/delete")
    public Response askDelete(
            @PathParam("namespace") String namespace,
            @PathParam("name") String name,
            @PathParam("snapshot") String snapshot) {
        Visit visit = current.get();
        MachineFacts facts = facts(visit, namespace, name);
        row(facts, snapshot);
        return question(
                visit,
                facts,
                "Delete snapshot " + snapshot + "?",
                "What it holds is gone for good. The machine and its disks stay as they are.",
                "/snapshots/" + snapshot + "/delete",
                "Delete");
    }

    @POST
    @Path("snapshots/{snapshot}/delete")
    public Response delete(
            @PathParam("namespace") String namespace,
            @PathParam("name") String name,
            @PathParam("snapshot") String snapshot) {
        Visit visit = current.get();
        MachineFacts facts = facts(visit, namespace, name);
        row(facts, snapshot);
        return answer(
                visit,
                facts,
                actions.delete(visit.identity(), facts.key(), snapshot),
                "Deleting snapshot " + snapshot + ".",
                "Snapshot " + snapshot + " was not deleted.");
    }

    @GET
    @Path("clone")
    public Response askClone(@PathParam("namespace") String namespace, @PathParam("name") String name) {
        Visit visit = current.get();
        MachineFacts facts = facts(visit, namespace, name);
        return form(200, visit, facts, "", name + "-copy", "");
    }

    @POST
    @Path("clone")
    public Response cloned(
            @PathParam("namespace") String namespace,
            @PathParam("name") String name,
            @FormParam("clone") @DefaultValue("") String clone) {
        return copy(namespace, name, "", clone);
    }

    @GET
    @Path("snapshots/{snapshot}/clone")
    public Response askCloneOfSnapshot(
            @PathParam("namespace") String namespace,
            @PathParam("name") String name,
            @PathParam("snapshot") String snapshot) {
        Visit visit = current.get();
        MachineFacts facts = facts(visit, namespace, name);
        row(facts, snapshot);
        return form(200, visit, facts, snapshot, name + "-copy", "");
    }

    @POST
    @Path("snapshots/{snapshot}/clone")
    public Response clonedFromSnapshot(
            @PathParam("namespace") String namespace,
            @PathParam("name") String name,
            @PathParam("snapshot") String snapshot,
            @FormParam("clone") @DefaultValue("") String clone) {
        return copy(namespace, name, snapshot, clone);
    }

    private Response copy(String namespace, String name, String snapshot, String clone) {
        Visit visit = current.get();
        MachineFacts facts = facts(visit, namespace, name);
        Optional<String> refused = problem(clone)
                .or(() -> Optional.of(pages.noClone(visit, facts)).filter(reason -> !reason.isEmpty()))
                .or(() -> mirror.machines()
                        .find(namespace, clone)
                        .map(_ ->
                                "There is a machine " + clone + " in " + namespace + " already. Choose another name."))
                .or(() -> actions.copy(visit.identity(), facts.key(), snapshot, clone));
        return refused.map(sentence -> form(422, visit, facts, snapshot, clone, sentence))
                .orElseGet(() -> answers.move(
                        visit,
                        Toast.success("Cloning " + name + ". " + clone + " appears when its disks are there."),
                        "/machines?project=" + namespace));
    }

    private Response form(int status, Visit visit, MachineFacts facts, String snapshot, String name, String problem) {
        MachineRow row = MachineRow.of(facts);
        String source = snapshot.isEmpty() ? row.key().name() : "snapshot " + snapshot;
        return Dialogs.ask(
                status,
                visit,
                frames,
                "/machines",
                new Dialog(
                        "Clone " + source + "?",
                        "A new machine with copies of all disks, and addresses and identities of its own. It is off"
                                + " until you start it.",
                        row.path() + (snapshot.isEmpty() ? "" : "/snapshots/" + snapshot) + "/clone",
                        visit.csrf(),
                        List.of(Dialog.Field.text("clone", "Name of the new machine", name, "")
                                .wrong(problem)),
                        "Clone",
                        problem.isEmpty() ? pages.noClone(visit, facts) : "",
                        row.path() + (snapshot.isEmpty() ? "" : "/snapshots")));
    }

    private Response question(
            Visit visit, MachineFacts facts, String title, String text, String address, String button) {
        MachineRow row = MachineRow.of(facts);
        return Questions.ask(
                200,
                visit,
                frames,
                new Confirmation(
                        title,
                        text,
                        row.path() + address,
                        visit.csrf(),
                        List.of(),
                        "",
                        "",
                        button,
                        List.of(),
                        List.of(),
                        "",
                        row.path() + "/snapshots"));
    }

    private Response answer(Visit visit, MachineFacts facts, Optional<String> refused, String done, String not) {
        Toast toast = refused.map(sentence -> Toast.failure(not, sentence)).orElseGet(() -> Toast.success(done));
        return answers.stay(visit, toast, MachineRow.of(facts).path() + "/snapshots");
    }

    private MachineFacts facts(Visit visit, String namespace, String name) {
        return pages.facts(visit, new ObjectKey(namespace, name));
    }

    private SnapshotRow row(MachineFacts facts, String snapshot) {
        return SnapshotRow.of(facts, mirror).stream()
                .filter(row -> row.name().equals(snapshot))
                .findFirst()
                .orElseThrow(() -> new Missing(
                        "There is no snapshot " + snapshot + " of "
                                + facts.key().name() + ".",
                        "It may have been deleted meanwhile."));
    }

    private static Optional<String> problem(String name) {
        return name.length() <= LONGEST && name.matches(NAME)
                ? Optional.empty()
                : Optional.of("The name \"" + name + "\" is not possible. Use up to 63 small letters, digits and"
                        + " hyphens, with a letter or digit at both ends.");
    }
}
