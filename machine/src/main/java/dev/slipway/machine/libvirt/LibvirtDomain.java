package dev.slipway.machine.libvirt;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.slipway.machine.pod.Bytes;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** An instance as libvirt would describe it: for tools that read libvirt's XML, and to take a machine elsewhere. */
public final class LibvirtDomain {
    /** Prefix of Slipway's own elements below {@code metadata}. */
    static final String PREFIX = "slipway";

    private static final String NAMESPACE = "https://slipway.dev/libvirt/1";

    private final JsonNode instance;
    private final JsonNode domain;
    private final XmlNode xml;
    private final XmlNode metadata;
    private final Set<String> aliases = new HashSet<>();

    private LibvirtDomain(JsonNode instance) {
        this.instance = instance;
        this.domain = instance.at("/spec/domain");
        boolean kvm = instance.at("/metadata/annotations/slipway.dev~1accelerator")
                .asText()
                .equals("kvm");
        this.xml = new XmlNode("domain").with("type", kvm ? "kvm" : "qemu");
        this.metadata = new XmlNode("metadata");
    }

    /**
     * Returns the description.
     *
     * @param instance a VirtualMachineInstance of kubevirt.io/v1
     */
    public static String of(JsonNode instance) {
        LibvirtDomain description = new LibvirtDomain(instance);
        description.build();
        return description.xml.write();
    }

    /** Returns whether a description was written here. */
    static boolean isOurs(XmlNode domain) {
        return domain.child("metadata").stream()
                .flatMap(metadata ->
                        Stream.of("volumes", "networks").flatMap(part -> metadata.child(PREFIX + ":" + part).stream()))
                .findAny()
                .isPresent();
    }

    private void build() {
        xml.add(
                "name",
                instance.at("/metadata/namespace").asText() + "_"
                        + instance.at("/metadata/name").asText());
        String uuid = domain.at("/firmware/uuid").asText();
        if (!uuid.isEmpty()) {
            xml.add("uuid", uuid);
        }
        metadata();
        if (!metadata.isEmpty()) {
            xml.add(metadata);
        }
        ExportedHardware.write(instance, xml);
        if (domain.path("rebootPolicy").asText().equals("Terminate")) {
            xml.add("on_reboot", "destroy");
        }
        XmlNode devices = xml.add("devices");
        devices.add("emulator", "/usr/bin/qemu-system-x86_64");
        for (JsonNode disk : domain.at("/devices/disks")) {
            disk(disk, devices);
        }
        ExportedDevices.controllers(domain, devices);
        for (JsonNode nic : domain.at("/devices/interfaces")) {
            nic(nic, devices);
        }
        ExportedDevices.write(instance, devices);
    }

    /** What libvirt has no word for: which claim a disk is, which network an interface is on. */
    private void metadata() {
        XmlNode volumes = new XmlNode(PREFIX + ":volumes").with("xmlns:" + PREFIX, NAMESPACE);
        for (JsonNode volume : instance.at("/spec/volumes")) {
            String claim = claim(volume);
            if (!claim.isEmpty()) {
                volumes.add(PREFIX + ":volume")
                        .with("name", volume.path("name").asText())
                        .with("claim", claim);
            }
        }
        XmlNode networks = new XmlNode(PREFIX + ":networks").with("xmlns:" + PREFIX, NAMESPACE);
        for (JsonNode network : instance.at("/spec/networks")) {
            String definition = network.at("/multus/networkName").asText();
            if (!definition.isEmpty()) {
                networks.add(PREFIX + ":network")
                        .with("name", network.path("name").asText())
                        .with("definition", definition);
            }
        }
        for (XmlNode part : List.of(volumes, networks)) {
            if (!part.all().isEmpty()) {
                metadata.add(part);
            }
        }
    }

    private static String claim(JsonNode volume) {
        String claim = volume.at("/persistentVolumeClaim/claimName").asText();
        return claim.isEmpty() ? volume.at("/dataVolume/name").asText() : claim;
    }

    private JsonNode volume(String name) {
        for (JsonNode volume : instance.at("/spec/volumes")) {
            if (volume.path("name").asText().equals(name)) {
                return volume;
            }
        }
        return MissingNode.getInstance();
    }

