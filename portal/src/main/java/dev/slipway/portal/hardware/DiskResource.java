package dev.slipway.portal.hardware;

import dev.slipway.portal.create.Choices;
import dev.slipway.portal.create.Offered;
import dev.slipway.portal.layout.Dialog;
import dev.slipway.portal.machines.MachineFacts;
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
import java.util.stream.Stream;

/** Disks come into a machine and go out of it. */
@Path("/machines/{namespace}/{name}/disks")
@RunOnVirtualThread
public class DiskResource {
    private static final String TAB = "disks";
    private static final String USUAL_SIZE = "10";

    private final HardwareDialogs dialogs;
    private final HardwareActions actions;
    private final Offered offered;

    DiskResource(HardwareDialogs dialogs, HardwareActions actions, Offered offered) {
        this.dialogs = dialogs;
        this.actions = actions;
        this.offered = offered;
    }

    /** What the form of a new disk carries. */
    public static final class Fields {
        @FormParam("content")
        @DefaultValue(DiskContent.BLANK)
        String content = "";

        @FormParam("size")
        @DefaultValue("")
        String size = "";

        @FormParam("name")
        @DefaultValue("")
        String name = "";

        @FormParam("bus")
        @DefaultValue("")
        String bus = "";

        @FormParam("class")
        @DefaultValue("")
        String storageClass = "";

        @FormParam("when")
        @DefaultValue("")
        String when = "";
    }

    @GET
    @Path("add")
    public Response askAdd(@PathParam("namespace") String namespace, @PathParam("name") String name) {
        MachineFacts facts = dialogs.facts(namespace, name);
        Fields fields = new Fields();
        fields.content = DiskContent.BLANK;
        fields.size = USUAL_SIZE;
        fields.name = DeviceName.free("disk", Devices.diskNames(facts));
        fields.bus = DiskWish.BUSES.getFirst();
        fields.when = "now";
        return ask(facts, offered.in(dialogs.visit(), namespace), fields, Map.of(), Optional.empty());
    }

    @POST
    @Path("add")
    public Response add(
            @PathParam("namespace") String namespace,
            @PathParam("name") String name,
            @jakarta.ws.rs.BeanParam Fields fields) {
        MachineFacts facts = dialogs.facts(namespace, name);
        Choices choices = offered.in(dialogs.visit(), namespace);
        DiskWish wish = new DiskWish(
                fields.name.strip(),
                DiskContent.choice(fields.content, fields.size.strip(), fields.storageClass),
                fields.bus,
                Devices.running(facts) && fields.when.equals("now"));
        Map<String, String> wrong = wish.problems(choices, namespace, Devices.diskNames(facts));
        if (!wrong.isEmpty()) {
            return ask(facts, choices, fields, wrong, Optional.empty());
        }
        Optional<String> refused =
                dialogs.obstacle(facts).or(() -> actions.add(dialogs.visit().identity(), facts.key(), wish));
        return dialogs.end(
                facts,
                TAB,
                refused,
                why -> ask(facts, choices, fields, Map.of(), why),
                wish.now()
                        ? "Plugging " + wish.name() + " into " + name + "."
                        : name + " has " + wish.name()
                                + (Devices.running(facts) ? " from its next start on." : " now."));
    }

    @GET
    @Path("{disk}/remove")
    public Response askRemove(
            @PathParam("namespace") String namespace, @PathParam("name") String name, @PathParam("disk") String disk) {
        return askRemove(dialogs.facts(namespace, name), disk, Optional.empty());
    }

    @POST
    @Path("{disk}/remove")
    public Response remove(
            @PathParam("namespace") String namespace, @PathParam("name") String name, @PathParam("disk") String disk) {
        MachineFacts facts = dialogs.facts(namespace, name);
        Devices.disk(facts, disk);
        boolean pluggable = Devices.pluggable(facts, disk) && !Devices.hasDriveNow(facts, disk);
        Optional<String> refused = dialogs.obstacle(facts)
                .or(() -> actions.remove(dialogs.visit().identity(), facts.key(), disk, pluggable));
        return dialogs.end(
                facts,
                TAB,
                refused,
                why -> askRemove(facts, disk, why),
                !Devices.running(facts)
                        ? disk + " is out of " + name + "."
                        : pluggable
                                ? "Unplugging " + disk + " from " + name + "."
                                : disk + " goes at the next start of " + name + ".");
    }

    private Response askRemove(MachineFacts facts, String disk, Optional<String> refused) {
        Devices.disk(facts, disk);
        boolean claim =
                Devices.volume(facts, disk).flatMap(MachineFacts::claimName).isPresent();
        String kept = claim ? " What is on it is kept, as a disk that other machines can use." : "";
        String when = !Devices.running(facts)
                ? "It is gone from the machine at once."
                : Devices.pluggable(facts, disk)
                        ? "The guest loses it at once: unmount it there first."
                        : "The guest keeps it until the next start of the machine.";
        return dialogs.confirm(
                facts,
                new HardwareDialogs.Draft(
                        "Remove " + disk + " from " + facts.key().name() + "?",
                        when + kept,
                        "disks/" + disk + "/remove",
                        TAB,
                        "Remove"),
                refused);
    }

    private Response ask(
            MachineFacts facts, Choices choices, Fields fields, Map<String, String> wrong, Optional<String> refused) {
        List<Dialog.Field> shown = new ArrayList<>();
        shown.add(Dialog.Field.grouped("content", "Content", fields.content, DiskContent.ofDisk(choices), ""));
        shown.add(Dialog.Field.number(
                "size", "Size, GiB", fields.size, "Of a new disk or a copy; an existing disk keeps its own."));
        shown.add(Dialog.Field.text("name", "Name", fields.name, ""));
        shown.add(Dialog.Field.choice("bus", "Bus", fields.bus, options(DiskWish.BUSES), ""));
        shown.add(Dialog.Field.choice("class", "Storage class", fields.storageClass, classes(choices), ""));
        if (Devices.running(facts)) {
            shown.add(Dialog.Field.choice(
                    "when",
                    "When",
                    fields.when,
                    List.of(
                            new Dialog.Option("now", "Now, into the running guest"),
                            new Dialog.Option("start", "At the next start")),
                    "A disk that is plugged in now can be unplugged while the guest runs."));
        }
        return dialogs.ask(
                facts,
                new HardwareDialogs.Draft("Add a disk to " + facts.key().name(), "", "disks/add", TAB, "Add disk"),
                shown,
                wrong,
                refused);
    }

    private static List<Dialog.Option> classes(Choices choices) {
        String usual = choices.usualClass().isEmpty() ? "The default" : "The default: " + choices.usualClass();
        return Stream.concat(
                        Stream.of(new Dialog.Option("", usual)),
                        choices.classes().stream().map(found -> new Dialog.Option(found, found)))
                .toList();
    }

    static List<Dialog.Option> options(List<String> words) {
        return words.stream().map(word -> new Dialog.Option(word, word)).toList();
    }
}
