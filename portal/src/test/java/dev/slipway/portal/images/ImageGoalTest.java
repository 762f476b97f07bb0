package dev.slipway.portal.images;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class ImageGoalTest {
    @Test
    void import_is_done_when_the_image_is_ready_and_says_how_far_it_is() {
        assertThat(progress(ImageGoal.FILLED, ImageWord.READY, ""))
                .isEqualTo(new ImageGoal.Progress.Reached("Machines can be made from it."));
        assertThat(ImageGoal.FILLED.progress(
                        Optional.of(new ImageState(ImageWord.IMPORTING, "", OptionalDouble.of(0.412)))))
                .isEqualTo(new ImageGoal.Progress.Waiting("41 %"));
    }

    @Test
    void import_fails_with_the_sentence_of_the_importer() {
        assertThat(progress(ImageGoal.FILLED, ImageWord.FAILED, "The checksum differs."))
                .isEqualTo(new ImageGoal.Progress.Failed("The checksum differs."));
        assertThat(ImageGoal.FILLED.progress(Optional.empty()))
                .isEqualTo(new ImageGoal.Progress.Failed("The image was deleted meanwhile."));
    }

    @Test
    void deletion_is_done_when_the_image_is_gone() {
        assertThat(ImageGoal.GONE.progress(Optional.empty())).isInstanceOf(ImageGoal.Progress.Reached.class);
        assertThat(progress(ImageGoal.GONE, ImageWord.DELETING, "")).isInstanceOf(ImageGoal.Progress.Waiting.class);
    }

    private static ImageGoal.Progress progress(ImageGoal goal, ImageWord word, String reason) {
        return goal.progress(Optional.of(new ImageState(word, reason, OptionalDouble.empty())));
    }
}
