package dev.slipway.machine.libvirt;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.machine.libvirt.XmlReader.UnreadableException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Turns libvirt's description of a machine, as {@code virsh dumpxml} prints it, into a VirtualMachine. */
public sealed interface LibvirtImport {
    /**
     * The machine.
     *
     * @param machine a VirtualMachine of kubevirt.io/v1 that is halted
     * @param notCarried what it does not have, or has otherwise
     */
    record Imported(ObjectNode machine, List<NotCarried> notCarried) implements LibvirtImport {
        public Imported {
            notCarried = List.copyOf(notCarried);
        }
    }

    /**
     * There is none.
     *
     * @param sentence why not, and what to do
     */
    record Unreadable(String sentence) implements LibvirtImport {}

    /** Reads a description. */
    static LibvirtImport of(String xml) {
        XmlNode domain;
        try {
            domain = XmlReader.read(xml);
        } catch (UnreadableException e) {
            return new Unreadable(String.valueOf(e.getMessage()));
        }
        if (domain.name().equals("domstatus")) {
            domain = domain.child("domain").orElse(domain);
        }
        if (!domain.name().equals("domain")) {
            return new Unreadable("The XML describes a <" + domain.name()
                    + ">, not a <domain>; virsh dumpxml MACHINE prints the description of a machine.");
        }
        if (Set.of("lxc", "openvz", "vz").contains(domain.attribute("type"))) {
            return new Unreadable("The description is of a container (type " + domain.attribute("type")
                    + "), which has no disks of its own; only machines can be imported.");
        }
        Draft draft = new Draft();
        general(domain, draft);
        ImportedHardware.read(domain, draft);
        ImportedFeatures.read(domain, draft);
        XmlNode devices = domain.child("devices").orElseGet(() -> new XmlNode("devices"));
        ImportedDisks.read(domain, devices, draft);
        ImportedNics.read(domain, devices, draft);
        ImportedDevices.read(domain, devices, draft);
        BootDevices.read(domain, draft);
        List<NotCarried> lost = new ArrayList<>(draft.lost);
        for (XmlNode part : domain.all()) {
            part.unread(
                    part.name(),
                    (path, value) -> lost.add(
                            new NotCarried(path, value, "was not carried over: Slipway has nothing like it.")));
        }
        return new Imported(draft.machine, lost);
    }

    private static void general(XmlNode domain, Draft draft) {
        String type = domain.attribute("type");
        if (Set.of("xen", "vmware", "hyperv", "bhyve").contains(type)) {
            draft.lose(
                    "domain/@type",
                    type,
                    "becomes a machine of QEMU: its hardware changes, so the guest needs virtio drivers, or disks on sata"
                            + " and interfaces of model e1000e.");
        }
        String name = domain.textOf("name");
        String label = Draft.label(name).isEmpty() ? "imported" : Draft.label(name);
        ObjectNode metadata = draft.machine.withObjectProperty("metadata").put("name", label);
        if (!label.equals(name)) {
            draft.lose("name", name, "becomes " + label + ", since names have lower-case letters, digits and hyphens.");
        }
        String description =
                domain.textOf("description").isEmpty() ? domain.textOf("title") : domain.textOf("description");
        if (!description.isEmpty()) {
            metadata.putObject("annotations").put("description", description);
        }
        domain.child("metadata").ifPresent(given -> {
            given.children("libosinfo:libosinfo")
                    .forEach(info -> info.children("libosinfo:os").forEach(os -> {
                        String[] parts = os.attribute("id").split("/");
                        if (parts.length > 3) {
                            draft.template
                                    .withObjectProperty("metadata")
                                    .withObjectProperty("annotations")
                                    .put(
                                            "vm.kubevirt.io/os",
                                            Draft.label(parts[parts.length - 2] + parts[parts.length - 1]));
                        }
                    }));
            given.ignore();
        });
        domain.ignore("resource", "seclabel", "genid");
        domain.ignore("on_poweroff", "on_lockfailure");
        String reboot = domain.textOf("on_reboot");
        if (reboot.equals("destroy")) {
            draft.domain.put("rebootPolicy", "Terminate");
        }
        String crash = domain.textOf("on_crash");
        if (crash.startsWith("coredump") || crash.equals("preserve")) {
            draft.lose("on_crash", crash, "a crashed guest is not kept; run strategy RerunOnFailure starts it again.");
        }
        domain.child("pm").ifPresent(pm -> {
            for (String state : List.of("suspend-to-mem", "suspend-to-disk")) {
                if (pm.child(state)
                        .filter(given -> given.attribute("enabled").equals("yes"))
                        .isPresent()) {
                    draft.lose("pm/" + state, "yes", "guests cannot suspend themselves here.");
                }
            }
        });
    }
}
