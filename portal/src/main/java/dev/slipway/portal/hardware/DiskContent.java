package dev.slipway.portal.hardware;

import dev.slipway.portal.create.Choices;
import dev.slipway.portal.create.DiskChoice;
import dev.slipway.portal.create.DiskSource;
import dev.slipway.portal.images.ImageRow;
import dev.slipway.portal.layout.Dialog;
import dev.slipway.portal.layout.Formats;
import java.util.List;
import java.util.stream.Stream;

/** What a new disk or a disc holds, as the one field of a form that chooses among all of it. */
final class DiskContent {
    /** Nothing: an empty disk. */
    static final String BLANK = "blank";

    private static final String IMAGE = "image:";
    private static final String CLAIM = "claim:";

    private DiskContent() {}

    /** Returns what can be chosen for a disk. */
    static List<Dialog.Group> ofDisk(Choices choices) {
        return List.of(
                new Dialog.Group("", List.of(new Dialog.Option(BLANK, "Nothing: a new, empty disk"))),
                new Dialog.Group("Copy of an image", images(choices.images().stream())),
                new Dialog.Group("Existing disk", claims(choices)));
    }

    /** Returns what can be put into a drive: the images of the machine's project, and disks that nobody uses. */
    static List<Dialog.Group> ofDisc(Choices choices, String project) {
        return List.of(
                new Dialog.Group(
                        "Image",
                        images(choices.images().stream()
                                .filter(row -> row.key().namespace().equals(project)))),
                new Dialog.Group("Existing disk", claims(choices)));
    }

    /** Reads a choice. */
    static DiskChoice choice(String content, String size, String storageClass) {
        if (content.startsWith(IMAGE)) {
            return new DiskChoice(DiskSource.IMAGE, content.substring(IMAGE.length()), "", "", size, storageClass);
        }
        return content.startsWith(CLAIM)
                ? new DiskChoice(DiskSource.CLAIM, "", "", content.substring(CLAIM.length()), size, storageClass)
                : new DiskChoice(DiskSource.BLANK, "", "", "", size, storageClass);
    }

    private static List<Dialog.Option> images(Stream<ImageRow> images) {
        return images.filter(row -> row.state().ready())
                .map(row -> new Dialog.Option(
                        IMAGE + row.key(),
                        row.key().name() + " (" + row.key().namespace()
                                + (row.bytes() > 0 ? ", " + Formats.bytes(row.bytes()) : "") + ")"))
                .toList();
    }

    private static List<Dialog.Option> claims(Choices choices) {
        return choices.claims().stream()
                .map(claim -> new Dialog.Option(CLAIM + claim, claim))
                .toList();
    }
}
