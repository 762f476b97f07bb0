package dev.slipway.portal.hardware;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.machine.hotplug.PluggableNic;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Changes of the template of a VirtualMachine, each on a copy of its own. */
final class TemplateEdit {
    private static final String NAME = "name";

    private TemplateEdit() {}

    /**
     * Adds a disk or a drive.
     *
     * @param target "disk" or "cdrom"
     * @param source the volume without its name; null for a drive without disc
     */
    static ObjectNode addDisk(ObjectNode machine, String name, String target, String bus, @Nullable ObjectNode source) {
        devices(machine)
                .withArrayProperty("disks")
                .addObject()
                .put(NAME, name)
                .putObject(target)
                .put("bus", bus);
        return source == null ? machine : setVolume(machine, name, source);
    }

    /** Takes out a disk or drive with its volume, and what would make that volume anew. */
    static ObjectNode removeDisk(ObjectNode machine, String name) {
        take(devices(machine).withArrayProperty("disks"), name);
        return removeVolume(machine, name);
    }

    /** Puts a disc into a drive, in place of what was there. */
    static ObjectNode setVolume(ObjectNode machine, String name, ObjectNode source) {
        removeVolume(machine, name);
        spec(machine).withArrayProperty("volumes").addObject().put(NAME, name).setAll(source.deepCopy());
        return machine;
    }

    /** Takes the disc out of a drive. */
    static ObjectNode removeVolume(ObjectNode machine, String name) {
        Optional<JsonNode> gone = take(spec(machine).withArrayProperty("volumes"), name);
        String dataVolume =
                gone.map(volume -> volume.at("/dataVolume/name").asText("")).orElse("");
        if (machine.at("/spec/dataVolumeTemplates") instanceof ArrayNode templates && !dataVolume.isEmpty()) {
            // a template that no volume uses is refused
            for (int item = templates.size() - 1; item >= 0; item--) {
                if (templates.get(item).at("/metadata/name").asText().equals(dataVolume)) {
                    templates.remove(item);
                }
            }
        }
        return machine;
    }

    /** Adds a network interface. */
    static ObjectNode addNic(ObjectNode machine, NicWish wish) {
        ObjectNode nic =
                devices(machine).withArrayProperty("interfaces").addObject().put(NAME, wish.name());
        nic.put("model", wish.model());
        if (!wish.mac().isEmpty()) {
            nic.put("macAddress", wish.mac());
        }
        ObjectNode network =
                spec(machine).withArrayProperty("networks").addObject().put(NAME, wish.name());
        if (wish.network().isEmpty()) {
            nic.putObject("masquerade");
            network.putObject("pod");
        } else {
            nic.putObject("bridge");
            network.putObject("multus").put("networkName", wish.network());
        }
        return machine;
    }

    /** Takes out a network interface. */
    static ObjectNode removeNic(ObjectNode machine, String name) {
        take(devices(machine).withArrayProperty("interfaces"), name);
        take(spec(machine).withArrayProperty("networks"), name);
        if (devices(machine).withArrayProperty("interfaces").isEmpty()) {
            // else a machine without interfaces is given one
            devices(machine).put("autoattachPodInterface", false);
        }
        return machine;
    }

    /** Plugs a cable in or out, or the interface itself; an empty state is that of a fresh interface. */
    static ObjectNode setNicState(ObjectNode machine, String name, String state) {
        for (JsonNode nic : devices(machine).withArrayProperty("interfaces")) {
            if (nic instanceof ObjectNode object && name.equals(nic.path(NAME).asText())) {
                if (state.isEmpty()) {
                    object.remove("state");
                } else {
                    object.put("state", state);
                }
            }
        }
        return machine;
    }

    /** Makes an interface leave a running guest. */
    static ObjectNode unplugNic(ObjectNode machine, String name) {
        return setNicState(machine, name, PluggableNic.ABSENT);
    }

    /** Sets processors and memory; what is left at its default is not written. */
    static ObjectNode setSize(ObjectNode machine, Size size) {
        ObjectNode domain = spec(machine).withObjectProperty("domain");
        ObjectNode cpu = domain.withObjectProperty("cpu");
        set(cpu, "sockets", size.sockets());
        set(cpu, "cores", size.cores());
        set(cpu, "threads", size.threads());
        domain.withObjectProperty("memory").put("guest", size.quantity());
        return machine;
    }

    private static void set(ObjectNode cpu, String field, String number) {
        int wanted = Integer.parseInt(number);
        if (cpu.path(field).asInt(1) != wanted) {
            cpu.put(field, wanted);
        }
    }

    private static ObjectNode spec(ObjectNode machine) {
        return machine.withObjectProperty("spec").withObjectProperty("template").withObjectProperty("spec");
    }

    private static ObjectNode devices(ObjectNode machine) {
        return spec(machine).withObjectProperty("domain").withObjectProperty("devices");
    }

    private static Optional<JsonNode> take(ArrayNode items, String name) {
        for (int item = 0; item < items.size(); item++) {
            if (name.equals(items.get(item).path(NAME).asText())) {
                return Optional.of(items.remove(item));
            }
        }
        return Optional.empty();
    }
}