    private void disk(JsonNode disk, XmlNode devices) {
        String name = disk.path("name").asText();
        String kind = disk.has("cdrom") ? "cdrom" : disk.has("lun") ? "lun" : "disk";
        JsonNode drive = disk.path(kind);
        JsonNode volume = volume(name);
        boolean block = isBlock(name);
        XmlNode node = devices.add("disk")
                .with("type", block || kind.equals("lun") ? "block" : "file")
                .with("device", kind);
        boolean image = volume.has("containerDisk") || volume.has("emptyDisk") || volume.has("ephemeral");
        XmlNode driver = node.add("driver").with("name", "qemu").with("type", image ? "qcow2" : "raw");
        text(driver, "cache", disk.path("cache"));
        text(driver, "error_policy", disk.path("errorPolicy"));
        text(driver, "io", disk.path("io"));
        if (disk.path("dedicatedIOThread").asBoolean() && domain.has("ioThreads")) {
            driver.with("iothread", 1);
        }
        if (domain.at("/devices/blockMultiQueue").asBoolean()
                && drive.path("bus").asText().equals("virtio")) {
            driver.with("queues", ExportedHardware.processors(domain));
        }
        if (!volume.isMissingNode()) {
            node.add("source").with(block || kind.equals("lun") ? "dev" : "file", path(name, block, image, volume));
        }
        JsonNode sizes = disk.at("/blockSize/custom");
        if (sizes.isObject()) {
            node.add("blockio")
                    .with("logical_block_size", sizes.path("logical").asLong())
                    .with("physical_block_size", sizes.path("physical").asLong());
        }
        String bus = drive.path("bus").asText("sata");
        node.add("target").with("dev", ExportedDevices.device(bus, devices)).with("bus", bus);
        if (drive.path("readonly").asBoolean(kind.equals("cdrom"))) {
            node.add("readonly");
        }
        if (disk.path("shareable").asBoolean()) {
            node.add("shareable");
        }
        if (!disk.path("serial").asText().isEmpty()) {
            node.add("serial", disk.path("serial").asText());
        }
        boot(disk, node);
        alias(name, node);
    }

    private boolean isBlock(String name) {
        for (JsonNode status : instance.at("/status/volumeStatus")) {
            if (status.path("name").asText().equals(name)) {
                return status.at("/persistentVolumeClaimInfo/volumeMode")
                        .asText()
                        .equals("Block");
            }
        }
        return false;
    }

    /** Where the launcher finds it (docs/contracts.md §1). */
    private static String path(String name, boolean block, boolean image, JsonNode volume) {
        if (block) {
            return "/dev/slipway-disks/" + name;
        }
        boolean made = image || volume.has("cloudInitNoCloud") || volume.has("cloudInitConfigDrive");
        return made ? "/var/run/slipway/volume-" + name : "/var/run/slipway-disks/" + name + "/disk.img";
    }

    private void nic(JsonNode nic, XmlNode devices) {
        String name = nic.path("name").asText();
        XmlNode node = devices.add("interface").with("type", "ethernet");
        String mac = nic.path("macAddress").asText();
        if (!mac.isEmpty()) {
            node.add("mac").with("address", mac.replace('-', ':'));
        }
        node.add("target")
                .with("dev", "tap" + devices.children("interface").size())
                .with("managed", "no");
        node.add("model").with("type", nic.path("model").asText("virtio"));
        if (domain.at("/devices/networkInterfaceMultiqueue").asBoolean()
                && nic.path("model").asText("virtio").equals("virtio")
                && ExportedHardware.processors(domain) > 1) {
            node.add("driver").with("name", "vhost").with("queues", ExportedHardware.processors(domain));
        }
        if (nic.path("state").asText().equals("down")) {
            node.add("link").with("state", "down");
        }
        if (nic.path("acpiIndex").asLong() > 0) {
            node.add("acpi").with("index", nic.path("acpiIndex").asLong());
        }
        boot(nic, node);
        alias(name, node);
    }

    private static void boot(JsonNode device, XmlNode node) {
        if (device.path("bootOrder").asInt() > 0) {
            node.add("boot").with("order", device.path("bootOrder").asInt());
        }
    }

    /** libvirt's names are unique over all devices. */
    private void alias(String name, XmlNode node) {
        if (aliases.add(name)) {
            node.add("alias").with("name", ImportedDisks.ALIAS + name);
        }
    }

    static void text(XmlNode node, String attribute, JsonNode value) {
        if (!value.asText().isEmpty()) {
            node.with(attribute, value.asText());
        }
    }

    static long kib(JsonNode quantity) {
        return Bytes.of(new Quantity(quantity.asText())) / 1024;
    }
}
