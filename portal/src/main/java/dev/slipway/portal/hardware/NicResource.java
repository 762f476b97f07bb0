package dev.slipway.portal.hardware;

import dev.slipway.machine.hotplug.PluggableNic;
import dev.slipway.portal.create.Offered;
import dev.slipway.portal.layout.Dialog;
import dev.slipway.portal.layout.Missing;
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

/** Network interfaces come into a machine and go out of it; their cables are connected and disconnected. */
@Path("/machines/{namespace}/{name}/interfaces")
@RunOnVirtualThread
public class NicResource {
    private static final String TAB = "network";

    private final HardwareDialogs dialogs;
    private final Offered offered;

    NicResource(HardwareDialogs dialogs, Offered offered) {
        this.dialogs = dialogs;
        this.offered = offered;
    }

    @GET
    @Path("add")
    public Response askAdd(@PathParam("namespace") String namespace, @PathParam("name") String name) {
        MachineFacts facts = dialogs.facts(namespace, name);
        List<String> networks = networks(namespace);
        String network = Devices.podNetworkFree(facts) || networks.isEmpty() ? "" : networks.getFirst();
        return askAdd(
                facts,
                new NicWish(DeviceName.free("nic", Devices.nicNames(facts)), network, NicWish.MODELS.getFirst(), ""),
                Map.of(),
                Optional.empty());
    }

    @POST
    @Path("add")
    public Response add(
            @PathParam("namespace") String namespace,
            @PathParam("name") String name,
            @FormParam("network") @DefaultValue("") String network,
            @FormParam("model") @DefaultValue("virtio") String model,
            @FormParam("mac") @DefaultValue("") String mac,
            @FormParam("name") @DefaultValue("") String nic) {
        MachineFacts facts = dialogs.facts(namespace, name);
        NicWish wish = new NicWish(nic.strip(), network, model, mac.strip());
        Map<String, String> wrong =
                wish.problems(networks(namespace), Devices.podNetworkFree(facts), Devices.nicNames(facts));
        if (!wrong.isEmpty()) {
            return askAdd(facts, wish, wrong, Optional.empty());
        }
        Optional<String> refused = dialogs.change(
                facts,
                "Add interface",
                wish.name() + (network.isEmpty() ? "" : ", " + network),
                vm -> TemplateEdit.addNic(vm, wish));
        return dialogs.end(
                facts,
                TAB,
                refused,
                why -> askAdd(facts, wish, Map.of(), why),
                !Devices.running(facts)
                        ? name + " has " + wish.name() + " now."
                        : network.isEmpty()
                                ? name + " has " + wish.name() + " from its next start on."
                                : "Plugging " + wish.name() + " into " + name + ".");
    }

    @GET
    @Path("{nic}/remove")
    public Response askRemove(
            @PathParam("namespace") String namespace, @PathParam("name") String name, @PathParam("nic") String nic) {
        return askRemove(dialogs.facts(namespace, name), nic, Optional.empty());
    }

    @POST
    @Path("{nic}/remove")
    public Response remove(
            @PathParam("namespace") String namespace, @PathParam("name") String name, @PathParam("nic") String nic) {
        MachineFacts facts = dialogs.facts(namespace, name);
        boolean unplug = leaves(facts, nic);
        Optional<String> refused = dialogs.change(
                facts,
                "Remove interface",
                nic,
                vm -> unplug ? TemplateEdit.unplugNic(vm, nic) : TemplateEdit.removeNic(vm, nic));
        return dialogs.end(
                facts,
                TAB,
                refused,
                why -> askRemove(facts, nic, why),
                unplug
                        ? "Unplugging " + nic + " from " + name + "."
                        : Devices.running(facts) && !out(facts, nic)
                                ? nic + " goes at the next start of " + name + "."
                                : nic + " is out of " + name + ".");
    }

    /** Connects or disconnects the cable, or plugs an interface in again that was unplugged. */
    @POST
    @Path("{nic}/{state}")
    public Response connect(
            @PathParam("namespace") String namespace,
            @PathParam("name") String name,
            @PathParam("nic") String nic,
            @PathParam("state") String state) {
        MachineFacts facts = dialogs.facts(namespace, name);
        Devices.nic(facts, nic);
        return switch (state) {
            case "up" -> cable(facts, nic, "up", "Connect cable", "The cable of " + nic + " is connected.");
            case "down" -> cable(facts, nic, "down", "Disconnect cable", "The cable of " + nic + " is disconnected.");
            case "in" -> cable(facts, nic, "", "Plug in interface", "Plugging " + nic + " into " + name + ".");
            default -> throw new Missing("A cable cannot be " + state + ".", "It can be up or down.");
        };
    }

    private Response cable(MachineFacts facts, String nic, String state, String word, String done) {
        Optional<String> refused = dialogs.change(facts, word, nic, vm -> TemplateEdit.setNicState(vm, nic, state));
        return dialogs.answer(facts, TAB, refused, done, "Nothing was changed about " + nic + ".");
    }

    /** Whether the guest that runs is to let go of an interface; one that has let go already leaves the template. */
    private static boolean leaves(MachineFacts facts, String nic) {
        return Devices.unpluggable(facts, nic) && !out(facts, nic);
    }

    private static boolean out(MachineFacts facts, String nic) {
        return PluggableNic.isAbsent(Devices.nic(facts, nic));
    }

    private List<String> networks(String project) {
        return offered.in(dialogs.visit(), project).networks();
    }

    private Response askAdd(MachineFacts facts, NicWish wish, Map<String, String> wrong, Optional<String> refused) {
        List<String> attachments = networks(facts.key().namespace());
        List<Dialog.Option> networks = new ArrayList<>();
        if (Devices.podNetworkFree(facts)) {
            networks.add(new Dialog.Option("", "Pod network, masquerade"));
        }
        attachments.forEach(network -> networks.add(new Dialog.Option(network, network + ", bridge")));
        Optional<String> none = networks.isEmpty()
                ? Optional.of("Project " + facts.key().namespace()
                        + " has no network attachment, and the machine is on the Pod network already. An admin adds"
                        + " networks as NetworkAttachmentDefinitions.")
                : Optional.empty();
        return dialogs.ask(
                facts,
                new HardwareDialogs.Draft(
                        "Add a network interface to " + facts.key().name(),
                        Devices.running(facts)
                                ? "One on a network attachment comes into the running guest; one on the Pod network comes"
                                        + " at the next start."
                                : "",
                        "interfaces/add",
                        TAB,
                        "Add interface"),
                List.of(
                        Dialog.Field.choice("network", "Network", wish.network(), networks, ""),
                        Dialog.Field.choice("model", "Card", wish.model(), DiskResource.options(NicWish.MODELS), ""),
                        Dialog.Field.text("mac", "MAC address", wish.mac(), "Left empty, one is drawn."),
                        Dialog.Field.text("name", "Name", wish.name(), "")),
                wrong,
                refused.or(() -> none));
    }

    private Response askRemove(MachineFacts facts, String nic, Optional<String> refused) {
        boolean unplug = leaves(facts, nic);
        return dialogs.confirm(
                facts,
                new HardwareDialogs.Draft(
                        "Remove " + nic + " from " + facts.key().name() + "?",
                        unplug
                                ? "The guest loses it as soon as it lets go of it. It can be plugged in again; its place"
                                        + " on the guest's bus is kept."
                                : Devices.running(facts) && !out(facts, nic)
                                        ? "The running guest keeps it until its next start."
                                        : "Its addresses are free for others then.",
                        "interfaces/" + nic + "/remove",
                        TAB,
                        "Remove"),
                refused);
    }
}
