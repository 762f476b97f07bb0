package dev.slipway.cluster.contract;

import dev.slipway.cluster.fixture.ClusterTool;
import dev.slipway.cluster.fixture.RealCluster;
import dev.slipway.standalone.apiserver.contract.ServerUnderTest;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.extension.ExtensionContext;

/** The real API server, which the contract was taken from: it has no differences. */
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
        return Map.of();
    }
}
