package dev.slipway.portal.images;

import dev.slipway.portal.access.Ask;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Something that can be done with an image, and why not if it cannot.
 *
 * @param words word on the button
 * @param icon icon
 * @param href where it leads, or what it is sent to
 * @param reason why it is not possible now; empty if it is
 */
public record ImageOffer(String words, String icon, String href, String reason) {
    /** Returns whether it is possible. */
    public boolean enabled() {
        return reason.isEmpty();
    }

    /** Offers to make a machine from it. */
    static ImageOffer machine(ImageRow row, Predicate<Ask> may) {
        String reason = row.state().ready()
                ? right(row, Ask.CREATE_MACHINES, may)
                : row.key().name() + " is not ready (" + row.state().words().toLowerCase(Locale.ROOT)
                        + "), so no machine can be made from it yet.";
        return new ImageOffer(
                "Create machine",
                "plus",
                "/machines/new?image=" + row.key().namespace() + "/" + row.key().name() + "&project="
                        + row.key().namespace(),
                reason);
    }

    /** Offers to fill it again; nothing unless it failed and its source is known. */
    static Optional<ImageOffer> retry(ImageRow row, ImageFacts facts, Predicate<Ask> may) {
        boolean possible =
                row.state().word() == ImageWord.FAILED && facts.volume().isPresent();
        return possible
                ? Optional.of(new ImageOffer(
                        "Try again", "restart", row.path() + "/retry", right(row, Ask.CREATE_DATA_VOLUMES, may)))
                : Optional.empty();
    }

    /** Offers to delete it. */
    static ImageOffer delete(ImageRow row, Predicate<Ask> may) {
        String reason = row.state().word() == ImageWord.DELETING
                ? row.key().name() + " is being deleted."
                : right(row, Ask.DELETE_IMAGES, may);
        return new ImageOffer("Delete", "trash", row.path() + "/delete", reason);
    }

    private static String right(ImageRow row, Ask ask, Predicate<Ask> may) {
        return may.test(ask)
                ? ""
                : "You may not do this in " + row.key().namespace() + ": it needs the right to " + ask.verb() + " "
                        + ask.resource() + " (" + ask.group() + ").";
    }
}
