package dev.slipway.portal.images;

import dev.slipway.portal.cluster.ObjectKey;
import dev.slipway.portal.layout.Dialog;
import java.util.List;

/**
 * The question before an image is deleted.
 *
 * @param row the image
 * @param disk what is deleted with it, as a sentence
 * @param machines machines made from it that the visitor may see, which keep their own copies
 * @param typed what was typed wrongly; empty if nothing was
 * @param csrf token
 */
record ImageQuestion(ImageRow row, String disk, List<ObjectKey> machines, String typed, String csrf) {
    static ImageQuestion of(ImageFacts facts, String typed, String csrf) {
        String disk = facts.volume()
                .map(volume -> "Its disk " + volume.getMetadata().getName() + " is deleted with it.")
                .orElseGet(() -> ImageFacts.claimOf(facts.image())
                        .map(claim -> "The claim " + claim + " stays, because it was not made for this image.")
                        .orElse(""));
        return new ImageQuestion(ImageRow.of(facts), disk, facts.machines(), typed, csrf);
    }

    /** Returns what is wrong with the typed word; empty if nothing was typed yet. */
    public String wrongWord() {
        return typed.isEmpty() ? "" : Dialog.mistyped(typed, row.key().name());
    }
}
