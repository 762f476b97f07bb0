package dev.slipway.machine.libvirt;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.slipway.machine.qemu.UsbRedirection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.StreamSupport;

/** What an instance has beside disks and interfaces, in libvirt's words. */
final class ExportedDevices {
    private ExportedDevices() {}

    /** Returns the next free name of a disk on a bus: vda, sda, and after z aa. */
    static String device(String bus, XmlNode devices) {
        String prefix = bus.equals("virtio") ? "vd" : "sd";
        Set<String> taken = new HashSet<>();
        devices.children("disk")
                .forEach(disk -> disk.child("target").ifPresent(target -> taken.add(target.attribute("dev"))));
        for (int n = 0; ; n++) {
            String name = prefix + letters(n);
            if (!taken.contains(name)) {
                return name;
            }
        }
    }

    private static String letters(int number) {
        String last = Character.toString('a' + number % 26);
        return number < 26 ? last : letters(number / 26 - 1) + last;
    }

    static void controllers(JsonNode domain, List<JsonNode> disks, XmlNode devices) {
        // What is plugged in later goes to SCSI by default
        if (!domain.at("/devices/disableHotplug").asBoolean() || any(disks, "scsi")) {
            devices.add("controller").with("type", "scsi").with("index", 0).with("model", "virtio-scsi");
        }
        boolean usb = inputs(domain.path("devices")).stream()
                        .anyMatch(input -> !input.path("bus").asText().equals("virtio"))
                || any(disks, "usb")
                || domain.at("/devices/clientPassthrough").isObject();
        XmlNode controller = devices.add("controller").with("type", "usb").with("index", 0);
        controller.with("model", usb ? "qemu-xhci" : "none");
        if (usb) {
            controller.with("ports", 15);
        }
    }

    private static boolean any(List<JsonNode> disks, String bus) {
        return disks.stream().anyMatch(disk -> ExportedDisks.bus(disk).equals(bus));
    }

    /** An instance that no machine made may only say that it wants a pointer. */
    private static List<JsonNode> inputs(JsonNode given) {
        List<JsonNode> inputs =
                StreamSupport.stream(given.path("inputs").spliterator(), false).toList();
        return inputs.isEmpty() && given.path("autoattachInputDevice").asBoolean()
                ? List.of(JsonNodeFactory.instance.objectNode())
                : inputs;
    }

    static void write(JsonNode instance, XmlNode devices) {
        JsonNode given = instance.at("/spec/domain/devices");
        if (given.path("autoattachSerialConsole").asBoolean(true)) {
            devices.add("serial")
                    .with("type", "pty")
                    .add("target")
                    .with("type", "isa-serial")
                    .with("port", 0);
            devices.add("console")
                    .with("type", "pty")
                    .add("target")
                    .with("type", "serial")
                    .with("port", 0);
        }
        XmlNode channel = devices.add("channel").with("type", "unix");
        channel.add("target").with("type", "virtio").with("name", "org.qemu.guest_agent.0");
        for (JsonNode input : inputs(given)) {
            devices.add("input")
                    .with("type", input.path("type").asText("tablet"))
                    .with("bus", input.path("bus").asText("usb"));
        }
        if (given.has("tpm") && given.at("/tpm/enabled").asBoolean(true)) {
            boolean lasting = given.at("/tpm/persistent").asBoolean();
            XmlNode backend = devices.add("tpm")
                    .with("model", lasting ? "tpm-crb" : "tpm-tis")
                    .add("backend");
            backend.with("type", "emulator").with("version", "2.0");
            if (lasting) {
                backend.with("persistent_state", "yes");
            }
        }
        screen(given, instance, devices);
        if (given.has("sound")) {
            devices.add("sound").with("model", given.at("/sound/model").asText("ich9"));
        }
        if (given.has("watchdog")) {
            devices.add("watchdog")
                    .with("model", "i6300esb")
                    .with("action", given.at("/watchdog/i6300esb/action").asText("reset"));
        }
        balloon(instance.at("/spec/domain"), devices);
        if (given.has("rng")) {
            devices.add("rng")
                    .with("model", "virtio")
                    .add("backend")
                    .with("model", "random")
                    .withText("/dev/urandom");
        }
        if (given.path("clientPassthrough").isObject()) {
            for (int slot = 0; slot < UsbRedirection.SLOTS; slot++) {
                devices.add("redirdev")
                        .with("bus", "usb")
                        .with("type", "unix")
                        .add("source")
                        .with("mode", "bind")
                        .with("path", "/var/run/slipway/" + UsbRedirection.socket(slot));
            }
        }
        for (JsonNode panic : given.path("panicDevices")) {
            devices.add("panic").with("model", panic.path("model").asText("isa"));
        }
        if (instance.at("/status/VSOCKCID").asLong() > 0) {
            devices.add("vsock")
                    .with("model", "virtio")
                    .add("cid")
                    .with("auto", "no")
                    .with("address", instance.at("/status/VSOCKCID").asLong());
        }
    }

    /** Memory that is set aside for the guest is not given back. */
    private static void balloon(JsonNode domain, XmlNode devices) {
        boolean wanted = domain.at("/devices/autoattachMemBalloon").asBoolean(true);
        XmlNode balloon = devices.add("memballoon").with("model", wanted ? "virtio" : "none");
        boolean aside = domain.at("/memory/hugepages").isObject()
                || domain.at("/cpu/dedicatedCpuPlacement").asBoolean()
                || domain.at("/cpu/realtime").isObject()
                || domain.path("launchSecurity").isObject();
        if (wanted) {
            balloon.with("freePageReporting", aside ? "off" : "on");
        }
    }

    private static void screen(JsonNode given, JsonNode instance, XmlNode devices) {
        if (!given.path("autoattachGraphicsDevice").asBoolean(true)) {
            return;
        }
        devices.add("graphics").with("type", "vnc").with("socket", "/var/run/slipway/vnc.sock");
        boolean efi = instance.at("/spec/domain/firmware/bootloader/efi").isObject();
        String type = given.at("/video/type").asText(efi ? "bochs" : "vga");
        devices.add("video").add("model").with("type", type).with("heads", 1);
    }
}
