package dev.slipway.standalone.operator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.standalone.recorded.DifferencesPage;
import dev.slipway.standalone.recorded.TreeDifference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Plays the life cycles of DataVolumes that were recorded with a real CDI, and compares what a client sees when each has
 * settled: the status of the DataVolume, its claim, the events of both, and the phases on the way. What differs on purpose
 * is in {@code docs/differences/imports.md}.
 */
class RecordedImportsTest {
    private static final Path RECORDED = Path.of("../../shared/data/cdi/recorded/lifecycle.jsonl");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    private static Path directory;

    @Test
    void data_volumes_go_the_ways_that_cdis_went() throws Exception {
        Assumptions.assumeTrue(
                Files.exists(RECORDED),
                () -> "SKIPPED: no recordings at " + RECORDED.toAbsolutePath().normalize());
        DifferencesPage deliberate = DifferencesPage.read("imports.md");
        List<String> unexplained = new ArrayList<>();
        try (OperatorCluster cluster = OperatorCluster.start(directory);
                Stream<String> lines = Files.lines(RECORDED)) {
            RecordedImport.makeStorageClasses(cluster);
            for (String line : lines.toList()) {
                unexplained.addAll(play(cluster, JSON.readTree(line), deliberate));
            }
        }
        assertThat(unexplained).as(String.join("\n", unexplained)).isEmpty();
        assertThat(deliberate.stale()).isEmpty();
    }

    /** Looks until it has settled as it did in the recording, or has had the time for it. */
    private static List<String> play(OperatorCluster cluster, JsonNode scenario, DifferencesPage deliberate)
            throws InterruptedException {
        String where =
                scenario.path("path").asText() + "/" + scenario.path("name").asText();
        if (deliberate.unexplained(where, List.of("not played")).isEmpty()) {
            return List.of();
        }
        cluster.enterNewNamespace();
        JsonNode want = ImportPicture.recorded(scenario);
        try (RecordedImport played = new RecordedImport(cluster, scenario)) {
            played.carryOut();
            Instant deadline = Instant.now().plus(PATIENCE);
            while (true) {
                List<String> left = deliberate.unexplained(where, TreeDifference.between(want, played.picture()));
                if (left.isEmpty() || Instant.now().isAfter(deadline)) {
                    return left.stream()
                            .map(difference -> where + " | " + difference)
                            .toList();
                }
                Thread.sleep(100);
            }
        }
    }
}
