package dev.slipway.portal.hardware;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.portal.cluster.ObjectKey;
import dev.slipway.portal.create.Choices;
import dev.slipway.portal.create.DiskChoice;
import dev.slipway.portal.create.DiskProblems;
import dev.slipway.portal.create.DiskSource;
import dev.slipway.portal.create.Offered;
import dev.slipway.portal.images.ImageIndex;
import dev.slipway.portal.images.Quoted;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** CD-ROM drives of a machine, and the discs in them. */
@Path("/machines/{namespace}/{name}/drives")
@RunOnVirtualThread
public class DriveResource {
    private static final String TAB = "disks";

    private final HardwareDialogs dialogs;
    private final Offered offered;
    private final ImageIndex images;

    DriveResource(HardwareDialogs dialogs, Offered offered, ImageIndex images) {
        this.dialogs = dialogs;
        this.offered = offered;
        this.images = images;
    }

    @GET
    @Path("add")
    public Response askAdd(@PathParam("namespace") String namespace, @PathParam("name") String name) {
        MachineFacts facts = dialogs.facts(namespace, name);
        String free = DeviceName.free("cdrom", Devices.diskNames(facts));
        return askAdd(facts, free, DiskWish.DRIVE_BUSES.getFirst(), "", Map.of(), Optional.empty());
    }

    @POST
    @Path("add")
    public Response add(
            @PathParam("namespace") String namespace,
            @PathParam("name") String name,
            @FormParam("name") @DefaultValue("") String drive,
            @FormParam("bus") @DefaultValue("") String bus,
            @FormParam("disc") @DefaultValue("") String disc) {
        MachineFacts facts = dialogs.facts(namespace, name);
        Map<String, String> wrong = new LinkedHashMap<>();
        DeviceName.problem(drive, Devices.diskNames(facts)).ifPresent(sentence -> wrong.put("name", sentence));
        if (!DiskWish.DRIVE_BUSES.contains(bus)) {
            wrong.put("bus", Quoted.of(bus) + " is no bus of a drive. Use sata or scsi.");
        }
        if (!disc.isEmpty()) {
            problem(namespace, disc).ifPresent(sentence -> wrong.put("disc", sentence));
        }
        if (!wrong.isEmpty()) {
            return askAdd(facts, drive, bus, disc, wrong, Optional.empty());
        }
        Optional<ObjectNode> source = disc.isEmpty() ? Optional.empty() : Optional.of(source(namespace, disc));
        Optional<String> refused = dialogs.change(
                facts, "Add drive", drive, vm -> TemplateEdit.addDisk(vm, drive, "cdrom", bus, source.orElse(null)));
        return dialogs.end(
                facts,
                TAB,
                refused,
                why -> askAdd(facts, drive, bus, disc, Map.of(), why),
                name + " has the drive " + drive + (Devices.running(facts) ? " from its next start on." : " now."));
    }

    @GET
    @Path("{drive}/insert")
    public Response askInsert(
            @PathParam("namespace") String namespace,
            @PathParam("name") String name,
            @PathParam("drive") String drive) {
        return askInsert(dialogs.facts(namespace, name), drive, "", Map.of(), Optional.empty());
    }

    @POST
    @Path("{drive}/insert")
    public Response insert(
            @PathParam("namespace") String namespace,
            @PathParam("name") String name,
            @PathParam("drive") String drive,
            @FormParam("disc") @DefaultValue("") String disc) {
        MachineFacts facts = dialogs.facts(namespace, name);
        Devices.disk(facts, drive);
        Optional<String> wrong = problem(namespace, disc);
        if (wrong.isPresent()) {
            return askInsert(facts, drive, disc, Map.of("disc", wrong.get()), Optional.empty());
        }
        ObjectNode source = source(namespace, disc);
        Optional<String> refused = dialogs.change(
                facts,
                "Insert disc",
                drive + ", " + disc.substring(disc.indexOf(':') + 1),
                vm -> TemplateEdit.setVolume(vm, drive, source));
        return dialogs.end(
                facts,
                TAB,
                refused,
                why -> askInsert(facts, drive, disc, Map.of(), why),
                "The disc is in " + drive + later(facts, drive));
    }

    @GET
    @Path("{drive}/eject")
    public Response askEject(
            @PathParam("namespace") String namespace,
            @PathParam("name") String name,
            @PathParam("drive") String drive) {
        return askEject(dialogs.facts(namespace, name), drive, Optional.empty());
    }

