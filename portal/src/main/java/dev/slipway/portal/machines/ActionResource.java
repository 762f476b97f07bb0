package dev.slipway.portal.machines;

import dev.slipway.portal.access.CurrentVisit;
import dev.slipway.portal.access.Visit;
import dev.slipway.portal.cluster.ObjectKey;
import dev.slipway.portal.layout.Answers;
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
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Actions on one machine, and the questions before them. */
@Path("/machines/{namespace}/{name}")
@RunOnVirtualThread
public class ActionResource {
    private final MachinePages pages;
    private final MachineActions actions;
    private final MachineIndex index;
    private final Frames frames;
    private final CurrentVisit current;
    private final Answers answers;

    ActionResource(
            MachinePages pages,
            MachineActions actions,
            MachineIndex index,
            Frames frames,
            CurrentVisit current,
            Answers answers) {
        this.pages = pages;
        this.actions = actions;
        this.index = index;
        this.frames = frames;
        this.current = current;
        this.answers = answers;
    }

    @GET
    @Path("confirm/{action}")
    public Response confirm(
            @PathParam("namespace") String namespace,
            @PathParam("name") String name,
            @PathParam("action") String word) {
        Visit visit = current.get();
        MachineRow row = MachineRow.of(pages.facts(visit, new ObjectKey(namespace, name)));
        return Questions.ask(200, visit, frames, Confirmation.of(row, action(word), visit.csrf()));
    }

    @GET
    @Path("delete")
    public Response askDelete(@PathParam("namespace") String namespace, @PathParam("name") String name) {
        Visit visit = current.get();
        MachineFacts facts = pages.facts(visit, new ObjectKey(namespace, name));
        List<DiskFate> disks = DiskFate.of(facts, index::users);
        return Questions.ask(200, visit, frames, Confirmation.delete(MachineRow.of(facts), disks, "", visit.csrf()));
    }

    @POST
    @Path("delete")
    public Response delete(
            @PathParam("namespace") String namespace,
            @PathParam("name") String name,
            @FormParam("word") @DefaultValue("") String word,
            @FormParam("disk") @Nullable List<String> disks) {
        Visit visit = current.get();
        MachineFacts facts = pages.facts(visit, new ObjectKey(namespace, name));
        MachineRow row = MachineRow.of(facts);
        if (!word.equals(name)) {
            List<DiskFate> fates = DiskFate.of(facts, index::users);
            return Questions.ask(
                    422, visit, frames, Confirmation.delete(row, fates, word.isEmpty() ? " " : word, visit.csrf()));
        }
        Offer offer = Offer.of(Action.DELETE, row, ask -> pages.may(visit, ask, row.key()), pages.reachable());
        if (!offer.enabled()) {
            return answers.stay(
                    visit, Toast.failure("Delete " + name + " is not possible.", offer.reason()), row.path());
        }
        Optional<String> refused =
                actions.delete(visit.identity(), facts, disks == null ? Set.of() : Set.copyOf(disks));
        return refused.isPresent()
                ? answers.stay(visit, Toast.failure(name + " was not deleted.", refused.get()), row.path())
                : answers.move(visit, Toast.success("Deleting " + name + "."), "/machines");
    }

    @POST
    @Path("{action}")
    public Response act(
            @PathParam("namespace") String namespace,
            @PathParam("name") String name,
            @PathParam("action") String word) {
        Visit visit = current.get();
        Action action = action(word);
        MachineFacts facts = pages.facts(visit, new ObjectKey(namespace, name));
        MachineRow row = MachineRow.of(facts);
        Offer offer = Offer.of(action, row, ask -> pages.may(visit, ask, row.key()), pages.reachable());
        Optional<String> refused =
                offer.enabled() ? actions.perform(visit.identity(), facts, action) : Optional.of(offer.reason());
        Toast toast = refused.map(sentence -> Toast.failure(action.word() + " " + name + " was not done.", sentence))
                .orElseGet(() -> Toast.success(asked(action, name), "Show tasks", "/tasks"));
        return answers.stay(visit, toast, row.path());
    }

    private static Action action(String word) {
        return Action.of(word)
                .orElseThrow(() ->
                        new Missing("There is no action " + word + ".", "Use the buttons on the page of the machine."));
    }

    /** Returns what was just asked for; the state changes when it is true. */
    static String asked(Action action, String name) {
        return switch (action) {
            case START -> "Starting " + name + ".";
            case SHUT_DOWN -> "Asked " + name + " to shut down.";
            case RESTART -> "Restarting " + name + ".";
            case PAUSE -> "Pausing " + name + ".";
            case RESUME -> "Resuming " + name + ".";
            case MIGRATE -> "Moving " + name + " to another node.";
            case RESET -> "Reset " + name + ".";
            case POWER_OFF -> "Powering " + name + " off.";
            case DELETE -> "Deleting " + name + ".";
        };
    }
}
