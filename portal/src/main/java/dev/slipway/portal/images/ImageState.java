package dev.slipway.portal.images;

import static dev.slipway.portal.images.ImageFacts.text;

import dev.slipway.api.cdi.DataSourceCondition;
import dev.slipway.api.cdi.DataVolumeCondition;
import dev.slipway.portal.layout.Status;
import dev.slipway.portal.machines.MachineState;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The state of an image as the portal tells it: decided here once, from what the operator wrote.
 *
 * @param word the state
 * @param reason cause or what is waited for; may be empty
 * @param progress part done, from 0 to 1, if it is known
 */
public record ImageState(ImageWord word, String reason, OptionalDouble progress) implements Status {

    /** Decides the state of an image. */
    static ImageState of(ImageFacts facts) {
        if (facts.image().getMetadata().getDeletionTimestamp() != null
                || facts.volume()
                        .filter(volume -> volume.getMetadata().getDeletionTimestamp() != null)
                        .isPresent()) {
            return plain(ImageWord.DELETING, "");
        }
        return facts.volume().isPresent() ? filled(facts) : existing(facts);
    }

    /** Returns the words beside a template's icon. */
    public String words() {
        return word.word();
    }

    /** Returns whether machines can be made from it. */
    public boolean ready() {
        return word == ImageWord.READY;
    }

    /** Returns whether it will not get better by itself. */
    public boolean failed() {
        return word == ImageWord.FAILED || word == ImageWord.MISSING;
    }

    private static ImageState filled(ImageFacts facts) {
        boolean upload =
                facts.source().filter(source -> source.upload() != null).isPresent();
        OptionalDouble part = facts.volume()
                .map(volume -> volume.getStatus())
                .map(status -> MachineState.percent(text(status.progress())))
                .orElse(OptionalDouble.empty());
        return switch (facts.phase()) {
            case "Succeeded" ->
                facts.claim().isPresent()
                        ? plain(ImageWord.READY, "")
                        : plain(
                                ImageWord.MISSING,
                                "the claim with its disk was deleted; delete the image and make it again");
            case "Failed" -> plain(ImageWord.FAILED, message(facts));
            case "UploadReady" ->
                part.orElse(0) > 0
                        ? new ImageState(
                                ImageWord.UPLOADING,
                                message(facts).isEmpty() ? "" : "it broke off; choose the same file again to go on",
                                part)
                        : plain(ImageWord.EMPTY, "choose the file on its page");
            case "UploadScheduled" ->
                plain(ImageWord.EMPTY, orElse(message(facts), "the place for the file is being made"));
            case "ImportInProgress" ->
                message(facts).isEmpty() || part.isPresent()
                        ? new ImageState(ImageWord.IMPORTING, "", part)
                        : plain(ImageWord.IMPORTING, message(facts));
            case "CloneInProgress", "CSICloneInProgress" -> new ImageState(ImageWord.IMPORTING, "copying", part);
            case "CloneFromSnapshotSourceInProgress", "PrepClaimInProgress" ->
                plain(ImageWord.IMPORTING, "from a snapshot");
            case "ImportScheduled", "CloneScheduled" ->
                plain(ImageWord.WAITING, orElse(message(facts), "for an importer"));
            case "WaitForFirstConsumer", "PendingPopulation" ->
                plain(ImageWord.WAITING, "for the first machine that uses it");
            case "", "Pending", "PVCBound" ->
                plain(upload ? ImageWord.EMPTY : ImageWord.WAITING, orElse(message(facts), "for its volume"));
            default -> plain(ImageWord.WAITING, "the cluster says " + facts.phase());
        };
    }

    /** An image of a claim that somebody else filled. */
    private static ImageState existing(ImageFacts facts) {
        Optional<DataSourceCondition> ready =
                Optional.ofNullable(facts.image().getStatus()).map(status -> status.conditions()).stream()
                        .flatMap(List::stream)
                        .filter(condition -> "Ready".equals(condition.type()))
                        .findFirst();
        // of a disk that the visitor may not see only the image itself says something
        boolean there = facts.apart() || facts.isSnapshot()
                ? ready.filter(c -> "True".equals(c.status())).isPresent()
                : facts.claim().isPresent()
                        && ready.filter(c -> "False".equals(c.status())).isEmpty();
        if (there) {
            return plain(ImageWord.READY, "");
        }
        if (facts.isSnapshot()
                && ready.filter(c -> "SnapshotNotReady".equals(c.reason())).isPresent()) {
            return plain(ImageWord.WAITING, "for its snapshot");
        }
        if (!facts.cron().isEmpty()
                && !facts.isSnapshot()
                && ImageFacts.claimOf(facts.image()).isEmpty()) {
            return plain(ImageWord.WAITING, "for the first import of DataImportCron " + facts.cron());
        }
        String said = ready.map(condition -> text(condition.message()).strip()).orElse("");
        return plain(
                ImageWord.MISSING,
                orElse(
                        said,
                        ImageFacts.claimOf(facts.image())
                                .map(claim -> facts.apart()
                                        ? "its disk is in " + claim.namespace() + ", which you may not see"
                                        : "there is no claim " + claim)
                                .orElse("it names no claim")));
    }

    private static String message(ImageFacts facts) {
        return facts.volume().map(volume -> volume.getStatus()).map(status -> status.conditions()).stream()
                .flatMap(List::stream)
                .filter(condition -> "Running".equals(condition.type()))
                .map(DataVolumeCondition::message)
                .map(ImageFacts::text)
                .map(String::strip)
                .findFirst()
                .orElse("");
    }

    private static String orElse(String preferred, String otherwise) {
        return preferred.isEmpty() ? otherwise : preferred;
    }

    private static ImageState plain(ImageWord word, String reason) {
        return new ImageState(word, reason, OptionalDouble.empty());
    }
}
