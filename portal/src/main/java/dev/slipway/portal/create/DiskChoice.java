package dev.slipway.portal.create;

import dev.slipway.portal.cluster.ObjectKey;
import java.util.Optional;

/**
 * A disk as a form describes it.
 *
 * @param source where it comes from
 * @param from image, as namespace/name
 * @param image address of an image
 * @param claim name of a claim
 * @param size size in GiB; a claim keeps its own
 * @param storageClass storage class; empty for the cluster's default
 */
public record DiskChoice(DiskSource source, String from, String image, String claim, String size, String storageClass) {
    /** Returns the key of the image; empty if the text is none. */
    public Optional<ObjectKey> imageKey() {
        String[] parts = from.split("/", -1);
        return parts.length == 2 && !parts[0].isEmpty() && !parts[1].isEmpty()
                ? Optional.of(new ObjectKey(parts[0], parts[1]))
                : Optional.empty();
    }
}
