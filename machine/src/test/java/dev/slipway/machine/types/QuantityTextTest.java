package dev.slipway.machine.types;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What Go's {@code resource.Quantity} makes of what users write. */
class QuantityTextTest {
    @ParameterizedTest
    @CsvSource({
        "1Gi, 1Gi",
        "512Mi, 512Mi",
        "1000Mi, 1000Mi",
        "1025Mi, 1025Mi",
        "1024Mi, 1Gi",
        "2048Mi, 2Gi",
        "4096Ki, 4Mi",
        "1.5Gi, 1536Mi",
        "0.5Gi, 512Mi",
        "0Mi, 0",
        "-8Mi, -8Mi",
        "1.5, 1500m",
        "0.5, 500m",
        "1, 1",
        "250m, 250m",
        "1000m, 1",
        "2000m, 2",
        "2500m, 2500m",
        "1.000, 1",
        "1000, 1k",
        "1024, 1024",
        "1500M, 1500M",
        "1000M, 1G",
        "1000000000, 1G",
        "007, 007",
        "1e3, 1e3",
        "12e2, 1200",
        "1000e3, 1e6",
        "1e999999999, 1e999999999",
        "0, 0",
        "2GB, 2GB"
    })
    void amounts_are_told_in_the_unit_that_go_chooses(String given, String stored) {
        assertThat(QuantityText.of(given)).isEqualTo(stored);
    }
}
