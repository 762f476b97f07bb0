package dev.slipway.operator.importcron;

import dev.slipway.api.cdi.DataVolume;
import dev.slipway.api.cdi.ImportStatus;
import dev.slipway.operator.cluster.DataVolumeState;
import dev.slipway.operator.cluster.UsedClaim;
import java.time.Instant;
import java.util.Optional;

/** What is to be done about the newest content of a source, as far as that is known. */
sealed interface Importing {
    /** No content is known, or it is on its way. */
    record Rest() implements Importing {}

    /** It is there. */
    record Complete(ImportStatus newest) implements Importing {}

    /** Import the content with this digest. */
    record Begin(String digest) implements Importing {}

    /** Remove the DataVolume, whose import failed, to make another. */
    record Forget(DataVolume volume) implements Importing {}

    /**
     * Decides.
     *
     * @param digest digest of the content that the source has now
     * @param looked when the source was looked at
     */
    static Importing of(ImportCronScope scope, String digest, Optional<Instant> looked) {
        Optional<ImportStatus> newest = scope.newest();
        if (newest.isEmpty()) {
            return digest.isEmpty() ? new Rest() : new Begin(digest);
        }
        boolean isNew = !digest.isEmpty() && !digest.equals(newest.get().digest());
        if (isGone(scope)) {
            // Or was made so lately that nobody has seen it yet: to make it again does no harm.
            return new Begin(isNew ? digest : newest.get().digest() + "");
        }
        if (isComplete(scope)) {
            return isNew ? new Begin(digest) : new Complete(newest.get());
        }
        Optional<DataVolume> failed =
                scope.volume().filter(volume -> DataVolumeState.of(volume) == DataVolumeState.FAILED);
        // A failed import is tried again when the source was looked at again.
        boolean again = isNew || looked.isPresent();
        return failed.filter(_ -> again).<Importing>map(Forget::new).orElseGet(Rest::new);
    }

    private static boolean isGone(ImportCronScope scope) {
        if (isSaved(scope)) {
            return false;
        }
        boolean going = scope.volume().filter(ImportedVolume::isGoing).isPresent();
        return going || scope.volume().isEmpty() && scope.claim().isEmpty();
    }

    static boolean isComplete(ImportCronScope scope) {
        return isSaved(scope) || isImported(scope);
    }

    /** Returns whether a snapshot has it, whatever is left of the claim. */
    private static boolean isSaved(ImportCronScope scope) {
        return switch (Saving.of(scope)) {
            case Saving.Taken _ -> true;
            case Saving.Taking _ -> scope.volume().isEmpty() && scope.claim().isEmpty();
            case Saving.Drop _, Saving.None _, Saving.Take _ -> false;
        };
    }

    /** A DataVolume may be deleted, and its claim stay; a claim that goes with it may be half written. */
    static boolean isImported(ImportCronScope scope) {
        boolean going = scope.claim()
                .filter(claim -> !ImportedVolume.stays(claim, scope.volume()))
                .isPresent();
        return !going && isFilled(scope);
    }

    private static boolean isFilled(ImportCronScope scope) {
        return scope.volume()
                .map(volume -> DataVolumeState.of(volume) == DataVolumeState.FILLED)
                .orElseGet(() -> scope.claim().filter(UsedClaim::isBound).isPresent());
    }
}
