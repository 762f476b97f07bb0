package dev.slipway.machine.libvirt;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a description has beside disks and interfaces. */
final class ImportedDevices {
    private static final Set<String> VIDEO = Set.of("vga", "virtio", "bochs", "cirrus", "ramfb");
    private static final Map<String, String> PANIC = Map.of("isa", "isa", "pvpanic", "pvpanic", "hyperv", "hyperv");

    /** What every guest gets as it needs it, and what only says where a device sits. */
    private static final String[] BY_ITSELF = {
        "emulator", "controller", "hub", "audio", "console", "memballoon", "serial", "parallel"
    };

    private ImportedDevices() {}

    static void read(XmlNode domain, XmlNode devices, Draft draft) {
        screen(devices, draft);
        inputs(devices, draft);
        security(devices, draft);
        lines(devices, draft, LibvirtDomain.isOurs(domain));
        sound(devices, draft);
        hosts(devices, draft);
        if (devices.child("memballoon")
                .filter(found -> found.attribute("model").equals("none"))
                .isPresent()) {
            draft.devices.put("autoattachMemBalloon", false);
        }
        devices.children("vsock").forEach(vsock -> {
            draft.lose(
                    "devices/vsock",
                    "",
                    "where the feature gate VSOCK is on, devices.autoattachVSOCK gives the guest an address of its own.");
            vsock.ignore();
        });
        devices.ignore(BY_ITSELF);
    }

    private static void screen(XmlNode devices, Draft draft) {
        List<XmlNode> screens = devices.children("graphics");
        List<XmlNode> cards = devices.children("video");
        if (screens.isEmpty() && cards.isEmpty()) {
            draft.devices.put("autoattachGraphicsDevice", false);
        }
        screens.stream()
                .filter(screen -> !screen.attribute("type").equals("vnc"))
                .findFirst()
                .ifPresent(screen -> draft.lose(
                        "devices/graphics",
                        screen.attribute("type"),
                        "the screen is seen by VNC, in the portal or by virtctl vnc."));
        screens.forEach(XmlNode::ignore);
        cards.stream().findFirst().flatMap(card -> card.child("model")).ifPresent(model -> {
            String type = model.attribute("type");
            boolean efi = draft.domain.at("/firmware/bootloader/efi").isObject();
            if (type.equals(efi ? "bochs" : "vga")) {
                // What every guest of this firmware has
            } else if (VIDEO.contains(type)) {
                draft.devices.putObject("video").put("type", type);
            } else if (type.equals("none")) {
                draft.devices.put("autoattachGraphicsDevice", false);
            } else {
                draft.lose("devices/video/model/@type", type, "the graphics card is a vga, which every guest knows.");
            }
            if (ImportedHardware.number(model.attribute("heads")) > 1) {
                draft.lose("devices/video/model/@heads", model.attribute("heads"), "there is one screen.");
            }
        });
        if (cards.size() > 1) {
            draft.lose("devices/video[2]", "", "there is one graphics card.");
        }
        cards.forEach(XmlNode::ignore);
    }

    private static void inputs(XmlNode devices, Draft draft) {
        for (XmlNode input : devices.children("input")) {
            String type = input.attribute("type");
            String bus = input.attribute("bus");
            if (type.equals("tablet")) {
                draft.devices
                        .withArrayProperty("inputs")
                        .addObject()
                        .put("name", draft.unique("tablet"))
                        .put("type", "tablet")
                        .put("bus", bus.equals("virtio") ? "virtio" : "usb");
            } else if (!Set.of("mouse", "keyboard").contains(type)) {
                draft.lose("devices/input", type, "devices of the host's desk do not come along.");
            }
            input.ignore();
        }
    }

