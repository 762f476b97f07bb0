package dev.slipway.cluster.contract;

import dev.slipway.cluster.fixture.ClusterTool;
import dev.slipway.cluster.fixture.RealCluster;
import dev.slipway.standalone.apiserver.contract.ServerUnderTest;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.extension.ExtensionContext;

/** The real API server, which the contract was taken from: where it differs, the contract promises more on purpose. */
public final class KubernetesUnderTest implements ServerUnderTest {
    @Override
    public Optional<String> hindrance() {
        return ClusterTool.hindrance();
    }

    @Override
    public Path kubeconfig(ExtensionContext context) {
        return RealCluster.sharedIn(context).kubeconfig();
    }

    @Override
    public void restart(ExtensionContext context) {
        RealCluster.sharedIn(context).restart("apiserver");
    }

    @Override
    public Map<String, String> differences() {
        return Map.of(
                "AggregationContractTest.schemas_of_a_group_are_in_the_index_at_once",
                "it asks servers behind it for their schemas in its own time, after more than two minutes");
    }
}
