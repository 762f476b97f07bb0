package dev.slipway.machine.libvirt;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.StreamSupport;

/** Network interfaces of a description. */
final class ImportedNics {
    private static final Set<String> MODELS =
            Set.of("virtio", "e1000", "e1000e", "igb", "ne2k_pci", "pcnet", "rtl8139");

    private ImportedNics() {}

    static void read(XmlNode domain, XmlNode devices, Draft draft) {
        Map<String, String> definitions = definitions(domain);
        List<XmlNode> nics = devices.children("interface");
        int number = 0;
        for (XmlNode nic : nics) {
            number++;
            read(nic, nics.size() == 1 ? "devices/interface" : "devices/interface[" + number + "]", definitions, draft);
        }
        if (nics.isEmpty()) {
            draft.devices.put("autoattachPodInterface", false);
        }
    }

    /** Networks that Slipway's own export names, by the interface's name. */
    private static Map<String, String> definitions(XmlNode domain) {
        Map<String, String> definitions = new HashMap<>();
        domain.child("metadata")
                .flatMap(metadata -> metadata.child(LibvirtDomain.PREFIX + ":networks"))
                .ifPresent(networks -> networks.children(LibvirtDomain.PREFIX + ":network")
                        .forEach(network ->
                                definitions.put(network.attribute("name"), network.attribute("definition"))));
        return definitions;
    }

    private static void read(XmlNode nic, String path, Map<String, String> definitions, Draft draft) {
        String type = nic.attribute("type");
        nic.ignoreAttributes("trustGuestRxFilters", "managed");
        if (type.equals("hostdev") || type.equals("vdpa") || type.equals("vhostuser")) {
            draft.lose(
                    path,
                    type + " "
                            + nic.child("mac")
                                    .map(mac -> mac.attribute("address"))
                                    .orElse(""),
                    "a device of the old host does not come along; add an interface with sriov, on a network of your SR-IOV"
                            + " operator.");
            nic.ignore();
            return;
        }
        XmlNode source = nic.child("source").orElseGet(() -> new XmlNode("source"));
        String alias = nic.child("alias").map(found -> found.attribute("name")).orElse("");
        String known = definitions.getOrDefault(alias.replaceFirst("^" + ImportedDisks.ALIAS, ""), "");
        String network = known.isEmpty() ? network(type, source) : known;
        boolean pod = network.isEmpty() && !hasPod(draft);
        String name = draft.unique(
                alias.startsWith(ImportedDisks.ALIAS)
                        ? alias.substring(ImportedDisks.ALIAS.length())
                        : pod ? "default" : network.isEmpty() ? "default" : network);
        ObjectNode wanted =
                draft.devices.withArrayProperty("interfaces").addObject().put("name", name);
        wanted.putObject(pod ? "masquerade" : "bridge");
        ObjectNode place = draft.networks().addObject().put("name", name);
        if (pod) {
            place.putObject("pod");
        } else {
            String definition = network.isEmpty() ? "default" : network;
            place.putObject("multus").put("networkName", definition);
            if (known.isEmpty()) {
                draft.lose(
                        path + "/source",
                        network.isEmpty() ? type : network,
                        "the interface is on the network \"" + definition
                                + "\": make a NetworkAttachmentDefinition of that name, or choose one that is there.");
            }
        }
        details(nic, path, wanted, draft);
    }

    private static boolean hasPod(Draft draft) {
        return StreamSupport.stream(draft.networks().spliterator(), false).anyMatch(network -> network.has("pod"));
    }

    /** Returns the name of a network beside that of the Pod; empty for one that only leads outside. */
    private static String network(String type, XmlNode source) {
        String name = switch (type) {
            case "network" -> source.attribute("network");
            case "bridge" -> source.attribute("bridge");
            case "direct", "ethernet" -> source.attribute("dev");
            default -> "";
        };
        // How the old host reached it
        source.ignore();
        return type.equals("network") && name.equals("default") ? "" : Draft.label(name);
    }

    private static void details(XmlNode nic, String path, ObjectNode wanted, Draft draft) {
        String mac = nic.child("mac")
                .map(found -> found.ignoreAttributes("type", "check").attribute("address"))
                .orElse("");
        if (!mac.isEmpty()) {
            wanted.put("macAddress", mac);
        }
        String model = nic.child("model").map(found -> found.attribute("type")).orElse("");
        if (MODELS.contains(model)) {
            wanted.put("model", model);
        } else if (model.startsWith("virtio")) {
            wanted.put("model", "virtio");
        } else if (!model.isEmpty()) {
            wanted.put("model", "e1000e");
            draft.lose(path + "/model/@type", model, "the interface is an e1000e, which guests without virtio know.");
        }
        if (nic.child("link")
                .filter(link -> link.attribute("state").equals("down"))
                .isPresent()) {
            wanted.put("state", "down");
        }
        nic.child("boot").ifPresent(boot -> ImportedDisks.order(boot, wanted));
        nic.child("acpi").ifPresent(acpi -> {
            long index = ImportedHardware.number(acpi.attribute("index"));
            if (index > 0) {
                wanted.put("acpiIndex", index);
            }
        });
        nic.child("driver").ifPresent(driver -> {
            driver.ignoreAttributes("name", "txmode", "ioeventfd", "event_idx", "rx_queue_size", "tx_queue_size");
            driver.ignore("host", "guest");
            if (ImportedHardware.number(driver.attribute("queues")) > 1) {
                draft.devices.put("networkInterfaceMultiqueue", true);
            }
        });
        nic.child("vlan")
                .ifPresent(vlan -> draft.lose(
                        path + "/vlan",
                        vlan.child("tag").map(tag -> tag.attribute("id")).orElse(""),
                        "name the VLAN in the NetworkAttachmentDefinition."));
        nic.child("mtu")
                .ifPresent(mtu ->
                        draft.lose(path + "/mtu", mtu.attribute("size"), "the interface has the MTU of its network."));
        nic.ignore("address", "alias", "target", "script", "rom", "vlan", "backend");
    }
}
