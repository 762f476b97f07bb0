package dev.slipway.portal.machines;

import dev.slipway.portal.access.CurrentVisit;
import dev.slipway.portal.access.Visit;
import dev.slipway.portal.cluster.ObjectKey;
import dev.slipway.portal.layout.Answers;
import dev.slipway.portal.layout.Dialog;
import dev.slipway.portal.layout.Dialogs;
import dev.slipway.portal.layout.Frames;
import dev.slipway.portal.layout.Toast;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Notes and labels of a machine. */
@Path("/machines/{namespace}/{name}/notes")
@RunOnVirtualThread
public class NotesResource {
    private final MachinePages pages;
    private final MachineWriter writer;
    private final Frames frames;
    private final CurrentVisit current;
    private final Answers answers;

    NotesResource(MachinePages pages, MachineWriter writer, Frames frames, CurrentVisit current, Answers answers) {
        this.pages = pages;
        this.writer = writer;
        this.frames = frames;
        this.current = current;
        this.answers = answers;
    }

    @GET
    public Response ask(@PathParam("namespace") String namespace, @PathParam("name") String name) {
        Visit visit = current.get();
        MachineFacts facts = pages.facts(visit, new ObjectKey(namespace, name));
        MachineNotes notes = MachineNotes.of(facts);
        return ask(visit, facts, notes, notes, Map.of(), obstacle(visit, facts));
    }

    @POST
    public Response change(
            @PathParam("namespace") String namespace,
            @PathParam("name") String name,
            @FormParam("text") @DefaultValue("") String text,
            @FormParam("labels") @DefaultValue("") String labels,
            @FormParam("shown-text") @DefaultValue("") String shownText,
            @FormParam("shown-labels") @DefaultValue("") String shownLabels) {
        Visit visit = current.get();
        MachineFacts facts = pages.facts(visit, new ObjectKey(namespace, name));
        MachineNotes notes = MachineNotes.sent(text, labels);
        MachineNotes shown = MachineNotes.sent(shownText, shownLabels);
        Map<String, String> wrong = notes.problems();
        if (!wrong.isEmpty()) {
            return ask(visit, facts, notes, shown, wrong, Optional.empty());
        }
        List<MachineNotes> known = new ArrayList<>(List.of(shown));
        Optional<String> refused = obstacle(visit, facts)
                .or(() -> writer.change(
                        visit.identity(),
                        facts.key(),
                        "Change notes",
                        "",
                        machine -> {
                            Optional<String> newer = notes.newer(MachineNotes.text(machine), shown);
                            newer.ifPresent(found -> known.add(new MachineNotes(found, shown.labels())));
                            return newer.map(NotesResource::changed);
                        },
                        machine -> notes.on(machine, shown)));
        return refused.isPresent()
                ? ask(visit, facts, notes, known.getLast(), Map.of(), refused)
                : answers.stay(visit, Toast.success("Notes and labels of " + name + " are changed."), path(facts));
    }

    private Optional<String> obstacle(Visit visit, MachineFacts facts) {
        return Optional.of(pages.noChange(visit, facts)).filter(why -> !why.isEmpty());
    }

    private static String changed(String newer) {
        return newer.isEmpty()
                ? "Somebody removed the notes meanwhile. Save again to write yours all the same."
                : "Somebody changed the notes meanwhile. They are now: \"" + newer
                        + "\" Take over what you need of them; save again to put yours in their place.";
    }

    private Response ask(
            Visit visit,
            MachineFacts facts,
            MachineNotes notes,
            MachineNotes shown,
            Map<String, String> wrong,
            Optional<String> refused) {
        return Dialogs.ask(
                wrong.isEmpty() && refused.isEmpty() ? 200 : 422,
                visit,
                frames,
                "/machines",
                new Dialog(
                        "Notes and labels of " + facts.key().name(),
                        "",
                        path(facts) + "/notes",
                        visit.csrf(),
                        List.of(
                                Dialog.Field.lines(
                                                "text",
                                                "Notes",
                                                notes.text(),
                                                "Whose it is, what it is for. Everybody who sees the machine reads"
                                                        + " them.")
                                        .wrong(wrong.getOrDefault("text", "")),
                                Dialog.Field.lines(
                                                "labels",
                                                "Labels",
                                                notes.labels(),
                                                "One a line, as key=value. The list finds them by label:key=value.")
                                        .wrong(wrong.getOrDefault("labels", "")),
                                Dialog.Field.hidden("shown-text", shown.text()),
                                Dialog.Field.hidden("shown-labels", shown.labels())),
                        "Save",
                        refused.orElse(""),
                        path(facts)));
    }

    private static String path(MachineFacts facts) {
        return MachineRow.of(facts).path();
    }
}
