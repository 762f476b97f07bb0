package dev.slipway.machine.libvirt;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Disks of a description. What is in them does not come along: each becomes a claim that is to be filled. */
final class ImportedDisks {
    private static final Set<String> BUSES = Set.of("virtio", "sata", "scsi", "usb");
    private static final Set<String> CACHES = Set.of("none", "writethrough", "writeback");

    /** Prefix of libvirt's names that a user gave, as opposed to its own. */
    static final String ALIAS = "ua-";

    private ImportedDisks() {}

    /**
     * What is known of all disks.
     *
     * @param claims claims that Slipway's own export names, by the disk's name
     * @param alone numbers of threads that one disk has to itself
     */
    private record Known(Map<String, String> claims, Set<String> alone) {}

    static void read(XmlNode domain, XmlNode devices, Draft draft) {
        Known known = new Known(claims(domain), alone(devices.children("disk")));
        long threads = ImportedHardware.number(domain.textOf("iothreads"));
        if (threads > 0) {
            draft.domain.put("ioThreadsPolicy", "supplementalPool");
            draft.domain.putObject("ioThreads").put("supplementalPoolThreadCount", threads);
        }
        int number = 0;
        List<XmlNode> disks = devices.children("disk");
        for (XmlNode disk : disks) {
            number++;
            read(disk, disks.size() == 1 ? "devices/disk" : "devices/disk[" + number + "]", known, draft);
        }
    }

    /** Claims that Slipway's own export names, by the disk's name. */
    private static Map<String, String> claims(XmlNode domain) {
        Map<String, String> claims = new LinkedHashMap<>();
        domain.child("metadata")
                .flatMap(metadata -> metadata.child(LibvirtDomain.PREFIX + ":volumes"))
                .ifPresent(volumes -> volumes.children(LibvirtDomain.PREFIX + ":volume")
                        .forEach(volume -> claims.put(volume.attribute("name"), volume.attribute("claim"))));
        return claims;
    }

    /** Returns the threads that one disk has to itself, where there are disks that share another. */
    private static Set<String> alone(List<XmlNode> disks) {
        Map<String, Integer> users = new TreeMap<>();
        disks.forEach(disk -> disk.child("driver")
                .map(driver -> driver.attribute("iothread"))
                .filter(thread -> !thread.isEmpty())
                .ifPresent(thread -> users.merge(thread, 1, Integer::sum)));
        Set<String> alone = new HashSet<>(users.keySet());
        alone.removeIf(thread -> users.size() == 1 || users.getOrDefault(thread, 0) > 1);
        return alone;
    }

    private static void read(XmlNode disk, String path, Known known, Draft draft) {
        String kind = disk.attribute("device").isEmpty() ? "disk" : disk.attribute("device");
        XmlNode target = disk.child("target").orElseGet(() -> new XmlNode("target"));
        String device = target.attribute("dev");
        if (kind.equals("floppy")) {
            draft.lose(path, "floppy " + device, "there are no floppy drives; put its files on a disc or a disk.");
            disk.ignore();
            return;
        }
        String alias = disk.child("alias").map(found -> found.attribute("name")).orElse("");
        String name = draft.unique(alias.startsWith(ALIAS) ? alias.substring(ALIAS.length()) : device);
        ObjectNode wanted = draft.devices.withArrayProperty("disks").addObject().put("name", name);
        ObjectNode drive = wanted.putObject(kind);
        drive.put("bus", bus(target, kind, path, draft));
        target.ignoreAttributes("removable", "rotation_rate");
        String tray = target.attribute("tray");
        if (kind.equals("cdrom") && tray.equals("open")) {
            draft.lose(path + "/target/@tray", tray, "the drive is closed.");
        }
        boolean readOnly = disk.child("readonly").isPresent();
        if (readOnly && !kind.equals("cdrom")) {
            drive.put("readonly", true);
        }
        if (disk.child("shareable").isPresent()) {
            wanted.put("shareable", true);
        }
        String serial = disk.textOf("serial");
        if (!serial.isEmpty()) {
            wanted.put("serial", serial);
        }
        disk.child("boot").ifPresent(boot -> order(boot, wanted));
        disk.child("driver").ifPresent(driver -> driver(driver, wanted, path, known.alone(), draft));
        disk.child("blockio").ifPresent(sizes -> blockSize(sizes, wanted));
        disk.ignore("address", "alias", "backingStore", "mirror");
        content(disk, path, name, kind, known.claims(), draft);
    }

