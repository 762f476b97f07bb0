package dev.slipway.cluster.installation;

import dev.slipway.cluster.fixture.ClusterTool;
import dev.slipway.cluster.fixture.DirectoryProvisioner;
import dev.slipway.cluster.fixture.RealCluster;
import dev.slipway.ui.InstalledSlipway;
import dev.slipway.ui.SlipwayUnderTest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExtensionContext;

/** The installation on the cluster of the run, of which the browser's stories are told, too. Their machines are in a namespace that enforces {@code restricted}. */
public final class ClusterUnderTest implements SlipwayUnderTest, BeforeEachCallback, AfterTestExecutionCallback {
    private @Nullable RealCluster cluster;

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        return ClusterTool.condition();
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        cluster = RealCluster.sharedIn(context);
    }

    @Override
    public void afterTestExecution(ExtensionContext context) {
        if (context.getExecutionException().isPresent()) {
            Objects.requireNonNull(cluster).keepEvidence(context, Optional.of("default"));
        }
    }

    @Override
    public InstalledSlipway open(Path directory) throws Exception {
        RealCluster present = Objects.requireNonNull(cluster);
        SlipwayOnCluster.isInstalled(present);
        Path volumes = Files.setPosixFilePermissions(
                Files.createDirectory(directory.resolve("volumes")), PosixFilePermissions.fromString("rwx--x--x"));
        DirectoryProvisioner storage = DirectoryProvisioner.start(present.client(), volumes);
        try {
            return PortaledCluster.open(present, storage, directory);
        } catch (Exception | AssertionError e) {
            storage.close();
            throw e;
        }
    }
}
