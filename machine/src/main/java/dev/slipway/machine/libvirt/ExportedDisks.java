package dev.slipway.machine.libvirt;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.slipway.machine.qemu.DiskThreads;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The disks of an instance in libvirt's words. */
final class ExportedDisks {
    /** Volumes that the launcher makes an image of, which the guest can read only. */
    private static final List<String> DISCS = List.of(
            "cloudInitNoCloud",
            "cloudInitConfigDrive",
            "configMap",
            "secret",
            "serviceAccount",
            "downwardAPI",
            "sysprep");

    /** Volumes with an image in QEMU's own format. */
    private static final List<String> LAYERED = List.of("containerDisk", "emptyDisk", "ephemeral");

    /** Ports of an AHCI controller as QEMU makes it. */
    private static final int AHCI_PORTS = 6;

    private final JsonNode instance;
    private final JsonNode domain;
    private final Map<String, Integer> numbers = new TreeMap<>();

    ExportedDisks(JsonNode instance) {
        this.instance = instance;
        this.domain = instance.at("/spec/domain");
    }

    /** Returns the disks that the guest has: one whose volume is still to be plugged in has none yet. */
    List<JsonNode> present() {
        List<JsonNode> disks = new ArrayList<>();
        domain.at("/devices/disks").forEach(disk -> {
            if (disk.has("cdrom") || !comesLater(disk.path("name").asText())) {
                disks.add(disk);
            }
        });
        return disks;
    }

    private boolean comesLater(String name) {
        JsonNode volume = volume(name);
        boolean pluggable = volume.at("/persistentVolumeClaim/hotpluggable").asBoolean()
                || volume.at("/dataVolume/hotpluggable").asBoolean()
                || volume.has("memoryDump");
        return pluggable && !status(name).path("phase").asText().equals("Ready");
    }

    private JsonNode volume(String name) {
        return named(instance.at("/spec/volumes"), name);
    }

    private JsonNode status(String name) {
        return named(instance.at("/status/volumeStatus"), name);
    }

    private static JsonNode named(JsonNode list, String name) {
        for (JsonNode one : list) {
            if (one.path("name").asText().equals(name)) {
                return one;
            }
        }
        return MissingNode.getInstance();
    }

    static String bus(JsonNode disk) {
        return disk.path(kind(disk)).path("bus").asText(disk.has("lun") ? "scsi" : "sata");
    }

    private static String kind(JsonNode disk) {
        return disk.has("cdrom") ? "cdrom" : disk.has("lun") ? "lun" : "disk";
    }

    /** Returns the threads of the guest's virtio disks. */
    DiskThreads threads() {
        List<Boolean> own = present().stream()
                .filter(disk -> bus(disk).equals("virtio"))
                .map(disk -> disk.path("dedicatedIOThread").asBoolean())
                .toList();
        String policy = domain.path("ioThreadsPolicy").asText();
        long pool = domain.at("/ioThreads/supplementalPoolThreadCount").asLong(1);
        DiskThreads threads = DiskThreads.of(
                DiskThreads.limit(policy, ExportedHardware.processors(domain), pool, own.contains(true)), own);
        return policy.equals("supplementalPool") ? new DiskThreads((int) pool, threads.byDisk()) : threads;
    }

    void write(XmlNode devices) {
        List<Integer> threads = new ArrayList<>(threads().byDisk());
        for (JsonNode disk : present()) {
            XmlNode node = disk(disk, devices);
            if (bus(disk).equals("virtio") && !threads.isEmpty()) {
                node.child("driver").ifPresent(driver -> driver.with("iothread", threads.removeFirst()));
            }
        }
    }

