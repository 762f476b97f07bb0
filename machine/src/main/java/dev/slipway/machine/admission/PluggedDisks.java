package dev.slipway.machine.admission;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.machine.types.SameMeaning;
import dev.slipway.machine.validate.Cause;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Rules for disks that come and go while an instance runs. Source: KubeVirt v1.9.0, {@code storagehotplug.go}. */
final class PluggedDisks {
    private PluggedDisks() {}

    static Optional<Cause> wrong(JsonNode object, JsonNode before, boolean emptyDrives) {
        Map<String, JsonNode> volumes = byName(object.path("spec").path("volumes"));
        Map<String, JsonNode> oldVolumes = byName(before.path("spec").path("volumes"));
        Map<String, JsonNode> disks = byName(disks(object));
        Map<String, JsonNode> oldDisks = byName(disks(before));
        Set<String> permanent = permanent(before);
        Set<String> moving = new HashSet<>();
        object.path("status")
                .path("migratedVolumes")
                .forEach(volume -> moving.add(volume.path("volumeName").asText()));
        return uneven(object, volumes, emptyDrives)
                .or(() -> fixed(volumes, oldVolumes, disks, oldDisks, permanent, moving))
                .or(() -> plugged(volumes, oldVolumes, disks, oldDisks, permanent, moving));
    }

    /** Returns the names of the volumes that the instance started with, as its status tells. */
    static Set<String> permanent(JsonNode instance) {
        Set<String> names = new HashSet<>();
        for (JsonNode status : instance.path("status").path("volumeStatus")) {
            if (!status.hasNonNull("hotplugVolume")) {
                names.add(status.path("name").asText());
            }
        }
        return names;
    }

    private static JsonNode disks(JsonNode instance) {
        return instance.path("spec").path("domain").path("devices").path("disks");
    }

    private static Map<String, JsonNode> byName(JsonNode list) {
        Map<String, JsonNode> named = new LinkedHashMap<>();
        list.forEach(item -> named.put(item.path("name").asText(), item));
        return named;
    }

    private static Optional<Cause> uneven(JsonNode object, Map<String, JsonNode> volumes, boolean emptyDrives) {
        Map<String, JsonNode> feeding = new HashMap<>(volumes);
        feeding.values().removeIf(volume -> volume.hasNonNull("memoryDump"));
        int needed = object.path("spec")
                .path("domain")
                .path("devices")
                .path("filesystems")
                .size();
        for (JsonNode disk : disks(object)) {
            boolean empty = !feeding.containsKey(disk.path("name").asText()) && disk.hasNonNull("cdrom") && emptyDrives;
            needed += empty ? 0 : 1;
        }
        return needed == feeding.size()
                ? Optional.empty()
                : invalid("The instance would have " + feeding.size() + " volumes for " + needed
                        + " disks and file systems. Give each volume one disk.");
    }

    private static Optional<Cause> fixed(
            Map<String, JsonNode> volumes,
            Map<String, JsonNode> oldVolumes,
            Map<String, JsonNode> disks,
            Map<String, JsonNode> oldDisks,
            Set<String> permanent,
            Set<String> moving) {
        Set<String> now = new HashSet<>(volumes.keySet());
        now.retainAll(permanent);
        Set<String> old = new HashSet<>(oldVolumes.keySet());
        old.retainAll(permanent);
        if (now.size() != old.size()) {
            return invalid("Volumes that are there since the start cannot be added or removed while the machine runs.");
        }
        for (String name : now) {
            if (moving.contains(name)) {
                continue;
            }
            if (!same(volumes.get(name), oldVolumes.get(name))) {
                return invalid(
                        "Volume " + name + " is there since the start and cannot change while the machine runs.");
            }
            if (!same(disks.get(name), oldDisks.get(name))) {
                return invalid("Disk " + name + " is there since the start and cannot change while the machine runs.");
            }
        }
        return Optional.empty();
    }

    private static Optional<Cause> plugged(
            Map<String, JsonNode> volumes,
            Map<String, JsonNode> oldVolumes,
            Map<String, JsonNode> disks,
            Map<String, JsonNode> oldDisks,
            Set<String> permanent,
            Set<String> moving) {
        for (Map.Entry<String, JsonNode> entry : volumes.entrySet()) {
            String name = entry.getKey();
            JsonNode volume = entry.getValue();
            if (permanent.contains(name)) {
                continue;
            }
            JsonNode old = oldVolumes.get(name);
            Optional<Cause> wrong = old != null
                    ? changed(name, volume, old, disks.get(name), oldDisks.get(name), moving)
                    : added(name, volume, disks.get(name), oldDisks.containsKey(name));
            if (wrong.isPresent()) {
                return wrong;
            }
        }
        return Optional.empty();
    }

    private static Optional<Cause> changed(
            String name,
            JsonNode volume,
            JsonNode old,
            @Nullable JsonNode disk,
            @Nullable JsonNode oldDisk,
            Set<String> moving) {
        if (!same(volume, old) && !moving.contains(name)) {
            return invalid("Volume " + name + " cannot change while it is plugged. Unplug it first.");
        }
        if (volume.hasNonNull("memoryDump")) {
            return Optional.empty();
        }
        if (disk == null && oldDisk == null) {
            // The volume of a shared folder has none.
            return Optional.empty();
        }
        if (disk == null) {
            return invalid("Volume " + name + " has no disk. Add one of that name.");
        }
        return same(disk, oldDisk)
                ? Optional.empty()
                : invalid("Disk " + name + " cannot change while it is plugged. Unplug it first.");
    }

    private static Optional<Cause> added(String name, JsonNode volume, @Nullable JsonNode disk, boolean known) {
        if (volume.hasNonNull("memoryDump")) {
            return Optional.empty();
        }
        if (!volume.hasNonNull("dataVolume") && !volume.hasNonNull("persistentVolumeClaim")) {
            return invalid("Volume " + name + " is neither a claim nor a DataVolume. Only these can be plugged.");
        }
        if (disk == null) {
            return invalid("Volume " + name + " has no disk. Add one of that name.");
        }
        return known ? Optional.empty() : PluggableDisk.wrong(disk, name, "");
    }

    private static boolean same(@Nullable JsonNode one, @Nullable JsonNode other) {
        return one == null || other == null ? Objects.equals(one, other) : SameMeaning.of(one, other);
    }

    private static Optional<Cause> invalid(String sentence) {
        return Optional.of(new Cause("FieldValueInvalid", "", sentence));
    }
}