    private static void security(XmlNode devices, Draft draft) {
        devices.child("tpm").ifPresent(tpm -> {
            boolean passed = tpm.child("backend")
                    .filter(backend -> backend.attribute("type").equals("passthrough"))
                    .isPresent();
            draft.devices.putObject("tpm").put("persistent", true);
            draft.lose(
                    "devices/tpm",
                    passed ? "passthrough" : "",
                    "the guest has a TPM that is empty: what was sealed in the old one, such as BitLocker's key, does not come"
                            + " along. Have the recovery key at hand.");
            tpm.ignore();
        });
        devices.child("rng").ifPresent(rng -> {
            draft.devices.putObject("rng");
            rng.ignore("backend", "address", "alias", "driver").ignoreAttributes("model");
        });
        devices.child("watchdog").ifPresent(watchdog -> {
            String model = watchdog.attribute("model");
            String action = watchdog.attribute("action");
            if (model.equals("i6300esb")) {
                ObjectNode wanted = draft.devices.putObject("watchdog").put("name", draft.unique("watchdog"));
                wanted.putObject("i6300esb")
                        .put("action", Set.of("poweroff", "shutdown", "reset").contains(action) ? action : "reset");
            } else if (!model.equals("itco")) {
                draft.lose("devices/watchdog", model, "use an i6300esb, for which guests have a driver.");
            }
            watchdog.ignore();
        });
        for (XmlNode panic : devices.children("panic")) {
            String model = panic.attribute("model");
            draft.devices.withArrayProperty("panicDevices").addObject().put("model", PANIC.getOrDefault(model, "isa"));
            panic.ignore();
        }
    }

    /** A line that the other host did not give costs the guest nothing, and is the way in where its network is not. */
    private static void lines(XmlNode devices, Draft draft, boolean ours) {
        List<XmlNode> serials = devices.children("serial");
        if (serials.isEmpty() && devices.children("console").isEmpty()) {
            if (ours) {
                draft.devices.put("autoattachSerialConsole", false);
            } else {
                draft.lose(
                        "devices/serial",
                        "none",
                        "the machine has a serial line, for its serial console; autoattachSerialConsole: false leaves it out.");
            }
        }
        if (serials.size() > 1) {
            draft.lose("devices/serial[2]", "", "there is one serial line, the console.");
        }
        for (XmlNode channel : devices.children("channel")) {
            String name = channel.child("target")
                    .map(target -> target.attribute("name"))
                    .orElse("");
            if (!Set.of("org.qemu.guest_agent.0", "com.redhat.spice.0").contains(name)) {
                draft.lose("devices/channel", name, "a program of the old host is at its other end.");
            }
            channel.ignore();
        }
    }

    private static void sound(XmlNode devices, Draft draft) {
        devices.child("sound").ifPresent(sound -> {
            String model = sound.attribute("model");
            draft.devices
                    .putObject("sound")
                    .put("name", draft.unique("sound"))
                    .put("model", model.equals("ac97") ? "ac97" : "ich9");
            if (!Set.of("ich9", "ac97").contains(model)) {
                draft.lose("devices/sound/@model", model, "the sound card is an ich9.");
            }
            sound.ignore();
        });
    }

    private static void hosts(XmlNode devices, Draft draft) {
        for (XmlNode device : devices.children("hostdev")) {
            String type = device.attribute("type");
            draft.lose(
                    "devices/hostdev",
                    type,
                    "devices of the old host do not come along: name one of the new nodes' under permittedHostDevices of the"
                            + " KubeVirt resource, and then in devices.hostDevices or devices.gpus.");
            device.ignore();
        }
        if (!devices.children("redirdev").isEmpty()) {
            draft.devices.putObject("clientPassthrough");
            devices.children("redirdev").forEach(XmlNode::ignore);
        }
        devices.children("redirfilter").forEach(XmlNode::ignore);
        for (XmlNode folder : devices.children("filesystem")) {
            draft.lose(
                    "devices/filesystem",
                    folder.child("source")
                            .map(source -> source.attribute("dir"))
                            .orElse(""),
                    "put the files into a claim and share it: devices.filesystems with virtiofs.");
            folder.ignore();
        }
    }
}
