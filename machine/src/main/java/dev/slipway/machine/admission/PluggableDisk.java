package dev.slipway.machine.admission;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.machine.validate.Cause;
import java.util.Optional;

/** What a disk must be to be plugged into a running machine. Source: KubeVirt v1.9.0, {@code storagehotplug.go}. */
final class PluggableDisk {
    private PluggableDisk() {}

    /** Returns the first thing that is wrong with {@code disk}, at {@code field}. */
    static Optional<Cause> wrong(JsonNode disk, String name, String field) {
        if (!disk.isObject()) {
            return invalid(field, "Volume " + name + " is to be plugged without a disk. Add disk.");
        }
        boolean lun = !disk.hasNonNull("disk") && disk.hasNonNull("lun");
        if (!disk.hasNonNull("disk") && !lun) {
            return invalid(field, "Disk " + name + " cannot be plugged: only disk and lun can.");
        }
        String bus = disk.path(lun ? "lun" : "disk").path("bus").asText("");
        if (lun && !bus.equals("scsi")) {
            return invalid(field, "LUN " + name + " needs the bus scsi to be plugged, not '" + bus + "'.");
        }
        if (!lun && !bus.equals("scsi") && !bus.equals("virtio")) {
            return invalid(field, "Disk " + name + " needs the bus scsi or virtio to be plugged, not '" + bus + "'.");
        }
        if (disk.path("dedicatedIOThread").asBoolean() && !bus.equals("virtio")) {
            return invalid(field, "Disk " + name + " needs the bus virtio for a dedicatedIOThread, not " + bus + ".");
        }
        return disk.hasNonNull("bootOrder") && disk.get("bootOrder").asInt() < 1
                ? invalid("spec.domain.devices.disks[1].bootOrder", "Disk " + name + " has a bootOrder below 1.")
                : Optional.empty();
    }

    private static Optional<Cause> invalid(String field, String sentence) {
        return Optional.of(new Cause("FieldValueInvalid", field, sentence));
    }
}
