package dev.slipway.portal.images;

import dev.slipway.portal.cluster.ObjectKey;
import dev.slipway.portal.layout.Frame;
import dev.slipway.portal.machines.Activity;
import java.util.List;
import java.util.Optional;

/**
 * The page of an image, ready for its template.
 *
 * @param frame frame
 * @param head top of the page
 * @param body what changes below it
 * @param upload whether the page can take the file
 */
record ImagePage(Frame frame, Head head, Body body, boolean upload) {
    /**
     * The top.
     *
     * @param machine offer to make a machine
     * @param retry offer to fill it again, if it failed
     * @param delete offer to delete it
     * @param claim claim with the disk, as namespace/name; empty while it is not filled
     */
    record Head(
            ImageRow row,
            ImageOffer machine,
            Optional<ImageOffer> retry,
            ImageOffer delete,
            String claim,
            String csrf) {
        /** Returns the reasons of what is not possible. */
        public List<String> why() {
            return java.util.stream.Stream.of(machine, delete)
                    .map(ImageOffer::reason)
                    .filter(reason -> !reason.isEmpty())
                    .distinct()
                    .toList();
        }
    }

    /**
     * Facts, machines and activity.
     *
     * @param claim claim with the disk; empty if it names none
     * @param storage storage class; empty if it is not known
     * @param checksum what the file was checked against; empty if nothing
     */
    record Body(
            ImageRow row,
            String claim,
            String storage,
            String checksum,
            List<ObjectKey> machines,
            List<Activity> activity) {
        private static final int SHOWN = 20;

        /** Returns the first machines. */
        public List<ObjectKey> shown() {
            return machines.subList(0, Math.min(SHOWN, machines.size()));
        }

        /** Returns how many there are more. */
        public int more() {
            return Math.max(0, machines.size() - SHOWN);
        }
    }
}
