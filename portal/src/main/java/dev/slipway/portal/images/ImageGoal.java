package dev.slipway.portal.images;

import java.util.Optional;
import java.util.stream.Stream;

/** What ends a task about an image. */
enum ImageGoal {
    /** Its disk is there. */
    FILLED,
    /** It is deleted. */
    GONE;

    /** How far an image is from a goal. */
    sealed interface Progress {
        record Reached(String sentence) implements Progress {}

        record Waiting(String sentence) implements Progress {}

        record Failed(String sentence) implements Progress {}
    }

    /** Returns the goal as the task log keeps it. */
    String text() {
        return name();
    }

    /** Reads a goal as {@link #text} writes it. */
    static Optional<ImageGoal> parse(String text) {
        return Stream.of(values()).filter(goal -> goal.name().equals(text)).findFirst();
    }

    /** Decides how far an image is; empty if it does not exist. */
    Progress progress(Optional<ImageState> state) {
        return switch (this) {
            case GONE ->
                state.isEmpty()
                        ? new Progress.Reached("The image is gone.")
                        : new Progress.Waiting("waiting until its disk is gone");
            case FILLED ->
                state.map(ImageGoal::filling).orElse(new Progress.Failed("The image was deleted meanwhile."));
        };
    }

    private static Progress filling(ImageState state) {
        return switch (state.word()) {
            case READY -> new Progress.Reached("Machines can be made from it.");
            case FAILED, MISSING -> new Progress.Failed(state.reason());
            case DELETING -> new Progress.Waiting("waiting until the old disk is gone");
            case IMPORTING, UPLOADING, WAITING, EMPTY ->
                new Progress.Waiting(
                        state.progress().isPresent()
                                ? Math.round(state.progress().getAsDouble() * 100) + " %"
                                : state.reason());
        };
    }
}