    private static String bus(XmlNode target, String kind, String path, Draft draft) {
        String bus = target.attribute("bus");
        if (kind.equals("lun")) {
            return "scsi";
        }
        String wanted = kind.equals("cdrom") && !Set.of("scsi", "usb").contains(bus) ? "sata" : bus;
        if (BUSES.contains(wanted)) {
            if (!wanted.equals(bus) && !bus.equals("ide")) {
                draft.lose(path + "/target/@bus", bus, "the drive is on sata.");
            }
            return wanted;
        }
        if (bus.equals("ide") || bus.isEmpty()) {
            return "sata";
        }
        draft.lose(path + "/target/@bus", bus, "the disk is on sata, which every guest can read.");
        return "sata";
    }

    static void order(XmlNode boot, ObjectNode device) {
        long order = ImportedHardware.number(boot.attribute("order"));
        if (order > 0 && order < Integer.MAX_VALUE) {
            device.put("bootOrder", (int) order);
        }
    }

    private static void driver(XmlNode driver, ObjectNode disk, String path, Set<String> alone, Draft draft) {
        driver.ignoreAttributes(
                "name", "type", "discard", "detect_zeroes", "rerror_policy", "ioeventfd", "event_idx", "copy_on_read");
        String cache = driver.attribute("cache");
        if (CACHES.contains(cache)) {
            disk.put("cache", cache);
        } else if (cache.equals("directsync") || cache.equals("unsafe")) {
            draft.lose(
                    path + "/driver/@cache",
                    cache,
                    "the disk has cache none where its storage can, else writethrough.");
        }
        String io = driver.attribute("io");
        if (Set.of("native", "threads").contains(io)) {
            disk.put("io", io);
        } else if (!io.isEmpty()) {
            draft.lose(path + "/driver/@io", io, "the disk is read as its node does best.");
        }
        String policy = driver.attribute("error_policy");
        // To stop is what a disk does if nothing is said
        if (Set.of("report", "ignore", "enospace").contains(policy)) {
            disk.put("errorPolicy", policy);
        }
        if (!driver.attribute("iothread").isEmpty()) {
            if (disk.at("/disk/bus").asText().equals("virtio")) {
                if (alone.contains(driver.attribute("iothread"))) {
                    disk.put("dedicatedIOThread", true);
                }
            } else {
                draft.lose(
                        path + "/driver/@iothread", driver.attribute("iothread"), "disks on virtio have threads only.");
            }
        }
        if (!driver.attribute("queues").isEmpty()) {
            draft.devices.put("blockMultiQueue", true);
        }
    }

    private static void blockSize(XmlNode sizes, ObjectNode disk) {
        long logical = ImportedHardware.number(sizes.attribute("logical_block_size"));
        long physical = ImportedHardware.number(sizes.attribute("physical_block_size"));
        long discard = ImportedHardware.number(sizes.attribute("discard_granularity"));
        if (logical > 0 || physical > 0) {
            ObjectNode custom = disk.putObject("blockSize").putObject("custom");
            custom.put("logical", logical > 0 ? logical : 512)
                    .put("physical", physical > 0 ? physical : Math.max(512, logical));
            if (discard > 0) {
                custom.put("discardGranularity", discard);
            }
        }
    }

    private static void content(
            XmlNode disk, String path, String name, String kind, Map<String, String> claims, Draft draft) {
        String type = disk.attribute("type");
        Optional<XmlNode> source = disk.child("source");
        String where = source.map(found -> place(type, found)).orElse("");
        String claim = claims.getOrDefault(name, "");
        source.ifPresent(
                found -> found.ignore("privateData", "slices", "seclabel", "host", "snapshot", "config", "address")
                        .ignoreAttributes("index", "startupPolicy", "mode", "query"));
        if (where.isEmpty() && claim.isEmpty()) {
            if (!kind.equals("cdrom")) {
                draft.lose(path + "/source", "", "the disk \"" + name + "\" has no source; give it a volume.");
            }
            return;
        }
        boolean ours = !claim.isEmpty();
        String wanted = ours
                ? claim
                : Draft.label(draft.machine.path("metadata").path("name").asText() + "-" + name);
        draft.volumes()
                .addObject()
                .put("name", name)
                .putObject("persistentVolumeClaim")
                .put("claimName", wanted);
        if (!ours) {
            draft.lose(
                    path + "/source",
                    where,
                    "what is in it does not come along: bring it into the claim " + wanted
                            + ", by an upload in the portal or virtctl image-upload pvc " + wanted + ".");
        }
    }

    private static String place(String type, XmlNode source) {
        return switch (type) {
            case "file" -> source.attribute("file");
            case "block" -> source.attribute("dev");
            case "dir" -> source.attribute("dir");
            case "volume" -> source.attribute("pool") + "/" + source.attribute("volume");
            case "network" ->
                source.attribute("protocol") + "://"
                        + source.child("host")
                                .map(host -> host.attribute("name"))
                                .orElse("") + "/"
                        + source.attribute("name");
            default -> {
                source.ignore();
                yield type;
            }
        };
    }
}
