package dev.slipway.portal.create;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.portal.cluster.ObjectKey;

/** The DataVolume that a disk without problems becomes. */
public final class DiskDraft {
    private DiskDraft() {}

    /** Writes name and spec into an empty DataVolume or a template of one. */
    public static void fill(ObjectNode volume, String name, DiskChoice disk) {
        volume.withObjectProperty("metadata").put("name", name);
        ObjectNode spec = volume.putObject("spec");
        switch (disk.source()) {
            case IMAGE -> {
                ObjectKey image = disk.imageKey().orElseThrow();
                spec.putObject("sourceRef")
                        .put("kind", "DataSource")
                        .put("namespace", image.namespace())
                        .put("name", image.name());
            }
            case URL -> spec.putObject("source").putObject("http").put("url", disk.image());
            case BLANK -> spec.putObject("source").putObject("blank");
            case CLAIM -> throw new IllegalArgumentException("an existing claim is filled already");
        }
        ObjectNode storage = spec.putObject("storage");
        storage.putArray("accessModes").add("ReadWriteOnce");
        storage.putObject("resources").putObject("requests").put("storage", FormNumber.mebibytes(disk.size()));
        if (!disk.storageClass().isEmpty()) {
            storage.put("storageClassName", disk.storageClass());
        }
    }
}
