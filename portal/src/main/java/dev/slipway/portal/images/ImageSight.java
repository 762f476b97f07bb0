package dev.slipway.portal.images;

import dev.slipway.portal.access.Visible;
import dev.slipway.portal.lists.Sight;
import java.util.Optional;

/**
 * What somebody may see of images and of what has to do with them.
 *
 * @param images where he may see images
 * @param machines where he may see the machines made from them
 * @param disks where he may see the disk of an image that lies in another project than the image
 */
record ImageSight(Visible images, Visible machines, Visible disks) implements Sight<UsedImage, ImageRow> {
    @Override
    public Optional<ImageRow> see(UsedImage image) {
        return images.in(image.row().project()) ? Optional.of(image.row(machines, disks)) : Optional.empty();
    }

    /** Returns of all that is known of an image what he may know. */
    Optional<ImageFacts> see(ImageFacts image) {
        return images.in(image.key().namespace()) ? Optional.of(image.seen(machines, disks)) : Optional.empty();
    }
}
