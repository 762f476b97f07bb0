package dev.slipway.standalone.recorded;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Holds an API server as a whole, with all that judges writes there, against what a real KubeVirt on a real API server answered: the
 * embedded one and, by cluster-tests, a kube-apiserver with the webhooks of an installation.
 */
@Order(Integer.MAX_VALUE - 1)
class RecordedWritesTest {
    @RegisterExtension
    static final RecordedServer SERVER = RecordedServer.chosen();

    @TempDir
    private static Path directory;

    @Test
    void writes_and_expansions_are_answered_as_by_kubevirt() throws Exception {
        Assumptions.assumeTrue(RecordedApi.isThere(), "SKIPPED: no recorded answers beside the project");
        try (RecordedServer.Opened server = SERVER.open(directory.resolve("kubevirt"))) {
            RecordedWrites recorded = new RecordedWrites(server.api(), SERVER.configurationDelay());
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
    void imports_are_judged_as_by_cdi() throws Exception {
        Assumptions.assumeTrue(RecordedApi.isThere(), "SKIPPED: no recorded answers beside the project");
        try (RecordedServer.Opened server = SERVER.open(directory.resolve("cdi"))) {
            server.api().allowEverything(server.api().controller());
            RecordedWrites recorded = new RecordedWrites(server.api(), SERVER.configurationDelay());
            recorded.prepareImports();
            Tally imports = recorded.imports();
            imports.report();
            assertThat(imports.size()).isGreaterThan(230);
            assertThat(imports.differing()).isEmpty();
        }
    }
}
