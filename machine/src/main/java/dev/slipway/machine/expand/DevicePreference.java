package dev.slipway.machine.expand;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;

/** Applies what a preference says about devices. Source: KubeVirt v1.9.0, {@code preference/apply/device.go}. */
final class DevicePreference {
    /** Fields that are taken as they are where the machine has none. */
    private static final Map<String, String> PLAIN = new LinkedHashMap<>(Map.ofEntries(
            Map.entry("preferredUseVirtioTransitional", "useVirtioTransitional"),
            Map.entry("preferredBlockMultiQueue", "blockMultiQueue"),
            Map.entry("preferredNetworkInterfaceMultiQueue", "networkInterfaceMultiqueue"),
            Map.entry("preferredRng", "rng"),
            Map.entry("preferredTPM", "tpm")));

    /** What is attached without being named; wished before a machine is wired, since that adds devices. */
    private static final Map<String, String> ATTACHED = new LinkedHashMap<>(Map.ofEntries(
            Map.entry("preferredAutoattachGraphicsDevice", "autoattachGraphicsDevice"),
            Map.entry("preferredAutoattachMemBalloon", "autoattachMemBalloon"),
            Map.entry("preferredAutoattachPodInterface", "autoattachPodInterface"),
            Map.entry("preferredAutoattachSerialConsole", "autoattachSerialConsole"),
            Map.entry("preferredAutoattachInputDevice", "autoattachInputDevice")));

    private static final List<String> BINDINGS =
            List.of("bridge", "slirp", "masquerade", "sriov", "macvtap", "passt", "passtBinding", "binding");

    private DevicePreference() {}

    static void attach(JsonNode preferred, ObjectNode devices) {
        ATTACHED.forEach((wish, field) -> Tree.fillAbsent(devices, field, preferred.path(wish)));
    }

    static void apply(JsonNode preferred, ObjectNode spec, ObjectNode devices) {
        attach(preferred, devices);
        PLAIN.forEach((wish, field) -> Tree.fillAbsent(devices, field, preferred.path(wish)));
        if (Tree.has(preferred, "preferredDisableHotplug")) {
            devices.set("disableHotplug", preferred.get("preferredDisableHotplug"));
        }
        if (Tree.hasContent(preferred, "preferredSoundModel") && devices.path("sound") instanceof ObjectNode sound) {
            Tree.fill(sound, "model", preferred.get("preferredSoundModel"));
        }
        if (Tree.has(preferred, "preferredVideoType")) {
            Tree.fill(Tree.object(devices, "video"), "type", preferred.get("preferredVideoType"));
        }
        devices.path("disks").forEach(disk -> disk(preferred, (ObjectNode) disk));
        devices.path("interfaces").forEach(nic -> nic(preferred, spec, (ObjectNode) nic));
        devices.path("inputs").forEach(input -> {
            wish(preferred, "preferredInputBus", (ObjectNode) input, "bus");
            wish(preferred, "preferredInputType", (ObjectNode) input, "type");
        });
        panic(preferred.path("preferredPanicDeviceModel"), devices);
    }

    private static void wish(JsonNode preferred, String wish, ObjectNode place, String field) {
        if (Tree.hasContent(preferred, wish)) {
            Tree.fill(place, field, preferred.get(wish));
        }
    }

    private static void disk(JsonNode preferred, ObjectNode disk) {
        if (!Tree.has(disk, "disk") && !Tree.has(disk, "cdrom") && !Tree.has(disk, "lun")) {
            disk.putObject("disk");
        }
        if (disk.path("disk") instanceof ObjectNode target) {
            wish(preferred, "preferredDiskBus", target, "bus");
            Tree.fillAbsent(disk, "blockSize", preferred.path("preferredDiskBlockSize"));
            wish(preferred, "preferredDiskCache", disk, "cache");
            wish(preferred, "preferredDiskIO", disk, "io");
            if (target.path("bus").asText().equals("virtio")) {
                Tree.fillAbsent(disk, "dedicatedIOThread", preferred.path("preferredDiskDedicatedIoThread"));
            }
        } else if (disk.path("cdrom") instanceof ObjectNode target) {
            wish(preferred, "preferredCdromBus", target, "bus");
        } else if (disk.path("lun") instanceof ObjectNode target) {
            wish(preferred, "preferredLunBus", target, "bus");
        }
    }

    private static void nic(JsonNode preferred, ObjectNode spec, ObjectNode nic) {
        wish(preferred, "preferredInterfaceModel", nic, "model");
        boolean unbound = BINDINGS.stream().noneMatch(binding -> Tree.has(nic, binding));
        boolean onPod = StreamSupport.stream(spec.path("networks").spliterator(), false)
                .filter(network -> network.path("name").equals(nic.path("name")))
                .findFirst()
                .filter(network -> Tree.has(network, "pod"))
                .isPresent();
        if (unbound && onPod) {
            Tree.fillAbsent(nic, "masquerade", preferred.path("preferredInterfaceMasquerade"));
        }
    }

    private static void panic(JsonNode model, ObjectNode devices) {
        if (!Tree.has(model)) {
            return;
        }
        if (devices.path("panicDevices").isEmpty()) {
            devices.putArray("panicDevices").addObject().set("model", model);
        } else {
            devices.get("panicDevices").forEach(panic -> Tree.fillAbsent((ObjectNode) panic, "model", model));
        }
    }
}