    private XmlNode disk(JsonNode disk, XmlNode devices) {
        String name = disk.path("name").asText();
        String kind = kind(disk);
        String bus = bus(disk);
        JsonNode volume = volume(name);
        boolean block = kind.equals("lun")
                || status(name)
                        .at("/persistentVolumeClaimInfo/volumeMode")
                        .asText()
                        .equals("Block");
        XmlNode node =
                devices.add("disk").with("type", block ? "block" : "file").with("device", kind);
        driver(disk, node.add("driver").with("name", "qemu"), volume);
        if (status(name).at("/persistentVolumeClaimInfo/preallocated").asBoolean()) {
            // Who set the blocks aside wants to keep them
            node.child("driver").ifPresent(driver -> driver.with("discard", "ignore"));
        }
        if (!volume.isMissingNode() && !comesLater(name)) {
            XmlNode source = node.add("source").with(block ? "dev" : "file", path(name, block, volume));
            if (disk.at("/lun/reservation").asBoolean()) {
                source.add("reservations")
                        .with("managed", "no")
                        .add("source")
                        .with("type", "unix")
                        .with("path", "/run/qemu-pr-helper.sock")
                        .with("mode", "client");
            }
        }
        JsonNode sizes = disk.at("/blockSize/custom");
        if (sizes.isObject()) {
            node.add("blockio")
                    .with("logical_block_size", sizes.path("logical").asLong())
                    .with("physical_block_size", sizes.path("physical").asLong());
        }
        node.add("target").with("dev", ExportedDevices.device(bus, devices)).with("bus", bus);
        if (disk.path(kind).path("readonly").asBoolean(kind.equals("cdrom"))
                || isAny(DISCS, volume)
                || volume.has("downwardMetrics")) {
            node.add("readonly");
        }
        if (disk.path("shareable").asBoolean()) {
            node.add("shareable");
        }
        if (!disk.path("serial").asText().isEmpty() && !kind.equals("lun")) {
            node.add("serial", disk.path("serial").asText());
        }
        LibvirtDomain.boot(disk, node);
        place(bus, node);
        return node;
    }

    /** What the instance leaves open is as in KubeVirt, where libvirt would choose otherwise. */
    private void driver(JsonNode disk, XmlNode driver, JsonNode volume) {
        driver.with("type", isAny(LAYERED, volume) ? "qcow2" : "raw");
        LibvirtDomain.text(driver, "cache", disk.path("cache"));
        driver.with("error_policy", disk.path("errorPolicy").asText("stop"));
        LibvirtDomain.text(driver, "io", disk.path("io"));
        driver.with("discard", "unmap");
        if (domain.at("/devices/blockMultiQueue").asBoolean() && bus(disk).equals("virtio")) {
            driver.with("queues", ExportedHardware.processors(domain));
        }
    }

    private static boolean isAny(List<String> kinds, JsonNode volume) {
        return kinds.stream().anyMatch(volume::has);
    }

    /** Where the launcher finds it (docs/contracts.md §1). */
    private static String path(String name, boolean block, JsonNode volume) {
        if (block) {
            return "/dev/slipway-disks/" + name;
        }
        if (isAny(DISCS, volume)) {
            return "/var/run/slipway/volume-" + name + ".iso";
        }
        return isAny(LAYERED, volume)
                ? "/var/run/slipway/volume-" + name + ".qcow2"
                : "/var/run/slipway-disks/" + name + "/disk.img";
    }

    /**
     * Places of SCSI and SATA disks, which are Slipway's. libvirt would take them from the names, which both share with USB, and
     * add controllers of kinds that the guest never had.
     */
    private void place(String bus, XmlNode node) {
        int number = numbers.merge(bus, 1, Integer::sum) - 1;
        switch (bus) {
            case "scsi" -> address(node, 0, number);
            case "sata" -> address(node, number / AHCI_PORTS, number % AHCI_PORTS);
            default -> {
                // libvirt chooses as well as anybody
            }
        }
    }

    private static void address(XmlNode node, int controller, int unit) {
        node.add("address")
                .with("type", "drive")
                .with("controller", controller)
                .with("bus", 0)
                .with("target", 0)
                .with("unit", unit);
    }
}
