package dev.slipway.portal.exports;

import dev.slipway.portal.access.CurrentVisit;
import dev.slipway.portal.access.Visit;
import dev.slipway.portal.cluster.ObjectKey;
import dev.slipway.portal.create.FormNumber;
import dev.slipway.portal.layout.Answers;
import dev.slipway.portal.layout.Dialog;
import dev.slipway.portal.layout.Dialogs;
import dev.slipway.portal.layout.Formats;
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
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Exports: the list, one of them, and how they begin and end. */
@Path("/exports")
@RunOnVirtualThread
public class ExportResource {
    private static final String NAME = "[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?";
    private static final int MOST_HOURS = 720;
    private static final int LONGEST_STEM = 56;

    private final Exports exports;
    private final Frames frames;
    private final CurrentVisit current;
    private final Answers answers;

    ExportResource(Exports exports, Frames frames, CurrentVisit current, Answers answers) {
        this.exports = exports;
        this.frames = frames;
        this.current = current;
        this.answers = answers;
    }

    @GET
    public Response list(@QueryParam("project") @DefaultValue("") String project) {
        Visit visit = current.get();
        List<ExportRow> rows = exports.visible(visit, project);
        Instant now = Instant.now();
        return Answers.page(
                200,
                Templates.list(new ExportPage.Listing(
                        frames.frame(visit, "Exports", "/exports", project),
                        rows,
                        rows.stream()
                                .map(row -> row.left(now).map(Formats::span).orElse(""))
                                .toList(),
                        "")));
    }

    @GET
    @Path("{namespace}/{name}")
    public Response export(@PathParam("namespace") String namespace, @PathParam("name") String name) {
        Visit visit = current.get();
        ExportRow row = exports.row(visit, new ObjectKey(namespace, name));
        return Answers.page(
                200, Templates.export(frames.frame(visit, name + " export", "/exports"), exports.page(visit, row)));
    }

    @GET
    @Path("new/{kind}/{namespace}/{source}")
    public Response ask(
            @PathParam("kind") String kind,
            @PathParam("namespace") String namespace,
            @PathParam("source") String source) {
        String stem = source.length() > LONGEST_STEM ? source.substring(0, LONGEST_STEM) : source;
        return ask(source(kind), new ObjectKey(namespace, source), stem + "-out", "2", Map.of(), Optional.empty());
    }

    @POST
    @Path("new/{kind}/{namespace}/{source}")
    public Response create(
            @PathParam("kind") String kind,
            @PathParam("namespace") String namespace,
            @PathParam("source") String source,
            @FormParam("name") @DefaultValue("") String name,
            @FormParam("hours") @DefaultValue("") String hours) {
        Visit visit = current.get();
        ExportSource what = source(kind);
        Map<String, String> wrong = new LinkedHashMap<>();
        if (!name.matches(NAME)) {
            wrong.put("name", "Use up to 63 small letters, digits and hyphens, e.g. " + "web-out.");
        }
        FormNumber.problem("hours", hours, 1, MOST_HOURS, true).ifPresent(sentence -> wrong.put("hours", sentence));
        ObjectKey object = new ObjectKey(namespace, source);
        if (!wrong.isEmpty()) {
            return ask(what, object, name, hours, wrong, Optional.empty());
        }
        ObjectKey export = new ObjectKey(namespace, name);
        Optional<String> refused = exports.obstacle(visit, namespace)
                .or(() -> exports.create(visit, export, what, source, Integer.parseInt(hours)));
        return refused.isPresent()
                ? ask(what, object, name, hours, Map.of(), refused)
                : answers.move(visit, Toast.success("Exporting " + source + "."), "/exports/" + namespace + "/" + name);
    }

    @POST
    @Path("{namespace}/{name}/delete")
    public Response delete(@PathParam("namespace") String namespace, @PathParam("name") String name) {
        Visit visit = current.get();
        ExportRow row = exports.row(visit, new ObjectKey(namespace, name));
        return exports.delete(visit, row.key())
                .map(sentence ->
                        answers.stay(visit, Toast.failure("Export " + name + " did not end.", sentence), row.path()))
                .orElseGet(() -> answers.move(visit, Toast.success("Export " + name + " ends."), "/exports"));
    }

    private static ExportSource source(String kind) {
        return ExportSource.of(kind)
                .orElseThrow(() -> new Missing(
                        "There are no exports of a " + kind + ".", "Export a machine, a snapshot or a disk."));
    }

    private Response ask(
            ExportSource what,
            ObjectKey object,
            String name,
            String hours,
            Map<String, String> wrong,
            Optional<String> refused) {
        Visit visit = current.get();
        String text = what == ExportSource.SNAPSHOT
                ? "Its disks can be fetched by whoever has the token, until the export ends."
                : "Its disks can be fetched by whoever has the token, until the export ends. While they are in use the"
                        + " export waits.";
        return Dialogs.ask(
                wrong.isEmpty() && refused.isEmpty() ? 200 : 422,
                visit,
                frames,
                "/exports",
                new Dialog(
                        "Export " + what.noun() + " " + object.name(),
                        text,
                        "/exports/new/" + what.word() + "/" + object.namespace() + "/" + object.name(),
                        visit.csrf(),
                        List.of(
                                Dialog.Field.text("name", "Name of the export", name, "")
                                        .wrong(wrong.getOrDefault("name", "")),
                                Dialog.Field.number("hours", "Ends after, hours", hours, "")
                                        .wrong(wrong.getOrDefault("hours", ""))),
                        "Export",
                        refused.or(() -> exports.obstacle(visit, object.namespace()))
                                .orElse(""),
                        what == ExportSource.MACHINE ? what.page(object) : "/exports"));
    }
}
