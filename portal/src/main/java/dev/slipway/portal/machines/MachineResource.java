package dev.slipway.portal.machines;

import dev.slipway.portal.access.Ask;
import dev.slipway.portal.access.CurrentVisit;
import dev.slipway.portal.access.Visit;
import dev.slipway.portal.cluster.ObjectKey;
import dev.slipway.portal.layout.Answers;
import dev.slipway.portal.layout.Frame;
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
import java.util.List;

/** The page of one machine: its tabs, its menu, its YAML. */
@Path("/machines/{namespace}/{name}")
@RunOnVirtualThread
public class MachineResource {
    private static final int EVENTS = 200;

    private final MachinePages pages;
    private final MachineBodies bodies;
    private final MachineEditor editor;
    private final Frames frames;
    private final CurrentVisit current;
    private final Answers answers;

    MachineResource(
            MachinePages pages,
            MachineBodies bodies,
            MachineEditor editor,
            Frames frames,
            CurrentVisit current,
            Answers answers) {
        this.pages = pages;
        this.bodies = bodies;
        this.editor = editor;
        this.frames = frames;
        this.current = current;
        this.answers = answers;
    }

    @GET
    public Response summary(@PathParam("namespace") String namespace, @PathParam("name") String name) {
        Visit visit = current.get();
        MachineFacts facts = pages.facts(visit, new ObjectKey(namespace, name));
        return Answers.page(
                200,
                Templates.summaryTab(new MachinePage.Summary(
                        frame(visit, name, ""), pages.head(visit, facts, ""), bodies.body(visit, facts))));
    }

    @GET
    @Path("disks")
    public Response disks(@PathParam("namespace") String namespace, @PathParam("name") String name) {
        Visit visit = current.get();
        MachineFacts facts = pages.facts(visit, new ObjectKey(namespace, name));
        return Answers.page(
                200,
                Templates.disks(new MachinePage.Disks(
                        frame(visit, name, "disks"),
                        pages.head(visit, facts, "disks"),
                        DiskTab.of(facts, pages.noChange(visit, facts)))));
    }

    @GET
    @Path("network")
    public Response network(@PathParam("namespace") String namespace, @PathParam("name") String name) {
        Visit visit = current.get();
        MachineFacts facts = pages.facts(visit, new ObjectKey(namespace, name));
        return Answers.page(
                200,
                Templates.network(new MachinePage.Networks(
                        frame(visit, name, "network"),
                        pages.head(visit, facts, "network"),
                        NicTab.of(facts, visit.csrf(), pages.noChange(visit, facts)))));
    }

    @GET
    @Path("events")
    public Response events(@PathParam("namespace") String namespace, @PathParam("name") String name) {
        Visit visit = current.get();
        MachineFacts facts = pages.facts(visit, new ObjectKey(namespace, name));
        return Answers.page(
                200,
                Templates.events(new MachinePage.Events(
                        frame(visit, name, "events"),
                        pages.head(visit, facts, "events"),
                        bodies.activity(visit, facts, EVENTS),
                        pages.may(visit, Ask.LIST_EVENTS, facts.key()))));
    }

    @GET
    @Path("menu")
    public Response menu(@PathParam("namespace") String namespace, @PathParam("name") String name) {
        Visit visit = current.get();
        MachineFacts facts = pages.facts(visit, new ObjectKey(namespace, name));
        MachineRow row = MachineRow.of(facts);
        List<Offer> offers = Offer.of(row, ask -> pages.may(visit, ask, row.key()), pages.reachable());
        return Answers.page(
                200,
                Templates.menu(row, offers, pages.noConsole(visit, facts), pages.noClone(visit, facts), visit.csrf()));
    }

    @GET
    @Path("guest")
    public Response guest(@PathParam("namespace") String namespace, @PathParam("name") String name) {
        Visit visit = current.get();
        ObjectKey key = new ObjectKey(namespace, name);
        pages.facts(visit, key);
        return Answers.page(200, Templates.guest(bodies.guest(visit, key)));
    }

    @GET
    @Path("yaml")
    public Response yaml(@PathParam("namespace") String namespace, @PathParam("name") String name) {
        Visit visit = current.get();
        MachineFacts facts = pages.facts(visit, new ObjectKey(namespace, name));
        String yaml = bodies.yaml(visit, facts);
        return yamlPage(200, visit, facts, new YamlState(yaml, yaml, "", "", List.of(), List.of()));
    }

    @POST
    @Path("yaml")
    public Response edit(
            @PathParam("namespace") String namespace,
            @PathParam("name") String name,
            @FormParam("yaml") @DefaultValue("") String yaml,
            @FormParam("base") @DefaultValue("") String base,
            @FormParam("do") @DefaultValue("check") String what) {
        Visit visit = current.get();
        ObjectKey key = new ObjectKey(namespace, name);
        MachineFacts facts = pages.facts(visit, key);
        boolean dryRun = !what.equals("save");
        String edited = yaml.replace("\r\n", "\n");
        String original = base.replace("\r\n", "\n");
        return switch (editor.edit(visit.identity(), key, original, edited, dryRun)) {
            case MachineEditor.Result.Accepted accepted
            when !dryRun ->
                answers.move(
                        visit,
                        Toast.success(name + " is changed: " + MachineEditor.summary(accepted.changes()) + "."),
                        "/machines/" + namespace + "/" + name + "/yaml");
            case MachineEditor.Result.Accepted accepted ->
                yamlPage(
                        200,
                        visit,
                        facts,
                        new YamlState(
                                edited,
                                original,
                                "",
                                "The cluster would accept these changes.",
                                List.of(),
                                accepted.changes()));
            case MachineEditor.Result.Nothing _ ->
                yamlPage(
                        200,
                        visit,
                        facts,
                        new YamlState(edited, original, "", "Nothing is changed.", List.of(), List.of()));
            case MachineEditor.Result.Refused refused ->
                yamlPage(
                        refused.status(),
                        visit,
                        facts,
                        new YamlState(edited, original, refused.sentence(), "", List.of(), List.of()));
            case MachineEditor.Result.Conflict conflict ->
                yamlPage(
                        409,
                        visit,
                        facts,
                        new YamlState(
                                conflict.merged(), conflict.current(), "", "", conflict.theirs(), conflict.mine()));
        };
    }

    private record YamlState(
            String yaml, String base, String problem, String checked, List<Difference> theirs, List<Difference> mine) {}

    private Response yamlPage(int status, Visit visit, MachineFacts facts, YamlState state) {
        boolean editable = pages.reachable() && pages.may(visit, Ask.CHANGE_MACHINES, facts.key());
        return Answers.page(
                status,
                Templates.yaml(new MachinePage.Yaml(
                        frame(visit, facts.key().name(), "YAML"),
                        pages.head(visit, facts, "yaml"),
                        state.yaml(),
                        state.base(),
                        state.problem(),
                        state.checked(),
                        state.theirs(),
                        state.mine(),
                        editable)));
    }

    private Frame frame(Visit visit, String name, String tab) {
        return frames.frame(visit, tab.isEmpty() ? name : name + " " + tab, "/machines");
    }
}