    @POST
    @Path("{drive}/eject")
    public Response eject(
            @PathParam("namespace") String namespace,
            @PathParam("name") String name,
            @PathParam("drive") String drive) {
        MachineFacts facts = dialogs.facts(namespace, name);
        Devices.disk(facts, drive);
        Optional<String> refused =
                dialogs.change(facts, "Eject disc", drive, vm -> TemplateEdit.removeVolume(vm, drive));
        return dialogs.end(
                facts,
                TAB,
                refused,
                why -> askEject(facts, drive, why),
                "The disc is out of " + drive + later(facts, drive));
    }

    private static String later(MachineFacts facts, String drive) {
        return !Devices.running(facts) || Devices.hasDriveNow(facts, drive)
                ? "."
                : " from the next start of " + facts.key().name() + " on.";
    }

    private Optional<String> problem(String project, String disc) {
        DiskChoice choice = DiskContent.choice(disc, "1", "");
        if (choice.source() == DiskSource.BLANK) {
            return Optional.of("Choose the disc.");
        }
        Choices choices = offered.in(dialogs.visit(), project);
        return DiskProblems.source(choice, choices, project)
                .or(() -> claim(choice, project)
                        .filter(claim -> claim.namespace().equals(project))
                        .map(_ -> Optional.<String>empty())
                        .orElseGet(() -> Optional.of("This image lies in another project. Import it into " + project
                                + " to insert it there.")));
    }

    private ObjectNode source(String project, String disc) {
        ObjectKey claim = claim(DiskContent.choice(disc, "1", ""), project)
                .filter(found -> found.namespace().equals(project))
                .orElseThrow();
        return HardwareActions.disc(claim.name());
    }

    private Optional<ObjectKey> claim(DiskChoice choice, String project) {
        return choice.source() == DiskSource.IMAGE
                ? choice.imageKey().flatMap(images::claim)
                : Optional.of(new ObjectKey(project, choice.claim()));
    }

    private Response askAdd(
            MachineFacts facts,
            String drive,
            String bus,
            String disc,
            Map<String, String> wrong,
            Optional<String> refused) {
        String when = Devices.running(facts)
                ? "A drive is built in at the next start. Its disc can be changed at any time after that."
                : "Its disc can be changed at any time, while the guest runs, too.";
        return dialogs.ask(
                facts,
                new HardwareDialogs.Draft(
                        "Add a CD-ROM drive to " + facts.key().name(), when, "drives/add", TAB, "Add drive"),
                List.of(
                        Dialog.Field.grouped("disc", "Disc", disc, discs(facts, true), ""),
                        Dialog.Field.text("name", "Name", drive, ""),
                        Dialog.Field.choice("bus", "Bus", bus, DiskResource.options(DiskWish.DRIVE_BUSES), "")),
                wrong,
                refused);
    }

    private Response askInsert(
            MachineFacts facts, String drive, String disc, Map<String, String> wrong, Optional<String> refused) {
        Devices.disk(facts, drive);
        boolean change = Devices.volume(facts, drive).isPresent();
        List<Dialog.Group> discs = discs(facts, false);
        Optional<String> nothing = discs.stream()
                        .allMatch(group -> group.options().isEmpty())
                ? Optional.of("Project " + facts.key().namespace()
                        + " has no image and no free disk that could be inserted. Import an image into it first.")
                : Optional.empty();
        return dialogs.ask(
                facts,
                new HardwareDialogs.Draft(
                        (change ? "Change the disc in " : "Insert a disc into ") + drive,
                        Devices.running(facts) && !Devices.hasDriveNow(facts, drive)
                                ? "The running guest has no such drive, or a disc in it that stays until the next start."
                                : "",
                        "drives/" + drive + "/insert",
                        TAB,
                        "Insert"),
                List.of(Dialog.Field.grouped(
                        "disc",
                        "Disc",
                        disc,
                        discs,
                        "Images of this project, and disks that no machine uses. The guest can only read it.")),
                wrong,
                refused.or(() -> nothing));
    }

    private Response askEject(MachineFacts facts, String drive, Optional<String> refused) {
        Devices.disk(facts, drive);
        return dialogs.confirm(
                facts,
                new HardwareDialogs.Draft(
                        "Eject the disc from " + drive + "?",
                        Devices.running(facts) && !Devices.hasDriveNow(facts, drive)
                                ? "This disc stays in the running guest until its next start."
                                : "The guest loses it at once.",
                        "drives/" + drive + "/eject",
                        TAB,
                        "Eject"),
                refused);
    }

    private List<Dialog.Group> discs(MachineFacts facts, boolean empty) {
        String project = facts.key().namespace();
        List<Dialog.Group> discs = DiskContent.ofDisc(offered.in(dialogs.visit(), project), project);
        return empty
                ? Stream.concat(
                                Stream.of(new Dialog.Group("", List.of(new Dialog.Option("", "No disc")))),
                                discs.stream())
                        .toList()
                : discs;
    }
}
