package dev.slipway.portal.machines;

import dev.slipway.portal.access.Ask;
import dev.slipway.portal.access.CurrentVisit;
import dev.slipway.portal.access.Rights;
import dev.slipway.portal.access.Visit;
import dev.slipway.portal.cluster.ClusterMirror;
import dev.slipway.portal.cluster.ObjectKey;
import dev.slipway.portal.layout.Answers;
import dev.slipway.portal.layout.Dialog;
import dev.slipway.portal.layout.Dialogs;
import dev.slipway.portal.layout.Frames;
import dev.slipway.portal.layout.Toast;
import io.fabric8.kubernetes.api.model.Node;
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
import java.util.Optional;

/** A machine moves to another node while it runs, to one of choice or to any. */
@Path("/machines/{namespace}/{name}/migrate")
@RunOnVirtualThread
public class MigrateResource {
    private final MachinePages pages;
    private final MachineActions actions;
    private final ClusterMirror mirror;
    private final Rights rights;
    private final Frames frames;
    private final CurrentVisit current;
    private final Answers answers;

    MigrateResource(
            MachinePages pages,
            MachineActions actions,
            ClusterMirror mirror,
            Rights rights,
            Frames frames,
            CurrentVisit current,
            Answers answers) {
        this.pages = pages;
        this.actions = actions;
        this.mirror = mirror;
        this.rights = rights;
        this.frames = frames;
        this.current = current;
        this.answers = answers;
    }

    @GET
    public Response ask(@PathParam("namespace") String namespace, @PathParam("name") String name) {
        return ask(pages.facts(current.get(), new ObjectKey(namespace, name)), "", Optional.empty());
    }

    @POST
    public Response migrate(
            @PathParam("namespace") String namespace,
            @PathParam("name") String name,
            @FormParam("node") @DefaultValue("") String node) {
        Visit visit = current.get();
        MachineFacts facts = pages.facts(visit, new ObjectKey(namespace, name));
        Optional<String> refused = obstacle(visit, facts).or(() -> actions.migrate(visit.identity(), facts, node));
        return refused.isPresent()
                ? ask(facts, node, refused)
                : answers.stay(
                        visit,
                        Toast.success(
                                "Moving " + name + " to " + (node.isEmpty() ? "another node" : node) + ".",
                                "Show tasks",
                                "/tasks"),
                        MachineRow.of(facts).path());
    }

    private Optional<String> obstacle(Visit visit, MachineFacts facts) {
        MachineRow row = MachineRow.of(facts);
        return Optional.of(Offer.of(Action.MIGRATE, row, ask -> pages.may(visit, ask, row.key()), pages.reachable()))
                .map(Offer::reason)
                .filter(reason -> !reason.isEmpty());
    }

    private Response ask(MachineFacts facts, String node, Optional<String> refused) {
        Visit visit = current.get();
        MachineRow row = MachineRow.of(facts);
        List<Dialog.Option> nodes = new ArrayList<>(List.of(new Dialog.Option("", "Any node that fits")));
        if (rights.may(visit.identity(), Ask.LIST_NODES, "")) {
            nodes(row.node()).forEach(found -> nodes.add(new Dialog.Option(found, found)));
        }
        return Dialogs.ask(
                refused.isEmpty() ? 200 : 422,
                visit,
                frames,
                "/machines",
                new Dialog(
                        "Migrate " + row.key().name(),
                        "The guest runs on while its memory is moved"
                                + (row.node().isEmpty() ? "" : " away from " + row.node())
                                + ". Consoles open again by themselves.",
                        row.path() + "/migrate",
                        visit.csrf(),
                        List.of(Dialog.Field.choice("node", "To", node, nodes, "")),
                        "Migrate",
                        refused.or(() -> obstacle(visit, facts)).orElse(""),
                        row.path()));
    }

    /** Returns the nodes that take Pods, without the one that the machine is on. */
    private List<String> nodes(String present) {
        return mirror.nodes().all().stream()
                .filter(MigrateResource::takesMachines)
                .map(node -> node.getMetadata().getName())
                .filter(node -> !node.equals(present))
                .sorted()
                .toList();
    }

    private static boolean takesMachines(Node node) {
        boolean cordoned =
                node.getSpec() != null && Boolean.TRUE.equals(node.getSpec().getUnschedulable());
        boolean silent = node.getStatus() != null
                && node.getStatus().getConditions().stream()
                        .anyMatch(condition ->
                                "Ready".equals(condition.getType()) && !"True".equals(condition.getStatus()));
        return !cordoned && !silent;
    }
}
