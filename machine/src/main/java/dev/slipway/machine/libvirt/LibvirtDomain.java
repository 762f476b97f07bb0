package dev.slipway.machine.libvirt;

import com.fasterxml.jackson.databind.JsonNode;
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
        ExportedDisks disks = new ExportedDisks(instance);
        disks.write(devices);
        for (int n = 0; n < disks.present().size(); n++) {
            alias(
                    disks.present().get(n).path("name").asText(),
                    devices.children("disk").get(n));
        }
        ExportedDevices.controllers(domain, disks.present(), devices);
        for (JsonNode nic : domain.at("/devices/interfaces")) {
            // A device of the node, or one that is being taken out
            if (!nic.has("sriov") && !nic.path("state").asText().equals("absent")) {
                nic(nic, devices);
            }
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

    private void nic(JsonNode nic, XmlNode devices) {
        String name = nic.path("name").asText();
        XmlNode node = devices.add("interface").with("type", "ethernet");
        String mac = nic.path("macAddress").asText(mac(name));
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
        if (!nic.has("bootOrder")) {
            node.add("rom").with("enabled", "no");
        }
        boot(nic, node);
        alias(name, node);
    }

    /** Returns the address that an interface was given; empty if none is known. */
    private String mac(String name) {
        for (JsonNode status : instance.at("/status/interfaces")) {
            if (status.path("name").asText().equals(name)) {
                return status.path("mac").asText();
            }
        }
        return "";
    }

    static void boot(JsonNode device, XmlNode node) {
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
