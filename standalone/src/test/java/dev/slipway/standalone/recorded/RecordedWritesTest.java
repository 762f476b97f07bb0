package dev.slipway.standalone.recorded;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.standalone.app.EmbeddedControlPlane;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Holds the embedded API server as a whole against what a real KubeVirt on a real API server answered. */
class RecordedWritesTest {
    @TempDir
    private static Path directory;

    @Test
    void writes_and_expansions_are_answered_as_by_kubevirt() throws IOException, InterruptedException {
        Assumptions.assumeTrue(RecordedApi.isThere(), "SKIPPED: no recorded answers beside the project");
        try (EmbeddedControlPlane plane = EmbeddedControlPlane.start(directory.resolve("kubevirt"));
                RecordedApi api = new RecordedApi(
                        plane.address(), EmbeddedControlPlane.ADMIN_TOKEN, "system:serviceaccount:slipway:operator")) {
            RecordedWrites recorded = new RecordedWrites(api, Duration.ZERO);
            recorded.prepare();
            Tally writes = recorded.writes();
            writes.report();
            Tally expansions = recorded.expansions();
            expansions.report();
            assertThat(writes.size()).isGreaterThan(900);
            assertThat(writes.differing()).isEmpty();
            assertThat(expansions.size()).isGreaterThan(150);
            assertThat(expansions.differing()).isEmpty();
        }
    }

    @Test
    void imports_are_judged_as_by_cdi() throws IOException, InterruptedException {
        Assumptions.assumeTrue(RecordedApi.isThere(), "SKIPPED: no recorded answers beside the project");
        try (EmbeddedControlPlane plane = EmbeddedControlPlane.start(directory.resolve("cdi"));
                RecordedApi api = new RecordedApi(
                        plane.address(), EmbeddedControlPlane.ADMIN_TOKEN, "system:serviceaccount:slipway:operator")) {
            api.allowEverything(api.controller());
            RecordedWrites recorded = new RecordedWrites(api, Duration.ZERO);
            recorded.prepareImports();
            Tally imports = recorded.imports();
            imports.report();
            assertThat(imports.size()).isGreaterThan(230);
            assertThat(imports.differing()).isEmpty();
        }
    }
}
