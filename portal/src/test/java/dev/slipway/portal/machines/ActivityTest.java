package dev.slipway.portal.machines;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ActivityTest {
    @ParameterizedTest
    @CsvSource({
        "SuccessfulCreate, Successful create",
        "UPLOAD_CUT, Upload cut",
        "Started, Started",
        "FailedDataVolumeCreate, Failed data volume create",
        "'', ''"
    })
    void reason_of_an_event_becomes_words(String reason, String words) {
        assertThat(Activity.spaced(reason)).isEqualTo(words);
    }
}
